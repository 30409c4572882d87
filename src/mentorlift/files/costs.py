"""A bare cost matrix and its capacities -> integers the solver is exact on, with every fault at once."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import numpy as np

from mentorlift.files.faults import Fault, Refused
from mentorlift.files.tables import decoded, read_table
from mentorlift.science.assignment.pool import Ints

MOST_DIGITS = 6
MOST_FAULTS = 1_000
EXACT = 2**53


@dataclass(frozen=True, kw_only=True)
class Costs:
    """`values[i, j]` / 10^`decimals` is the cost of row i at column j, as written in the file."""

    values: Ints
    decimals: int

    def text(self, value: int) -> str:
        """A sum of values as a number like those in the file."""
        return str(value) if not self.decimals else f"{Decimal(value).scaleb(-self.decimals):f}"


def read_costs(path: Path, rows: int, columns: int) -> Costs:
    """Numbers separated by white space, row by row. Raises Refused with all faults, at most 1,000 of them."""
    if not path.is_file():
        raise Refused([Fault(path.name, None, "", "there is no such file", "check the path")])
    try:
        lines = decoded(path.read_bytes()).splitlines()
    except UnicodeDecodeError:
        raise Refused([Fault(path.name, None, "", "this is not text", "give numbers as text")]) from None
    faults: list[Fault] = []
    found: list[Decimal] = []
    for line_number, line in enumerate(lines, start=1):
        for place, word in enumerate(line.split(), start=1):
            value = finite(word)
            if value is None:
                what = f"{word!r} is not a number"
                faults.append(Fault(path.name, line_number, f"number {place}", what, "write a plain number"))
            found.append(Decimal(0) if value is None else value)
    if len(found) != rows * columns:
        what = f"the file has {len(found):,} numbers, {rows:,} x {columns:,} need {rows * columns:,}"
        faults.append(Fault(path.name, None, "", what, "correct the file, --rows or --cols"))
    decimals = max((max(0, -int(value.as_tuple().exponent)) for value in found), default=0)
    if decimals > MOST_DIGITS:
        what = f"a number has {decimals} decimals"
        faults.append(Fault(path.name, None, "", what, f"round to {MOST_DIGITS} decimals at most"))
    elif max(map(abs, found), default=Decimal(0)).scaleb(decimals) * 2 * (rows + columns + 2) ** 2 > EXACT:
        what = "the numbers are too large for an exact optimum"
        faults.append(Fault(path.name, None, "", what, "divide them all by the same number"))
    if faults:
        raise Refused(faults[:MOST_FAULTS], more=max(0, len(faults) - MOST_FAULTS))
    values = np.array([int(value.scaleb(decimals)) for value in found], dtype=np.int64)
    return Costs(values=values.reshape(rows, columns), decimals=decimals)


def finite(word: str) -> Decimal | None:
    try:
        value = Decimal(word)
    except InvalidOperation:
        return None
    return value.normalize() if value.is_finite() else None


@dataclass(frozen=True, kw_only=True)
class Places:
    """How many rows each column takes, and the number that the first column has in the file (0 or 1)."""

    capacity: Ints
    counts_from: int


def read_capacities(path: Path | None, columns: int) -> Places:
    """Places by column, 1 where none is given. Raises Refused with all faults.

    Columns count from 0, or from 1 in a file that lists all of 1 to `columns`.
    """
    capacity = np.ones(columns, dtype=np.int64)
    if path is None:
        return Places(capacity=capacity, counts_from=0)
    table = read_table(path)
    table.require("col", "capacity")
    found: dict[int, int] = {}
    rows: dict[int, int] = {}
    for row, record in table.records():
        col, places = record["col"], record["capacity"]
        if not col.isdecimal() or len(col) > 9:
            table.fault(row, "col", f"{col!r} is not a column", f"number the {columns} columns from 0")
        elif int(col) in rows:
            table.fault(row, "col", f"column {col} is already in row {rows[int(col)]}", "keep one of the rows")
        else:
            rows[int(col)] = row
        if not places.isdecimal() or len(places) > 9:
            table.fault(row, "capacity", f"{places!r} is not a number of places", "write 0, 1, 2, ...")
        elif col.isdecimal():
            found[int(col)] = int(places)
    first = 1 if sorted(rows) == list(range(1, columns + 1)) else 0
    for number, row in rows.items():
        if number - first >= columns:
            table.fault(row, "col", f"there is no column {number}", f"number the {columns} columns from 0")
    table.refuse_if_faulty()
    for number, places_of in found.items():
        capacity[number - first] = places_of
    return Places(capacity=capacity, counts_from=first)
