"""SQL that reads a cell of the outcomes as strictly as `cells` does.

DuckDB alone takes 2026-1-5 and "infinity" for days, 1_000 for a thousand and 1.5 for the period 2. What is not written
as it should be becomes NULL or "not a number" here, which is refused; the file is then read again to say where.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt

BLOCK = 1 << 22

# Four digits, two, two: told by the places of the hyphens, since the cast wants digits between them, yet lets a last
# space pass. A regular expression would cost four times as much, and there are millions of days; few have spaces.
ISO = "{0} LIKE '____-__-__' AND {0} >= '0001' AND NOT suffix({0}, ' ')"
DAY = 'THEN TRY_CAST("date" AS DATE)'
ISO_DAY = f"""CASE WHEN {ISO.format('"date"')} {DAY} WHEN {ISO.format('trim("date")')} {DAY} END"""
WHOLE_DAY = """CASE WHEN "date" = date_trunc('day', "date") THEN "date"::DATE END"""
WHOLE_TEXT = """CASE WHEN regexp_full_match(trim("period"), '[+-]?[0-9]{1,18}') THEN TRY_CAST("period" AS BIGINT) END"""
# a Parquet file may hold periods as decimals, and days as moments
WHOLE_NUMBER = 'CASE WHEN "period"::DOUBLE = floor("period"::DOUBLE) THEN "period" END'


def quoted(name: str) -> str:
    """A column or table name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def time_of(kind: str, *, periods: bool) -> str:
    """The column `period`, or `date` in days since 1970; NULL where it is neither. `kind`: its type as it is read."""
    if periods:
        return f"({WHOLE_TEXT if kind == 'VARCHAR' else WHOLE_NUMBER})::BIGINT"
    day = ISO_DAY if kind == "VARCHAR" else WHOLE_DAY if kind.startswith("TIMESTAMP") else '"date"::DATE'
    return f"date_diff('day', DATE '1970-01-01', {day})::BIGINT"


def number_of(name: str, kind: str) -> str:
    """A column as a number, NULL where it is empty or blank. `kind`: its type as it is read."""
    column = quoted(name)
    if kind != "VARCHAR":
        return f"{column}::DOUBLE"
    number = f"CASE WHEN NOT contains({column}, '_') THEN TRY_CAST({column} AS DOUBLE) END"
    return f"CASE WHEN trim({column}) <> '' THEN coalesce({number}, 'nan'::DOUBLE) END"


def holds_joined_digits(path: Path) -> bool:
    """Whether 1_0 stands anywhere below the header of a CSV, be it in an id: the fast reader would take it for 10.

    Looked up in the bytes, some ten milliseconds for a million rows, so that only such a file is read as text.
    """
    with path.open("rb") as stream:
        stream.readline()
        end = b""
        while block := stream.read(BLOCK):
            text = end + block
            if _joins_digits(text):
                return True
            end = text[-2:]
    return False


def _joins_digits(text: bytes) -> bool:
    if b"_" not in text:
        return False
    codes = np.frombuffer(text, dtype=np.uint8)
    at = np.flatnonzero(codes[1:-1] == ord("_"))
    return bool((_is_digit(codes[at]) & _is_digit(codes[at + 2])).any())


def _is_digit(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    return (codes >= ord("0")) & (codes <= ord("9"))
