"""What an engine must be able to do, and how one is opened."""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mentorlift.files.faults import Fault, Refused
from mentorlift.science.effects.data import Floats, Ints

Column = Ints | Floats | Sequence[str]
Answer = dict[str, NDArray[np.generic]]
KINDS = ("date", "moment", "whole", "number", "text")
INSTALL = "uv pip install --require-hashes --build-constraints requirements/engines.txt -r requirements/engines.txt"
DIALECTS = {"postgresql": "postgres"}  # where sqlglot calls it differently
PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]*")
PLAIN_TABLE = re.compile(r"\w+(\.\w+){0,2}")
BIGQUERY_TABLE = re.compile(r"([\w-]+\.\w+\.)?\w+|\w+\.\w+")  # the names of projects have hyphens


class Engine(Protocol):
    """A connection to one engine. Tables that `upload` makes are seen by this connection alone and end with it."""

    name: str

    def relation(self, table: str) -> str:
        """How the statements name `table` (a plain name, or a path of Parquet where the engine reads files)."""

    def columns(self, relation: str) -> Mapping[str, str]:
        """Names of the columns with their kinds, one of KINDS, "" for anything else."""

    def upload(self, name: str, columns: Mapping[str, Column]) -> None:
        """Makes or replaces a temporary table of BIGINT, DOUBLE and text columns."""

    def ask(self, sql: str) -> Answer:
        """Runs one SELECT written for DuckDB whose answer has no NULL."""

    def close(self) -> None: ...


def open_engine(name: str, connect: str) -> Engine:
    """`connect`: where the engine is, in its own way, "" for its default.

    Raises Refused where a part is not installed or nobody answers there.
    """
    try:
        if name == "duckdb":
            from mentorlift.files.engines.duck import Duck

            return Duck(connect)
        import sqlglot  # noqa: F401  every other engine is spoken to through it

        if name == "postgresql":
            from mentorlift.files.engines.postgres import Postgres

            return Postgres(connect)
        if name == "spark":
            from mentorlift.files.engines.spark import Spark

            return Spark(connect)
        from mentorlift.files.engines.clickhouse import ClickHouse

        return ClickHouse(connect)
    except ImportError as missing:
        part = (missing.name or "").partition(".")[0]
        what = f"the part {part} is not installed, without which figures on {name} cannot be read"
        raise Refused([Fault(name, None, "", what, f"install it: {INSTALL}")]) from None


def unable(name: str, error: Exception) -> Refused:
    """What an engine said in its own words, first line only: further ones may repeat figures."""
    said = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return Refused([Fault(name, None, "", f"the engine says: {said}", "correct the table or the connection")])


def is_path(table: str) -> bool:
    return "/" in table or table.endswith(".parquet")


def checked_table(name: str, table: str) -> str:
    """A table's name as it stands in SQL; Refused where it is none."""
    if (BIGQUERY_TABLE if name == "bigquery" else PLAIN_TABLE).fullmatch(table):
        return table
    what = f"{table!r} is not the name of a table"
    raise Refused([Fault(name, None, "", what, "write letters, digits and _, at most schema and database before it")])


def translated(sql: str, name: str, *, pretty: bool = False) -> str:
    """A statement written for DuckDB in the words of another engine."""
    import sqlglot
    from sqlglot import expressions

    tree = sqlglot.parse_one(sql, read="duckdb")
    if name == "snowflake":  # which keeps a plain name in capitals, and would not find it in small letters
        for found in tree.find_all(expressions.Identifier):
            found.set("quoted", found.this.isupper() or not PLAIN_NAME.fullmatch(found.this))
    return tree.sql(dialect=DIALECTS.get(name, name), pretty=pretty)


def lines_of(columns: Mapping[str, Column]) -> bytes:
    """The columns as text with tabs, as PostgreSQL and ClickHouse read it."""
    texts = []
    for values in columns.values():
        if isinstance(values, np.ndarray):
            texts.append([repr(value) for value in values.tolist()])
        else:
            texts.append([_escaped(value) for value in values])
    return "".join("\t".join(row) + "\n" for row in zip(*texts, strict=True)).encode()


def kind_of(values: Column) -> str:
    """The type, in SQL, of a column to upload."""
    if not isinstance(values, np.ndarray):
        return "VARCHAR"
    return "BIGINT" if values.dtype.kind in "iub" else "DOUBLE"


def _escaped(text: str) -> str:
    for sign, written in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(sign, written)
    return text
