"""Daily (or weekly, monthly) outcomes: opened in DuckDB at its own speed, refused with row and column when faulty."""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlift.files.cells import LARGEST
from mentorlift.files.faults import Fault, Refused
from mentorlift.files.once_each import has_duplicates
from mentorlift.files.outcome_cells import holds_joined_digits, literal, number_of, quoted, time_of
from mentorlift.files.said import said
from mentorlift.files.tables import decoded, read_table, separator_of

if TYPE_CHECKING:
    import duckdb

NOT_METRICS = ("person_id", "date", "period", "currency")
COUNT_WORDS = {"calls", "sales", "talks", "meetings", "minutes", "hours", "days", "count", "absence", "weight"}
MONEY_WORDS = {"revenue", "profit", "margin", "turnover", "bookings", "income", "spending", "amount", "commission"}
SAMPLE = 20_000
FORGET_REJECTS = "DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans"
NAMELESS = "column without a name, number "  # a trailing separator makes one
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What the header and the first rows tell: `metrics` are number columns, `ignored` text columns nobody named."""

    file: str
    path: Path
    source: str  # SQL that reads the file, every column typed
    columns: tuple[str, ...]
    periods: bool
    metrics: tuple[str, ...]
    ignored: tuple[str, ...]
    rejecting: bool  # the reader sets bad rows aside instead of failing

    @property
    def time(self) -> str:
        return "period" if self.periods else "date"


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """A checked relation `name` with person_id, time (days since 1970 or periods, BIGINT) and DOUBLE metrics."""

    name: str
    shape: Shape
    rows: int
    currency: str
    negative: dict[str, int]  # metric -> rows below zero where that is allowed (credit notes)
    times: tuple[int, int] | None  # first and last, None where there is no row


def may_be_negative(metric: str) -> bool:
    """Money may be (credit notes); counts, minutes and weights may not, told apart by the words of the name."""
    return not COUNT_WORDS.intersection(_words(metric))


def is_money(metric: str) -> bool:
    """Whether a currency of the file belongs to this column, told by the words of its name."""
    return bool(MONEY_WORDS.intersection(_words(metric)))


def _may_be_metric(column: str) -> bool:
    return column not in NOT_METRICS and not column.startswith(NAMELESS)


def _words(name: str) -> list[str]:
    return re.split(r"[^a-z]+", name.lower())


def shape_of(connection: "duckdb.DuckDBPyConnection", path: Path, workspace: Path, *, file: str | None = None) -> Shape:
    """Looks at the header and a sample. `workspace` takes a CSV copy of inputs DuckDB does not read itself.

    `file` is what faults call it.

    Raises Refused for a file without the columns it needs.
    """
    source_path, ending, file = path, path.suffix.lower(), file or path.name
    if not path.is_file():
        raise Refused([Fault(file, None, "", said("there is no such file"), said("check the path"))])
    if ending == ".parquet":
        scan, separator = f"read_parquet({literal(str(path))})", ""
        kinds = _parquet_columns(connection, file, scan)
        columns = list(kinds)
        if "TZ" in kinds.get("date", "") or kinds.get("date", "").endswith("WITH TIME ZONE"):
            what = said("these moments have a time zone, so which day they belong to is open")
            raise Refused([Fault(file, None, "date", what, said("write the date alone"))])
    else:
        source_path = _plain_csv(path, workspace)
        columns, separator = _header(source_path, file)
        kinds = dict.fromkeys(columns, "VARCHAR")
        scan = _csv_scan(source_path, separator, kinds, keep_rejects=False)
    _check_columns(file, columns)
    metrics = _numeric(connection, scan, [name for name in columns if _may_be_metric(name)])
    periods = "period" in columns
    if separator:
        if not holds_joined_digits(source_path):
            kinds |= dict.fromkeys(metrics, "DOUBLE")
        scan = _csv_scan(source_path, separator, kinds)
    time = time_of(kinds["period" if periods else "date"], periods=periods)
    picked = ["trim(person_id::VARCHAR) AS person_id", f"{time} AS time"]
    picked += [f"{number_of(name, kinds[name])} AS {quoted(name)}" for name in metrics]
    if "currency" in columns:
        picked.append("currency::VARCHAR AS currency")
    return Shape(
        file=file,
        path=path,
        source=f"SELECT {', '.join(picked)} FROM {scan}",
        columns=tuple(columns),
        periods=periods,
        metrics=tuple(metrics),
        ignored=tuple(name for name in columns if name not in metrics and _may_be_metric(name)),
        rejecting=bool(separator),
    )


def open_outcomes(
    connection: "duckdb.DuckDBPyConnection",
    path: Path,
    *,
    name: str = "outcomes",
    shape: Shape | None = None,
    unread: Sequence[str] | None = None,
) -> Outcomes:
    """Loads the file into the table `name` and checks it; raises Refused with the faults (the first 1,000 of them).

    `unread`: the number columns that `scan` will not read. It sees on its way what is wrong with the others and with
    the people, so that only these are asked about here, and `negative` speaks of these only.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as workspace:
        found = shape or shape_of(connection, path, Path(workspace))
        connection.execute(FORGET_REJECTS)
        try:
            # columns in Parquet are read again as fast as from memory, a CSV is not
            kind = "TABLE" if found.rejecting else "VIEW"
            connection.execute(f"CREATE OR REPLACE {kind} {quoted(name)} AS {found.source}")
            return checked(connection, found, name, unread=unread)
        except duckdb.Error as error:  # a view meets a cell it cannot read only when it is asked
            raise explained(found, str(error).splitlines()[0]) from None


def checked(
    connection: "duckdb.DuckDBPyConnection",
    shape: Shape,
    name: str,
    *,
    person: tuple[str, ...] = ("person_id",),
    unread: Sequence[str] | None = None,
) -> Outcomes:
    """Asks the loaded relation whether anything in it is wrong; only then the file is read again to say where.

    `person` are the columns that together say who: of a stored file the person, or the code of a stranger.
    `unread`: see `open_outcomes`.
    """
    wrong, metrics = ["time IS NULL"], shape.metrics if unread is None else unread
    if unread is None:
        wrong.append(f"coalesce({', '.join(f'{column}::VARCHAR' for column in person)}, '') = ''")
    wrong += [f"NOT {quoted(metric)} BETWEEN -{LARGEST:.0f} AND {LARGEST:.0f}" for metric in metrics]
    wrong += [f"{quoted(metric)} < 0" for metric in metrics if not may_be_negative(metric)]
    money = [metric for metric in metrics if may_be_negative(metric)]
    counts = [f"count_if({' OR '.join(wrong)})", "count(*)", "min(time)", "max(time)"]
    counts += [f"count_if({quoted(metric)} < 0)" for metric in money]
    counts.append("list(DISTINCT currency) FILTER (currency <> '')" if "currency" in shape.columns else "[]")
    relation = quoted(name)
    (answer,) = connection.execute(f"SELECT {', '.join(counts)} FROM {relation}").fetchall()
    faulty, rows, first, last, *negative = answer[:-1]
    currencies = answer[-1] or []
    rejected = _rejected(connection, shape.file) if shape.rejecting else []
    doubled = unread is None and has_duplicates(connection, relation, person)
    if faulty or rejected or doubled or len(currencies) > 1:
        raise explained(shape, "", rejected)
    return Outcomes(
        name=name,
        shape=shape,
        rows=rows,
        currency=next(iter(currencies), ""),
        negative={metric: count for metric, count in zip(money, negative, strict=True) if count},
        times=None if first is None else (first, last),
    )


def _rejected(connection: "duckdb.DuckDBPyConnection", file: str) -> list[Fault]:
    """The cells that the fast reader of CSV set aside, in its own words."""
    found = connection.execute(
        "SELECT line, coalesce(column_name, ''), error_message FROM reject_errors ORDER BY line LIMIT 1000"
    ).fetchall()
    return [Fault(file, line, column, _unread(words), said("correct the cell")) for line, column, words in found]


def _unread(words: str) -> str:
    return said("this cannot be read (%(why)s)", why=words.splitlines()[0].split(". ")[-1])


def explained(shape: Shape, error: str, rejected: Sequence[Fault] = ()) -> Refused:
    from mentorlift.files.outcome_faults import explain

    return explain(shape.path, shape.metrics, error, file=shape.file, rejected=rejected)


def _header(path: Path, name: str) -> tuple[list[str], str]:
    with path.open("rb") as stream:
        line = stream.readline(1 << 16)
    try:
        text = decoded(line).strip("\r\n")
    except UnicodeDecodeError:
        what, remedy = said("this is not UTF-8 text"), said('save it as "CSV UTF-8"')
        raise Refused([Fault(name, 1, "", what, remedy)]) from None
    separator = separator_of(text)
    import csv

    cells = [cell.strip() for cell in next(csv.reader([text], delimiter=separator), [])]
    columns = [cell or f"{NAMELESS}{place}" for place, cell in enumerate(cells, start=1)]
    if not any(cells):
        what, remedy = said("the file is empty"), said("the first row names the columns")
        raise Refused([Fault(name, 1, "", what, remedy)])
    return columns, separator


def _csv_scan(path: Path, separator: str, types: dict[str, str], *, keep_rejects: bool = True) -> str:
    rejects = "store_rejects = true, rejects_limit = 1, " if keep_rejects else ""
    columns = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in types.items())
    return (
        f"read_csv({literal(str(path))}, delim = {literal(separator)}, header = true, auto_detect = false, "
        f"quote = '\"', escape = '\"', ignore_errors = true, "
        f"{rejects}columns = {{{columns}}})"
    )


def _plain_csv(path: Path, workspace: Path) -> Path:
    """The file itself when DuckDB can read it, else a UTF-8 copy of a spreadsheet or of UTF-16 text."""
    ending = path.suffix.lower()
    copy = workspace / "outcomes.csv"
    if ending in {".xlsx", ".xlsm"}:
        import csv

        table = read_table(path)
        with copy.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(table.columns)
            writer.writerows(cells for _, cells in table.rows)
        return copy
    with path.open("rb") as stream:
        start = stream.read(2)
    if start in UTF16:
        copy.write_text(decoded(path.read_bytes()), encoding="utf-8")
        return copy
    return path


def _parquet_columns(connection: "duckdb.DuckDBPyConnection", file: str, scan: str) -> dict[str, str]:
    """Names of the columns with their types."""
    import duckdb

    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()
        return {row[0]: row[1] for row in described}
    except duckdb.Error:
        raise Refused([Fault(file, None, "", said("this is not a Parquet file"), said("write it anew"))]) from None


def _check_columns(file: str, columns: list[str]) -> None:
    faults = []
    if "person_id" not in columns:
        has = ", ".join(columns)
        what, remedy = said("this column is missing"), said("add it (the file has: %(has)s)", has=has)
        faults.append(Fault(file, 1, "person_id", what, remedy))
    if ("date" in columns) == ("period" in columns):
        what = said("both date and period are there") if "date" in columns else said("this column is missing")
        faults.append(Fault(file, 1, "date", what, said("give either a date or a whole-number period")))
    for name in sorted({name for name in columns if columns.count(name) > 1}):
        what, remedy = said("two columns have this name"), said("keep one of them")
        faults.append(Fault(file, 1, name or "(no name)", what, remedy))
    if faults:
        raise Refused(faults)


def _numeric(connection: "duckdb.DuckDBPyConnection", scan: str, columns: list[str]) -> list[str]:
    """Columns in whose first rows at least half of the values are numbers, or all are empty; the rest is text."""
    if not columns:
        return []
    asked = ", ".join(f"count(TRY_CAST({quoted(name)}::VARCHAR AS DOUBLE)), count({quoted(name)})" for name in columns)
    (row,) = connection.execute(f"SELECT {asked} FROM (SELECT * FROM {scan} LIMIT {SAMPLE})").fetchall()
    return [name for name, numbers, filled in zip(columns, row[::2], row[1::2], strict=True) if 2 * numbers >= filled]
