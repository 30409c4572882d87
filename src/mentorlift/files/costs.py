"""A bare cost matrix and its capacities -> integers the solver is exact on, with every fault at once."""

from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation, localcontext
from pathlib import Path

import numpy as np

from mentorlift.files.faults import Fault, Refused
from mentorlift.files.tables import decoded, read_table
from mentorlift.science.assignment.pool import Ints

MOST_DIGITS = 400  # of a number, before or after its point
MOST_DECIMALS = 15  # that the solver is given
MOST_FAULTS = 1_000
EXACT = 2**53


@dataclass(frozen=True, kw_only=True)
class Costs:
    """`values[i, j]` / 10^`decimals` is the cost of row i at column j, for the solver.

    `cells` are the numbers as written, row by row, with up to `written` decimals. Where that is more than `decimals`
    the solver sees rounded ones: the solver is exact on whole numbers of limited size only.
    """

    values: Ints
    decimals: int
    written: int
    cells: tuple[Decimal, ...]
    columns: int

    @property
    def off_by(self) -> Decimal:
        """By how much the true optimum could differ from the sum of the pairs found; 0 where nothing was rounded."""
        rounded = Decimal(1).scaleb(-self.decimals) if self.written > self.decimals else Decimal(0)
        return rounded * len(self.values)

    def text(self, *pairs: tuple[int, int]) -> str:
        """The sum of the costs of some (row, column), exact, as a number like those in the file."""
        with localcontext(prec=MOST_DIGITS):
            total = sum((self.cells[row * self.columns + column] for row, column in pairs), Decimal(0))
            return f"{total.quantize(Decimal(1).scaleb(-self.written)):f}"


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
    written = max((max(0, -int(value.as_tuple().exponent)) for value in found), default=0)
    room = _decimals_with_room(max(map(abs, found), default=Decimal(0)), rows, columns)
    if room < 0:
        what = "the numbers are too large for an exact optimum"
        faults.append(Fault(path.name, None, "", what, "divide them all by the same number"))
    if faults:
        raise Refused(faults[:MOST_FAULTS], more=max(0, len(faults) - MOST_FAULTS))
    decimals = min(written, room)
    values = np.array([int(value.scaleb(decimals).to_integral_value()) for value in found], dtype=np.int64)
    return Costs(
        values=values.reshape(rows, columns), decimals=decimals, written=written, cells=tuple(found), columns=columns
    )


def _decimals_with_room(most: Decimal, rows: int, columns: int) -> int:
    """Decimals with which sums of numbers up to `most` stay exact in the solver; negative where none do."""
    largest = EXACT // (2 * (rows + columns + 2) ** 2)
    if not most:
        return MOST_DECIMALS
    if most > largest:
        return -1
    return next(k for k in range(MOST_DECIMALS, -1, -1) if most.scaleb(k) <= largest)


def finite(word: str) -> Decimal | None:
    """The number a word is, None where it is none or one of hundreds of digits."""
    try:
        value = Decimal(word)
    except InvalidOperation:
        return None
    if not value.is_finite() or max(abs(value.adjusted()), -int(value.as_tuple().exponent)) > MOST_DIGITS / 2:
        return None
    return value.normalize(Context(prec=MOST_DIGITS))


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
