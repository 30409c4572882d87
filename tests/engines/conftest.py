"""Real engines, installed from requirements/engines.txt; a missing one fails, it is never left out."""

import os
from contextlib import contextmanager

import psycopg
import pyarrow.parquet
import pytest

from mentorlift.cli.main import main
from mentorlift.files.engines.engine import open_engine
from mentorlift.files.engines.tests.untidy import write

os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")  # Spark starts in half the time, and runs slower
NAMES = ("duckdb", "postgresql", "spark", "clickhouse")
COLUMNS = {"string": "TEXT", "date32[day]": "DATE", "double": "DOUBLE PRECISION", "int32": "INTEGER", "int64": "BIGINT"}


@pytest.fixture(scope="session")
def untidy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("untidy")
    write(folder)
    return folder


@pytest.fixture(scope="session")
def simulated(tmp_path_factory):
    """What `mentorlift simulate` makes."""
    folder = tmp_path_factory.mktemp("simulated")
    main(["simulate", "--people", "240", "--days", "200", "--seed", "7", "--out", str(folder)], standalone_mode=False)
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text("utf-8") + "\n[inference]\nredraws = 200\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session", params=NAMES)
def engine(request):
    address = os.environ["ENGINES_POSTGRES"] if request.param == "postgresql" else ""
    opened = open_engine(request.param, address)
    yield opened
    opened.close()


@contextmanager
def as_table(engine, path):
    """The name under which the engine finds the rows of a Parquet file."""
    if engine.name != "postgresql":
        yield str(path)
        return
    rows = pyarrow.parquet.read_table(path)
    made = ", ".join(f"{field.name} {COLUMNS[str(field.type)]}" for field in rows.schema)
    with psycopg.connect(os.environ["ENGINES_POSTGRES"], autocommit=True) as connection:
        connection.execute(f"CREATE TABLE figures ({made})")
        with connection.cursor().copy("COPY figures FROM STDIN") as copy:
            for row in zip(*rows.to_pydict().values(), strict=True):
                copy.write_row(row)
        yield "figures"
        connection.execute("DROP TABLE figures")
