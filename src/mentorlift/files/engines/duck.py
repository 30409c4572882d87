"""DuckDB: a database file, a folder of Parquet, or memory."""

from collections.abc import Mapping

import numpy as np

from mentorlift.files.engines.engine import Answer, Column, checked_table, is_path, unable
from mentorlift.files.outcome_cells import literal, quoted

KINDS = {
    "DATE": "date",
    "VARCHAR": "text",
    "DOUBLE": "number",
    "FLOAT": "number",
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "whole"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"), "whole"),
}


class Duck:
    """`connect`: path of a database file, opened for reading; "" for none."""

    name = "duckdb"

    def __init__(self, connect: str) -> None:
        import duckdb

        self.error = duckdb.Error
        try:
            self.connection = duckdb.connect(connect or ":memory:", read_only=bool(connect))
        except duckdb.Error as error:
            raise unable(self.name, error) from None

    def relation(self, table: str) -> str:
        if is_path(table):
            return f"read_parquet({literal(table)})"
        return ".".join(quoted(part) for part in checked_table(self.name, table).split("."))

    def columns(self, relation: str) -> dict[str, str]:
        described = self._run(f"DESCRIBE SELECT * FROM {relation}").fetchall()
        return {row[0]: kind(row[1]) for row in described}

    def upload(self, name: str, columns: Mapping[str, Column]) -> None:
        given = {column: np.asarray(values) for column, values in columns.items()}
        self.connection.register("given", given)
        self._run(f"CREATE OR REPLACE TEMP TABLE {quoted(name)} AS SELECT * FROM given")
        self.connection.unregister("given")

    def ask(self, sql: str) -> Answer:
        return {name: np.asarray(values) for name, values in self._run(sql).fetchnumpy().items()}

    def close(self) -> None:
        self.connection.close()

    def _run(self, sql: str):  # type: ignore[no-untyped-def]  # noqa: ANN202  duckdb is imported where it is used
        try:
            return self.connection.execute(sql)
        except self.error as error:
            raise unable(self.name, error) from None


def kind(name: str) -> str:
    """The kind of a type as DuckDB names it."""
    if name.startswith("DECIMAL"):
        return "number"
    return "moment" if name.startswith("TIMESTAMP") else KINDS.get(name, "")
