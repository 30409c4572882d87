"""The answer of a query in batches of arrays: of millions of rows a few hundred thousand are in memory at a time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mentorlift.files.cells import LARGEST
from mentorlift.science.effects.data import Bools, Floats

if TYPE_CHECKING:
    import duckdb

ALL = 255  # eight rows, none of them missing


@dataclass(frozen=True, kw_only=True)
class Column:
    """Part of a column of numbers. `missing`: where it is NULL, None where it never is; `values` are anything there."""

    values: NDArray[Any]
    missing: Bools | None

    @property
    def endless(self) -> bool:
        """Whether a value is there that is no finite number, or larger than any figure can be."""
        finite = np.abs(self.values) <= LARGEST
        return not (finite.all() if self.missing is None else (finite | self.missing).all())

    @property
    def with_gaps(self) -> Floats:
        """The values, nan where they are missing."""
        return self.values if self.missing is None else np.where(self.missing, np.nan, self.values)


def batches(connection: "duckdb.DuckDBPyConnection", sql: str) -> Iterator[list[Column]]:
    """Runs `sql`, all of whose columns are numbers or days.

    Per batch the columns, valid until the next one is asked for. The connection is busy meanwhile: the next batch is
    fetched while this one is worked on.
    """
    import nanoarrow

    stream = iter(nanoarrow.ArrayStream(connection.sql(sql)))
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(next, stream, None)
        while (batch := coming.result()) is not None:
            coming = beside.submit(next, stream, None)
            yield [_column(batch.child(place)) for place in range(batch.n_children)]


def _column(child: Any) -> Column:
    values = np.asarray(child.buffer(1))
    there = np.frombuffer(child.buffer(0), dtype=np.uint8)  # a bit for each row
    whole, rest = divmod(len(values), 8)
    if (there[:whole] == ALL).all() and (not rest or not ~there[whole] & ((1 << rest) - 1)):
        return Column(values=values, missing=None)
    return Column(values=values, missing=np.unpackbits(there, count=len(values), bitorder="little") == 0)
