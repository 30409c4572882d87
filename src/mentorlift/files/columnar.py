"""Outcomes of any accepted kind -> one checked Parquet file, at the speed of DuckDB."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mentorlift.files.outcomes import (
    FORGET_REJECTS,
    Outcomes,
    checked,
    explained,
    literal,
    quoted,
    shape_of,
)

if TYPE_CHECKING:
    import duckdb


def to_parquet(
    connection: "duckdb.DuckDBPyConnection", path: Path, target: Path, *, name: str = "outcomes"
) -> Outcomes:
    """Writes person_id, time and the metrics of `path` to `target` and leaves a view `name` on it.

    The file is streamed and checked from what was written, so memory does not grow with its length. Nothing is
    left at `target` when anything is wrong: raises Refused with the faults (the first 1,000 of them).
    """
    import duckdb

    with TemporaryDirectory() as workspace:
        shape = shape_of(connection, path, Path(workspace))
        try:
            connection.execute(FORGET_REJECTS)
            connection.execute(
                f"COPY ({shape.source}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd, "
                "COMPRESSION_LEVEL 1)"
            )
            connection.execute(
                f"CREATE OR REPLACE VIEW {quoted(name)} AS SELECT * FROM read_parquet({literal(str(target))})"
            )
            return checked(connection, shape, name)
        except duckdb.Error as error:
            target.unlink(missing_ok=True)
            raise explained(shape, str(error)) from None
        except BaseException:
            target.unlink(missing_ok=True)
            raise
