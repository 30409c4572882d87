"""The answer of a query in batches of arrays: of millions of rows a few hundred thousand are in memory at a time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mentorlift.science.effects.data import Floats, Ints

if TYPE_CHECKING:
    import duckdb


def batches(
    connection: "duckdb.DuckDBPyConnection", sql: str, *, numbers: int
) -> Iterator[tuple[list[Ints], list[Floats]]]:
    """Runs `sql`, whose last `numbers` columns are DOUBLE and whose others are whole numbers, none of them NULL.

    Per batch the columns as arrays, valid until the next one is asked for. The connection is busy meanwhile.
    """
    import nanoarrow

    for batch in nanoarrow.ArrayStream(connection.sql(sql)):
        columns = [np.asarray(batch.child(place).buffer(1)) for place in range(batch.n_children)]
        split = len(columns) - numbers
        yield columns[:split], columns[split:]
