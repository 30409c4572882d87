"""PostgreSQL, through the driver that the product has anyway."""

from collections.abc import Mapping

import numpy as np

from mentorlift.files.engines.engine import Answer, Column, checked_table, kind_of, lines_of, translated, unable
from mentorlift.files.outcome_cells import quoted

KINDS = {
    "date": "date",
    **dict.fromkeys(("text", "varchar", "bpchar", "name", "uuid"), "text"),
    **dict.fromkeys(("int2", "int4", "int8"), "whole"),
    **dict.fromkeys(("float4", "float8", "numeric"), "number"),
    **dict.fromkeys(("timestamp", "timestamptz"), "moment"),
}


class Postgres:
    """`connect`: an address such as postgresql://reader@db.example/sales."""

    name = "postgresql"

    def __init__(self, connect: str) -> None:
        import psycopg

        self.error = psycopg.Error
        try:
            # nothing is prepared: each statement is asked once, and a table may get other columns meanwhile
            self.connection = psycopg.connect(connect, autocommit=True, prepare_threshold=None)
        except psycopg.Error as error:
            raise unable(self.name, error) from None

    def relation(self, table: str) -> str:
        return ".".join(quoted(part) for part in checked_table(self.name, table).split("."))

    def columns(self, relation: str) -> dict[str, str]:
        try:
            cursor = self.connection.execute(f"SELECT * FROM {relation} LIMIT 0".encode())
        except self.error as error:
            raise unable(self.name, error) from None
        found = {}
        for column in cursor.description or ():
            known = self.connection.adapters.types.get(column.type_code)
            found[column.name] = KINDS.get(known.name if known else "", "")
        return found

    def upload(self, name: str, columns: Mapping[str, Column]) -> None:
        made = ", ".join(f"{quoted(column)} {kind_of(values)}" for column, values in columns.items())
        made = made.replace("DOUBLE", "DOUBLE PRECISION")
        self.connection.execute(f"DROP TABLE IF EXISTS pg_temp.{quoted(name)}".encode())
        self.connection.execute(f"CREATE TEMPORARY TABLE {quoted(name)} ({made})".encode())
        with self.connection.cursor().copy(f"COPY {quoted(name)} FROM STDIN".encode()) as copy:
            copy.write(lines_of(columns))
        self.connection.execute(f"ANALYZE {quoted(name)}".encode())

    def ask(self, sql: str) -> Answer:
        try:
            cursor = self.connection.execute(translated(sql, self.name).encode())
            rows = cursor.fetchall()
        except self.error as error:
            raise unable(self.name, error) from None
        names = [column.name for column in cursor.description or ()]
        columns = zip(*rows, strict=True) if rows else ((),) * len(names)
        return {name: np.asarray(values) for name, values in zip(names, columns, strict=True)}

    def close(self) -> None:
        self.connection.close()
