"""People of both sides, wishes and a policy -> one Pool to match, with every fault of all the files at once."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

from mentorlift.files.cells import number_cell
from mentorlift.files.faults import Refused
from mentorlift.files.hours import REFERENCE_DAYS, utc_spans
from mentorlift.files.lines import reporting_cycles
from mentorlift.files.policy import PolicyFile, read_policy, with_groups
from mentorlift.files.said import said
from mentorlift.files.tables import Table, read_table
from mentorlift.science.assignment.criteria import Preference
from mentorlift.science.assignment.matching import check_pins
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Floats, Ints, Pool, Side

SIDES = {"protege": ("protege", "both"), "mentor": ("mentor", "both")}
DEFAULT_YEAR = 2026


def read_matching(
    proteges: Path, mentors: Path, policy: Path | None = None, preferences: Path | None = None
) -> tuple[Policy, Pool, list[str]]:
    """Everything `match` reads, and notes on what was kept but not used. Raises Refused with all faults.

    Without a policy every pair may be made, and wishes are the one criterion where there are any.
    """
    settled = read_policy(policy) if policy else PolicyFile(file="policy")
    if policy is None and preferences is not None:
        settled.policy = Policy(criteria=(Preference(weight=1.0),))
    tables = {"protege": people_table(proteges), "mentor": people_table(mentors)}
    wishes = None if preferences is None else wishes_table(preferences)
    settled.policy = with_groups(settled.policy, tables["protege"].columns)
    pool = pool_from(settled, tables, wishes)
    faults = list(settled.faults)
    for table in (*tables.values(), *([wishes] if wishes else [])):
        faults += sorted(table.faults, key=lambda fault: fault.row or 0)
    if faults or pool is None:
        raise Refused(faults)
    for place, what in check_pins(settled.policy, pool):
        sentence, _, remedy = what.partition("; ")
        settled.fault("pin", place, "pin", sentence, remedy)
    if settled.faults:
        raise Refused(settled.faults)
    return settled.policy, pool, notes(settled.policy, tables)


def pool_from(settled: PolicyFile, tables: dict[str, Table], wishes: Table | None) -> Pool | None:
    """The pool, or None where faults (left in the tables and the policy) leave none to build."""
    policy = settled.policy
    year = reference_year(policy.lottery)
    sides = {name: side_from(tables[name], policy, name, year) for name in SIDES}
    capacity = capacities(tables["mentor"])
    managers = {field: managers_from(tables, field) for side, field, kind in policy.fields() if kind == "manager"}
    ranks = {} if wishes is None else ranks_from(wishes, tables)
    if wishes is None and any(isinstance(c, Preference) for c in policy.criteria):
        place = next(k for k, c in enumerate(policy.criteria) if isinstance(c, Preference))
        settled.fault("criterion", place, "kind", "there are no wishes to prefer", "give a file with --preferences")
    check_known(settled, tables)
    proteges, mentors = sides["protege"], sides["mentor"]
    if proteges is None or mentors is None or capacity is None or settled.faults:
        return None
    return Pool(proteges=proteges, mentors=mentors, capacity=capacity, managers=managers, preferences=ranks)


def people_table(path: Path) -> Table:
    """A people file, rows in the order of their ids; an id missing or twice is a fault."""
    try:
        table = read_table(path)
        table.require("person_id")
    except Refused as refused:
        return Table(file=path.name, faults=list(refused.faults))
    first: dict[str, int] = {}
    for row, person in zip(table.numbers, table.column("person_id"), strict=True):
        if not person:
            table.fault(row, "person_id", "the id is missing", "add it, or remove the row")
        elif person in first:
            table.fault(row, "person_id", f"{person} is already in row {first[person]}", "keep one of the rows")
        first.setdefault(person, row)
    at = table.columns.index("person_id")
    table.rows.sort(key=lambda entry: entry[1][at])
    return table


def wishes_table(path: Path) -> Table:
    try:
        table = read_table(path)
        table.require("person_id", "choice_id", "rank")
    except Refused as refused:
        return Table(file=path.name, faults=list(refused.faults))
    return table


def side_from(table: Table, policy: Policy, side: str, year: int) -> Side | None:
    """The columns the policy reads; a missing one is a fault of the file."""
    if "person_id" not in table.columns:
        return None
    columns: dict[str, dict[str, object]] = {"text": {}, "number": {}, "set": {}, "hours": {}}
    for where, field, kind in policy.fields():
        if where not in SIDES[side]:
            continue
        if field not in table.columns:
            what, remedy = said("the policy needs this column"), said("add it, or take it out of the policy")
            table.fault(1, field, what, remedy)
        elif kind != "manager":
            columns[kind][field] = READ[kind](table, field, year)
    if table.faults:
        return None
    return Side(
        ids=tuple(table.column("person_id")),
        texts=columns["text"],  # type: ignore[arg-type]
        numbers=columns["number"],  # type: ignore[arg-type]
        sets=columns["set"],  # type: ignore[arg-type]
        spans=columns["hours"],  # type: ignore[arg-type]
    )


def texts(table: Table, field: str, year: int) -> tuple[str, ...]:
    return tuple(table.column(field))


def numbers(table: Table, field: str, year: int) -> Floats:
    cells = zip(table.numbers, table.column(field), strict=True)
    values = [number_cell(table, row, field, text) for row, text in cells]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def sets(table: Table, field: str, year: int) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(entry.strip() for entry in text.split("|") if entry.strip()) for text in table.column(field))


def hours(table: Table, field: str, year: int) -> Floats:
    out = np.full((len(table.rows), len(REFERENCE_DAYS), 2), np.nan)
    for k, (row, text) in enumerate(zip(table.numbers, table.column(field), strict=True)):
        if not text:
            continue
        try:
            out[k] = utc_spans(text, year)
        except ValueError as error:
            # not str(error), which would be the English alone
            table.fault(row, field, error.args[0], said("write them as Europe/Berlin 09:00-17:30"))
    return out


READ: dict[str, Callable[[Table, str, int], object]] = {
    "text": texts,
    "number": numbers,
    "set": sets,
    "hours": hours,
}


def capacities(table: Table) -> Ints | None:
    """Places of each mentor; 1 where the column or the cell is empty."""
    out = []
    for row, text in zip(table.numbers, table.column("capacity"), strict=True):
        if text and not re.fullmatch(r"\d{1,6}", text):
            what = said("%(text)r is not a number of places", text=text)
            table.fault(row, "capacity", what, said("write 0, 1, 2, ..."))
        out.append(int(text) if text.isdecimal() else 1)
    return None if table.faults else np.array(out, dtype=np.int64)


def managers_from(tables: dict[str, Table], field: str) -> dict[str, str]:
    """Everybody's manager over both files; two that disagree and lines in a circle are faults."""
    managers: dict[str, str] = {}
    places: dict[str, tuple[Table, int]] = {}
    for table in tables.values():
        ids = table.column("person_id")
        for row, person, boss in zip(table.numbers, ids, table.column(field), strict=True):
            if boss and managers.get(person, boss) != boss and places[person][0] is not table:
                other = places[person][0].file
                what = said(
                    "%(who)s has the manager %(boss)s in %(file)s", who=person, boss=managers[person], file=other
                )
                table.fault(row, field, what, said("give the same in both files"))
            if boss:
                managers[person], places[person] = boss, (table, row)
    for circle in reporting_cycles(managers):
        table, row = places[circle[0]]
        what = said("%(line)s is a circle", line=" > ".join([*circle, circle[0]]))
        table.fault(row, field, what, said("correct the managers"))
    return managers


def ranks_from(table: Table, tables: dict[str, Table]) -> dict[tuple[str, str], int]:
    """Wishes as (person, choice) -> rank; unknown people, repeats and ranks that are none are faults."""
    proteges, mentors = (set(tables[name].column("person_id")) for name in SIDES)
    ranks: dict[tuple[str, str], int] = {}
    taken: dict[tuple[str, str], int] = {}
    for row, record in table.records():
        person, choice, rank = record["person_id"], record["choice_id"], record["rank"]
        if person not in proteges | mentors:
            table.fault(row, "person_id", f"{person!r} is in neither people file", "remove the row, or add the person")
        elif choice not in (mentors if person in proteges else set()) | (proteges if person in mentors else set()):
            what = f"{choice!r} is not on the other side of {person}"
            table.fault(row, "choice_id", what, "name a mentor for a protégé, a protégé for a mentor")
        elif person == choice:
            table.fault(row, "choice_id", f"{person} names themselves", "remove the row")
        if not re.fullmatch(r"[1-9]\d{0,5}", rank):
            table.fault(row, "rank", f"{rank!r} is not a rank", "write 1 for the first choice, then 2, 3, ...")
            continue
        if (person, choice) in ranks:
            table.fault(row, "choice_id", f"{person} names {choice} twice", "keep one of the rows")
        elif taken.setdefault((person, rank), row) != row:
            table.fault(row, "rank", f"{person} gives rank {rank} twice", "give each choice its own rank")
        ranks[person, choice] = int(rank)
    return ranks


def check_known(settled: PolicyFile, tables: dict[str, Table]) -> None:
    """A forbidden pair that names nobody would forbid nothing, so it is a fault; a missing id is told already."""
    ids = {name: set(tables[name].column("person_id")) for name in SIDES}
    for file, row, protege, mentor in settled.forbidden:
        listed = Table(file=file)
        if protege and protege not in ids["protege"]:
            listed.fault(row, "protege_id", f"{protege!r} is not a protégé here", "correct the id, or remove the row")
        if mentor and mentor not in ids["mentor"]:
            listed.fault(row, "mentor_id", f"{mentor!r} is not a mentor here", "correct the id, or remove the row")
        settled.faults.extend(listed.faults)


def notes(policy: Policy, tables: dict[str, Table]) -> list[str]:
    """Columns that were kept but that the policy does not read."""
    out = []
    for side, table in tables.items():
        used = {field for where, field, _ in policy.fields() if where in SIDES[side]}
        used |= {"person_id", "name", "email", "role"} | ({"capacity"} if side == "mentor" else set())
        idle = [column for column in table.columns if column not in used]
        if idle:
            out.append(f"{table.file}: not used by the policy: {', '.join(idle)}")
    return out


def reference_year(lottery: str) -> int:
    """The year whose summer and winter time count: that of a dated lottery, so that results never depend on today."""
    dated = re.match(r"(\d{4})-\d{2}", lottery)
    return int(dated[1]) if dated else DEFAULT_YEAR
