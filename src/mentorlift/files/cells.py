"""Text of one cell -> a value, or a fault at its row and column."""

import datetime as dt
import math
import re
from collections.abc import Collection

from mentorlift.files.said import said
from mentorlift.files.tables import Table

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
EPOCH = dt.date(1970, 1, 1).toordinal()


def day_number(date: dt.date) -> int:
    """Days since 1970-01-01, as DuckDB counts them."""
    return date.toordinal() - EPOCH


def date_of(number: int) -> dt.date:
    return dt.date.fromordinal(number + EPOCH)


def parse_date(text: str) -> dt.date | None:
    """An ISO date, or None when the text is not one."""
    if not ISO_DATE.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


LARGEST = 1e15  # beyond it a figure is a slip, and its square no number any more


def parse_number(text: str) -> float | None:
    """A finite number in the digits 0 to 9 with a decimal point, or None."""
    if "_" in text or not text.isascii():
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def date_cell(table: Table, row: int, column: str, text: str) -> dt.date | None:
    """None for an empty cell, or after adding a fault."""
    if not text:
        return None
    date = parse_date(text)
    if date is None:
        table.fault(row, column, said("%(text)r is not a date", text=text), said("write it as 2026-03-31"))
    return date


def time_cell(table: Table, row: int, column: str, text: str, *, periods: bool) -> int | None:
    """A date as days since 1970, or with `periods` a whole number; None for an empty cell or after a fault."""
    if not periods:
        date = date_cell(table, row, column, text)
        return None if date is None else day_number(date)
    if not text:
        return None
    if not WHOLE.fullmatch(text):
        remedy = said("the outcomes have periods, so write a period")
        table.fault(row, column, said("%(text)r is not a whole number", text=text), remedy)
        return None
    return int(text)


def number_cell(table: Table, row: int, column: str, text: str, *, at_least: float = -math.inf) -> float | None:
    if not text:
        return None
    value = parse_number(text)
    if value is None:
        remedy = said("write it with a decimal point and no separators")
        table.fault(row, column, said("%(text)r is not a number", text=text), remedy)
    elif value < at_least:
        what = said("%(text)s is below %(least)g", text=text, least=at_least)
        table.fault(row, column, what, said("correct it, or leave the cell empty"))
        return None
    return value


def choice_cell(table: Table, row: int, column: str, text: str, choices: Collection[str]) -> str:
    if text and text not in choices:
        remedy = said("use one of: %(choices)s", choices=", ".join(choices))
        table.fault(row, column, said("%(text)r is not known here", text=text), remedy)
        return ""
    return text
