"""ClickHouse: a server by its HTTP interface, or chdb, the same engine inside this process."""

import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlencode, urlsplit
from urllib.request import Request, urlopen

import numpy as np

from mentorlift.files.engines.engine import (
    Answer,
    Column,
    checked_table,
    is_path,
    kind_of,
    lines_of,
    translated,
    unable,
)
from mentorlift.files.faults import Fault, Refused
from mentorlift.files.outcome_cells import literal, quoted

# an outer join gives NULL as in every other engine, and the answer's columns lie as numpy reads them
SETTINGS = {"join_use_nulls": "1", "output_format_arrow_compression_method": "none"}
TYPES = {"BIGINT": "Int64", "DOUBLE": "Float64", "VARCHAR": "String"}
SECONDS = 6 * 3600
KINDS = {  # how the name of a type begins; DateTime before Date
    "DateTime": "moment",
    "Date": "date",
    "Float": "number",
    "Decimal": "number",
    "Int": "whole",
    "UInt": "whole",
    "String": "text",
    "FixedString": "text",
    "UUID": "text",
}


class Transport(Protocol):
    def send(self, sql: str) -> bytes:
        """The answer's bytes; raises Refused with the engine's words."""

    def insert(self, name: str, types: str, lines: bytes) -> None:
        """Puts lines of tab-separated text into a table."""

    def close(self) -> None: ...


class ClickHouse:
    """`connect`: https://reader:password@host:8443/sales for a server; a folder of chdb's, or "" for memory."""

    name = "clickhouse"

    def __init__(self, connect: str) -> None:
        self.server = connect.startswith(("http:", "https:"))
        self.transport: Transport = Server(connect) if self.server else Inside(connect)

    def relation(self, table: str) -> str:
        if not is_path(table):
            return ".".join(quoted(part) for part in checked_table(self.name, table).split("."))
        if self.server:
            what = "a server does not read files of this machine"
            raise Refused([Fault(self.name, None, "", what, "give the name of a table")])
        self.transport.send(
            f"CREATE OR REPLACE VIEW mentorlift_outcomes AS SELECT * FROM file({literal(table)}, Parquet)"
        )
        return "mentorlift_outcomes"

    def columns(self, relation: str) -> dict[str, str]:
        told = self.transport.send(f"DESCRIBE TABLE {relation} FORMAT TabSeparated").decode()
        return {row.split("\t")[0]: kind(row.split("\t")[1]) for row in told.splitlines()}

    def upload(self, name: str, columns: Mapping[str, Column]) -> None:
        types = ", ".join(f"{quoted(column)} {TYPES[kind_of(values)]}" for column, values in columns.items())
        self.transport.send(f"DROP TEMPORARY TABLE IF EXISTS {quoted(name)}")
        self.transport.send(f"CREATE TEMPORARY TABLE {quoted(name)} ({types}) ENGINE = Memory")
        self.transport.insert(name, types, lines_of(columns))

    def ask(self, sql: str) -> Answer:
        settings = ", ".join(f"{name} = {literal(value)}" for name, value in SETTINGS.items())
        stream = self.transport.send(f"{translated(sql, self.name)} SETTINGS {settings} FORMAT ArrowStream")
        return _columns(stream)

    def close(self) -> None:
        self.transport.close()


class Server:
    """One session of the HTTP interface; the password travels in a header, never in the address."""

    def __init__(self, connect: str) -> None:
        place = urlsplit(connect)
        self.address = f"{place.scheme}://{place.hostname}:{place.port or (8443 if place.scheme == 'https' else 8123)}/"
        self.headers = {"X-ClickHouse-User": unquote(place.username or "default")}
        if place.password:
            self.headers["X-ClickHouse-Key"] = unquote(place.password)
        self.session = {"session_id": secrets.token_hex(16), "session_timeout": "3600"}
        if database := place.path.strip("/"):
            self.session["database"] = database

    def send(self, sql: str, *, body: bytes | None = None) -> bytes:
        asked = self.session if body is None else self.session | {"query": sql}
        request = Request(  # noqa: S310  the scheme is http or https
            f"{self.address}?{urlencode(asked)}", data=sql.encode() if body is None else body, headers=self.headers
        )
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                return bytes(answer.read())
        except HTTPError as error:
            raise unable(ClickHouse.name, RuntimeError(error.read().decode(errors="replace"))) from None
        except (URLError, OSError) as error:
            raise unable(ClickHouse.name, error) from None

    def insert(self, name: str, types: str, lines: bytes) -> None:
        self.send(f"INSERT INTO {quoted(name)} FORMAT TabSeparated", body=lines)

    def close(self) -> None:
        """The session ends on the server by itself, and its temporary tables with it."""


class Inside:
    """chdb."""

    def __init__(self, folder: str) -> None:
        from chdb import session

        self.session = session.Session(folder or None)

    def send(self, sql: str) -> bytes:
        try:
            return bytes(self.session.query(sql).bytes())
        except RuntimeError as error:  # all that chdb raises
            raise unable(ClickHouse.name, error) from None

    def insert(self, name: str, types: str, lines: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "lines.tsv"
            path.write_bytes(lines)
            self.send(
                f"INSERT INTO {quoted(name)} SELECT * FROM file({literal(str(path))}, TabSeparated, {literal(types)})"
            )

    def close(self) -> None:
        self.session.close()


def kind(name: str) -> str:
    """The kind of a type as ClickHouse names it."""
    for wrapping in ("LowCardinality(", "Nullable("):
        if name.startswith(wrapping):
            name = name[len(wrapping) : -1]
    return next((found for start, found in KINDS.items() if name.startswith(start)), "")


def _columns(stream: bytes) -> Answer:
    import nanoarrow
    from nanoarrow.ipc import InputStream

    with InputStream.from_readable(stream) as opened:
        table = nanoarrow.Array(opened)
        found = {}
        for place, field in enumerate(table.schema.fields):
            column = table.child(place)
            numeric = field.type in (nanoarrow.Type.INT64, nanoarrow.Type.DOUBLE)
            found[field.name] = np.array(column.to_pylist() if not numeric else _numbers(column))
        return found


def _numbers(column):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    parts = [np.asarray(chunk.buffers[1])[: len(chunk)] for chunk in column.iter_chunks()]
    return np.concatenate(parts) if parts else np.empty(0)
