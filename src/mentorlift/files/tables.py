"""One reader for every tabular file people hand over: rows as text with the row numbers they see themselves."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mentorlift.files.faults import Fault, Refused
from mentorlift.files.said import Grouped, said

MAX_BYTES = 200 * 1024 * 1024
MAX_ROWS = 1_048_575  # what a spreadsheet holds below its header
SEPARATORS = (",", ";", "\t")


@dataclass(kw_only=True)
class Table:
    """A file as text. `rows` are (row number, cells) with as many cells as `columns`; `faults` collects what is wrong.

    Readers of a particular kind of file add their faults here and call `refuse_if_faulty` once at the end, so that a
    person sees everything in one go.
    """

    file: str
    columns: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: int | None, column: str, what: str, remedy: str) -> None:
        self.faults.append(Fault(self.file, row, column, what, remedy))

    def refuse_if_faulty(self) -> None:
        """Raises `Refused` with every fault, in the order of the file."""
        if self.faults:
            raise Refused(sorted(self.faults, key=lambda fault: fault.row or 0))

    def require(self, *columns: str) -> None:
        """Faults for columns that must be there; refuses at once, since no row can be read without them."""
        for name in columns:
            if name not in self.columns:
                has = ", ".join(self.columns) or "none"
                self.fault(1, name, said("this column is missing"), said("add it (the file has: %(has)s)", has=has))
        if any(name not in self.columns for name in columns):
            self.refuse_if_faulty()

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        for number, cells in self.rows:
            yield number, dict(zip(self.columns, cells, strict=True))

    def column(self, name: str) -> list[str]:
        """The cells of one column; empty text for every row when the file has no such column."""
        if name not in self.columns:
            return [""] * len(self.rows)
        at = self.columns.index(name)
        return [cells[at] for _, cells in self.rows]

    @property
    def numbers(self) -> list[int]:
        return [number for number, _ in self.rows]


def read_table(path: Path, *, sheet: str | None = None, name: str | None = None) -> Table:
    """Reads CSV, TSV, XLSX or Parquet, told apart by the ending; `name` is what the faults call the file.

    Raises Refused when the file cannot be read as a table at all.
    """
    table = Table(file=name or path.name)
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        what = said("the file is larger than %(limit)d MB", limit=MAX_BYTES >> 20)
        table.fault(None, "", what, said("split it"))
    table.refuse_if_faulty()
    table.rows.extend(read_rows(path, table, sheet=sheet, max_rows=MAX_ROWS))
    return table


def read_rows(
    path: Path, table: Table, *, sheet: str | None = None, max_rows: int | None
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Streams a file's rows and sets `table.columns` before the first; row faults are added to `table` on the way.

    Raises Refused when the file is missing, empty, of another kind, or has faults in its header.
    """
    if not path.is_file():
        table.fault(None, "", said("there is no such file"), said("check the path"))
        table.refuse_if_faulty()
    ending = Path(table.file).suffix.lower()
    if ending in {".xlsx", ".xlsm"}:
        from mentorlift.files.spreadsheets import sheet_rows

        return _checked_rows(table, sheet_rows(path, table, sheet), max_rows)
    if ending == ".parquet":
        return _checked_rows(table, _parquet_rows(path, table), max_rows)
    return _checked_rows(table, _delimited_rows(path, table), max_rows)


def decoded(raw: bytes) -> str:
    """UTF-8 with or without a byte-order mark, or UTF-16 with one (what spreadsheets call "Unicode text")."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    return raw.decode("utf-8-sig")


def separator_of(header: str) -> str:
    """The separator that occurs most outside quotes in the header line; a comma when none does."""
    bare = "".join(header.split('"')[::2])
    return max(SEPARATORS, key=bare.count)


def _delimited_rows(path: Path, table: Table) -> Iterator[tuple[int, list[str]]]:
    raw = path.read_bytes()
    try:
        text = decoded(raw)
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        table.fault(row, "", said("this is not UTF-8 text"), said('save it as "CSV UTF-8" and try again'))
        return
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        remedy = said("save it as CSV, XLSX or Parquet with the right ending")
        table.fault(row, "", said("this is not a text file"), remedy)
        return
    first_line = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(first_line), strict=True)
    starts = 1
    try:
        for cells in reader:
            yield starts, cells
            starts = reader.line_num + 1
    except csv.Error as error:
        what = said("this row cannot be read (%(why)s)", why=str(error))
        table.fault(starts, "", what, said("check the quotation marks in it"))


def _parquet_rows(path: Path, table: Table) -> Iterator[tuple[int, list[str]]]:
    import duckdb

    from mentorlift.files.spreadsheets import text_of

    with duckdb.connect() as connection:
        try:
            result = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        except duckdb.Error:
            table.fault(None, "", said("this is not a Parquet file"), said("write it anew, or use CSV"))
            return
        yield 1, [column[0] for column in result.description]
        number = 1
        while batch := result.fetchmany(10_000):
            for values in batch:
                number += 1
                yield number, [text_of(value) for value in values]


def _checked_rows(
    table: Table, rows: Iterator[tuple[int, list[str]]], max_rows: int | None
) -> Iterator[tuple[int, tuple[str, ...]]]:
    filled = _filled(rows)
    header_row, header = next(filled, (1, ()))
    table.refuse_if_faulty()
    while header and not header[-1]:
        header = header[:-1]
    if not header:
        table.fault(None, "", said("the file is empty"), said("the first row names the columns"))
        table.refuse_if_faulty()
    table.columns = header
    _check_header(table, header_row)
    width = len(header)
    for count, (number, cells) in enumerate(filled, start=1):
        if max_rows is not None and count > max_rows:
            what = said("the file has more than %(rows)s rows", rows=Grouped(max_rows))
            table.fault(number, "", what, said("split it"))
            break
        if len(cells) == width:
            yield number, cells
            continue
        if len(cells) < width or any(cells[width:]):
            what = said("this row has %(cells)d cells, the header has %(width)d", cells=len(cells), width=width)
            table.fault(number, "", what, said("check separators and quotes"))
        yield number, (*cells, *[""] * (width - len(cells)))[:width]


def _filled(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows in which something stands, without the blanks around each cell."""
    for number, cells in rows:
        stripped = tuple(map(str.strip, cells))
        if any(stripped):
            yield number, stripped


def _check_header(table: Table, row: int) -> None:
    for at, name in enumerate(table.columns, start=1):
        if not name:
            table.fault(row, f"column {at}", said("this column has no name"), said("name it, or remove it"))
    for name, times in Counter(table.columns).items():
        if name and times > 1:
            what = said("%(times)d columns have this name", times=times)
            table.fault(row, name, what, said("keep one of them"))
    table.refuse_if_faulty()
