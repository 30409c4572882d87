"""XLSX through calamine, after a look at what the archive would unpack to."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path

from mentorlift.files.said import Grouped, said
from mentorlift.files.tables import MAX_ROWS, Table

MAX_PACKED = 50 * 1024 * 1024
MAX_UNPACKED = 400 * 1024 * 1024
MAX_PARTS = 2_000
CHUNK = 1 << 20
NO_WORKBOOK = (said("this is not an XLSX workbook"), said("save it as XLSX or CSV and try again"))


def sheet_names(path: Path) -> list[str]:
    """The names of the sheets, first one first."""
    import python_calamine

    return python_calamine.CalamineWorkbook.from_path(str(path)).sheet_names


def sheet_rows(path: Path, table: Table, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    """Rows of one sheet (the first when none is named) with the numbers the spreadsheet shows."""
    import python_calamine

    if not _safe_to_unpack(path, table):
        return
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, OSError, ValueError):
        table.fault(None, "", *NO_WORKBOOK)
        return
    names = book.sheet_names
    if sheet is not None and sheet not in names:
        what = said("there is no sheet %(sheet)r", sheet=sheet)
        table.fault(None, "", what, said("it has %(sheets)s", sheets=", ".join(map(repr, names))))
        return
    if not names:
        table.fault(None, "", said("the workbook has no sheet"), said("save it with one sheet"))
        return
    found = book.get_sheet_by_name(sheet or names[0])
    if found.total_height > MAX_ROWS + 1:
        what = said("the sheet has more than %(rows)s rows", rows=Grouped(MAX_ROWS))
        table.fault(None, "", what, said("split it"))
        return
    first_row = (found.start or (0, 0))[0] + 1
    for number, cells in enumerate(found.to_python(skip_empty_area=True), start=first_row):
        yield number, [text_of(cell) for cell in cells]


def text_of(value: object) -> str:
    """A cell as the text a CSV would hold: whole numbers without a point, dates in ISO, lists separated by |."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list | tuple):  # Parquet has lists of its own
        return "|".join(map(text_of, value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _safe_to_unpack(path: Path, table: Table) -> bool:
    """False with a fault when unpacking would need too much. Sizes in the archive can lie, so they are counted."""
    too_much = said("the workbook unpacks to more than a spreadsheet of people or days needs")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            declared = sum(part.file_size for part in parts)
            if path.stat().st_size > MAX_PACKED or len(parts) > MAX_PARTS or declared > MAX_UNPACKED:
                table.fault(None, "", too_much, said("save it as CSV, or split it"))
                return False
            for part in parts:
                with archive.open(part) as stream:
                    while stream.read(CHUNK):  # a part larger than it says fails its checksum here
                        pass
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        table.fault(None, "", *NO_WORKBOOK)
        return False
    return True
