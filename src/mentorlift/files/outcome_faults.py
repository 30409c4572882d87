"""Says where a refused file of outcomes is wrong: read again row by row, which only a faulty file has to pay for."""

from collections.abc import Sequence
from pathlib import Path

from mentorlift.files.cells import LARGEST, WHOLE, parse_date, parse_number
from mentorlift.files.faults import Fault, Refused
from mentorlift.files.said import said
from mentorlift.files.tables import Table, read_rows

SHOWN = 1_000


def explain(
    path: Path,
    metrics: tuple[str, ...],
    error: str,
    *,
    file: str | None = None,
    shown: int = SHOWN,
    rejected: Sequence[Fault] = (),
) -> Refused:
    """Every fault of the file, the first `shown` of them in words and the rest as a count.

    `error` and `rejected` are what the fast reader said, for what this one does not see (a cell of blanks).
    """
    from mentorlift.files.outcomes import may_be_negative

    table = Table(file=file or path.name)
    rows = read_rows(path, table, max_rows=None)
    counts = {metric for metric in metrics if not may_be_negative(metric)}
    seen: dict[tuple[str, str], int] = {}
    currency = ""
    more = 0
    for row, cells in rows:
        record = dict(zip(table.columns, cells, strict=True))
        _explain_row(table, row, record, metrics, counts)
        time = record.get("date") or record.get("period", "")
        key = (record["person_id"], time)
        if all(key) and key in seen:
            what = said("%(who)s on %(time)s is already in row %(row)d", who=key[0], time=time, row=seen[key])
            table.fault(row, "person_id", what, said("keep one row for a person and a day"))
        seen.setdefault(key, row)
        currency = currency or record.get("currency", "")
        if record.get("currency", "") not in {"", currency}:
            what = said("the file mixes %(one)s and %(other)s", one=currency, other=record["currency"])
            table.fault(row, "currency", what, said("convert to one currency first"))
        if len(table.faults) > shown:
            more += len(table.faults) - shown
            del table.faults[shown:]
    placed = {fault.row for fault in table.faults}
    table.faults.extend(fault for fault in rejected if fault.row not in placed)
    table.faults.sort(key=lambda fault: fault.row or 0)
    if not table.faults:
        # what DuckDB said stays in its own words
        table.fault(None, "", error or said("the file cannot be read"), said("check separators and quotes"))
    return Refused(table.faults, more)


def _explain_row(table: Table, row: int, record: dict[str, str], metrics: tuple[str, ...], counts: set[str]) -> None:
    if not record["person_id"]:
        table.fault(row, "person_id", said("this row has no person"), said("give the id"))
    if "date" in record and parse_date(record["date"]) is None:
        table.fault(row, "date", said("%(text)r is not a date", text=record["date"]), said("write it as 2026-03-31"))
    if "period" in record and not WHOLE.fullmatch(record["period"]):
        what = said("%(text)r is not a whole number", text=record["period"])
        table.fault(row, "period", what, said("number the periods 0, 1, 2"))
    for metric in metrics:
        text = record[metric]
        if not text:
            continue
        value = parse_number(text)
        if value is None:
            what = said("%(text)r is not a finite number", text=text)
            table.fault(row, metric, what, said("use a decimal point, or leave it empty"))
        elif abs(value) > LARGEST:
            what = said("%(text)s is larger than any figure can be", text=text)
            table.fault(row, metric, what, said("check unit and decimal point"))
        elif value < 0 and metric in counts:
            remedy = said("a count, a duration or a weight cannot be; correct it")
            table.fault(row, metric, said("%(text)s is below zero", text=text), remedy)
