"""A bare cost matrix and the places of its columns, for `assign`."""

from pathlib import Path

import numpy as np

from mentorlift.files.cells import parse_number
from mentorlift.files.faults import Fault, Refused
from mentorlift.files.tables import read_table
from mentorlift.science.effects.data import Floats, Ints

SHOWN = 100


def read_costs(path: Path, rows: int, cols: int) -> Floats:
    """Numbers separated by white space, row by row, as a matrix of shape (rows, cols).

    Faults are placed by line and by the number's place in it. Raises Refused with all of them.
    """
    if not path.is_file():
        raise Refused([Fault(path.name, None, "", "there is no such file", "check the path")])
    text = path.read_text("utf-8-sig", errors="replace")
    try:
        values = np.array(text.split(), dtype=np.float64)
    except ValueError:
        values = np.empty(0)
    if not len(values) or not np.isfinite(values).all():
        raise _explained(path.name, text)
    if len(values) != rows * cols:
        what = f"the file has {len(values):,} numbers, {rows} x {cols} are {rows * cols:,}"
        remedy = "correct --rows and --cols"
        if len(values) == rows * cols + 1:
            remedy += ", or remove the size in front of the matrix"
        raise Refused([Fault(path.name, None, "", what, remedy)])
    return values.reshape(rows, cols)


def read_capacity(path: Path, cols: int) -> Ints:
    """col, capacity -> places per column, counted from 0; a column that is not listed has one."""
    table = read_table(path)
    table.require("col", "capacity")
    places = np.ones(cols, dtype=np.int64)
    seen: dict[int, int] = {}
    for row, record in table.records():
        if not record["col"].isdecimal() or int(record["col"]) >= cols:
            table.fault(row, "col", f"{record['col']!r} is no column", f"columns are numbered 0 to {cols - 1}")
            continue
        col = int(record["col"])
        if col in seen:
            table.fault(row, "col", f"column {col} is already in row {seen[col]}", "keep one of the rows")
        seen.setdefault(col, row)
        if not record["capacity"].isdecimal():
            table.fault(row, "capacity", f"{record['capacity']!r} is not a whole number", "0 closes the column")
            continue
        places[col] = int(record["capacity"])
    table.refuse_if_faulty()
    return places


def _explained(name: str, text: str) -> Refused:
    faults = [
        Fault(name, line, str(place), f"{word!r} is not a finite number", "correct it")
        for line, words in enumerate(text.splitlines(), start=1)
        for place, word in enumerate(words.split(), start=1)
        if parse_number(word) is None
    ]
    if not faults:
        faults = [Fault(name, None, "", "the file has no numbers", "give the costs row by row")]
    return Refused(faults[:SHOWN], max(0, len(faults) - SHOWN))
