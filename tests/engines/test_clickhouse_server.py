"""A server of ClickHouse as far as it is spoken to: its HTTP interface, before the same engine in this process."""

import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from mentorlift.files.engines.engine import open_engine
from mentorlift.files.engines.loading import load_from_engine
from mentorlift.files.engines.tests.alike import assert_alike, from_file, given, through
from mentorlift.files.faults import Refused

pytestmark = pytest.mark.engines


class Handler(BaseHTTPRequestHandler):
    """POST with the statement in the body, or in `query` with rows in the body; errors are answered with 500."""

    def do_POST(self):
        asked = parse_qs(urlsplit(self.path).query)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((asked, {name.lower(): value for name, value in self.headers.items()}))
        try:
            answer, status = self.run(asked, body), 200
        except RuntimeError as error:
            answer, status = str(error).encode(), 500
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def run(self, asked, body):
        if "query" not in asked:
            return bytes(self.server.engine.query(body.decode()).bytes())
        with tempfile.TemporaryDirectory() as folder:
            rows = Path(folder) / "rows.tsv"
            rows.write_bytes(body)
            into = asked["query"][0].removesuffix(" FORMAT TabSeparated")
            self.server.engine.query(f"{into} FROM INFILE '{rows}' FORMAT TabSeparated")
        return b""

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    from chdb import session

    made = HTTPServer(("127.0.0.1", 0), Handler)
    made.engine, made.heard = session.Session(), []
    running = threading.Thread(target=made.serve_forever)
    running.start()
    yield made
    made.shutdown()
    running.join()
    made.engine.close()


def test_a_table_of_a_server_gives_the_answers_of_the_file(server, untidy):
    server.engine.query("CREATE DATABASE crm")
    server.engine.query(
        f"CREATE TABLE crm.days ENGINE = Memory AS SELECT * FROM file('{untidy}/outcomes.parquet', Parquet)"
    )
    engine = open_engine("clickhouse", f"http://reader:p%40ss@127.0.0.1:{server.server_port}/default")
    found = through(engine, "crm.days", untidy, leave=True)
    assert assert_alike(found, from_file(untidy, leave=True)) == {"lee_bounds"}
    assert len({asked["session_id"][0] for asked, _ in server.heard}) == 1  # or temporary tables would be lost
    assert {headers["x-clickhouse-key"] for _, headers in server.heard} == {"p@ss"}
    assert "p@ss" not in str([asked for asked, _ in server.heard])


def test_what_the_server_does_not_have_is_said_in_its_words(server, untidy):
    engine = open_engine("clickhouse", f"http://127.0.0.1:{server.server_port}")
    with pytest.raises(Refused, match=r"the engine says: .*no_such_table"):
        load_from_engine(engine, "no_such_table", **given(untidy))
    with pytest.raises(Refused, match="a server does not read files of this machine"):
        load_from_engine(engine, str(untidy / "outcomes.parquet"), **given(untidy))


def test_a_server_that_is_not_there_is_said():
    with pytest.raises(Refused, match=r"the engine says: .*refused"):
        open_engine("clickhouse", "http://127.0.0.1:9").columns("days")
