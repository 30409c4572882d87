"""Reads an uploaded file against the directory: what would change, and every fault at once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from mentorlift.files.faults import Fault, Refused
from mentorlift.files.leave import Spell, checked_leave
from mentorlift.files.lines import reporting_cycles
from mentorlift.files.people import Person, checked_people
from mentorlift.files.said import said
from mentorlift.files.tables import Table, read_table
from mentorlift.people.models import Identity, Leave, PeopleImport
from mentorlift.people.queries.present import present_people
from mentorlift.people.rules.changes import Change, Present, change_of, managers_after
from mentorlift.people.rules.columns import LEAVE_FIELDS, REQUIRED
from mentorlift.people.rules.preview import Preview, in_order
from mentorlift.people.upload_folder import path_of


@dataclass(frozen=True, kw_only=True)
class LeavePreview:
    """Spells to write with their people, and how many are here already; or `faults`."""

    new: list[tuple[UUID, Spell]] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.new


def compared(upload: PeopleImport) -> Preview:
    """What taking this file of people over would do now. Reads the file and three tables, writes nothing."""
    try:
        table = read_table(path_of(upload), name=upload.file_name, sheet=upload.sheet or None)
        required = (*REQUIRED, "hired_on") if upload.here_since is None else REQUIRED
        people = checked_people(
            table, mapping=upload.mapping, required=required, last_day_worked=upload.last_day_worked
        )
    except Refused as refused:
        return Preview(faults=list(refused.faults))
    people = [replace(one, hired_on=one.hired_on or upload.here_since) for one in people]
    present = present_people()
    changes = [change_of(one, present.get(one.person_id), upload.mapping, upload.kept) for one in people]
    _check_against_directory(table, upload.mapping, changes, present)
    if table.faults:
        return Preview(rows=len(people), faults=in_order(table.faults))
    absent = present.keys() - {one.person_id for one in people}
    return Preview(rows=len(people), changes=changes, absent=len(absent))


def compared_leave(upload: PeopleImport) -> LeavePreview:
    """Which spells of leave the directory does not have yet, or every fault."""
    table = read_table(path_of(upload), name=upload.file_name, sheet=upload.sheet or None)
    named = _renamed(table, upload.mapping)
    try:
        found = checked_leave(named)
    except Refused as refused:
        return LeavePreview(faults=_under_own_names(refused.faults, upload.mapping))
    people = dict(Identity.objects.values_list("code", "person_id"))
    known = _known_leave()
    new, same = [], 0
    for row, spell in found:
        theirs = known.get(spell.person_id, [])
        if spell.person_id not in people:
            what = said("nobody here has the id %(code)s", code=spell.person_id)
            named.fault(row, "person_id", what, said("import the person first"))
        elif (spell.first, spell.last) in theirs:
            same += 1
        elif any(first <= spell.last and spell.first <= last and first != spell.first for first, last in theirs):
            what = said("it overlaps a spell of %(code)s that is already here", code=spell.person_id)
            named.fault(row, "from", what, said("correct the dates; the same first day replaces a spell"))
        else:
            new.append((people[spell.person_id], spell))
    return LeavePreview(new=new, same=same, faults=_under_own_names(in_order(named.faults), upload.mapping))


def _renamed(table: Table, mapping: dict[str, str]) -> Table:
    """The table under our names of the three columns; any other keeps its own and is refused by the reader."""
    ours = {column: field for field, column in mapping.items() if field in LEAVE_FIELDS}
    columns = tuple(ours.get(column, column) for column in table.columns)
    return Table(file=table.file, columns=columns, rows=table.rows, faults=table.faults)


def _under_own_names(faults: Iterable[Fault], mapping: dict[str, str]) -> list[Fault]:
    """The faults at the columns as the file itself names them, where somebody looks for the cell."""
    return [replace(fault, column=mapping.get(fault.column, fault.column)) for fault in faults]


def _known_leave() -> dict[str, list[tuple[date, date]]]:
    known: dict[str, list[tuple[date, date]]] = {}
    rows = Leave.objects.exclude(person__identity=None).values_list("person__identity__code", "from_on", "to_on")
    for code, first, back in rows:
        known.setdefault(code, []).append((first, back - timedelta(days=1)))
    return known


def _check_against_directory(
    table: Table, mapping: dict[str, str], changes: Collection[Change], present: dict[str, Present]
) -> None:
    people = [change.person for change in changes]
    _check_managers(table, mapping, people, present)
    _check_addresses(table, mapping, changes, present)
    if any(fault.what.startswith("these people manage each other") for fault in table.faults):
        return
    rows = {person.person_id: person.row for person in people}
    for cycle in reporting_cycles(managers_after(changes, present)):
        line = " -> ".join([*cycle, cycle[0]])
        row = next((rows[code] for code in cycle if code in rows), None)
        what = said("with the people already here, these manage each other: %(line)s", line=line)
        table.fault(row, mapping.get("manager_id", ""), what, said("correct one of the managers"))


def _check_managers(table: Table, mapping: dict[str, str], people: list[Person], present: dict[str, Present]) -> None:
    known = present.keys() | {person.person_id for person in people}
    for person in people:
        if person.manager_id and person.manager_id not in known:
            what, remedy = (
                said("nobody has the id %(code)s", code=person.manager_id),
                said("add the manager to the file, or empty the cell"),
            )
            table.fault(person.row, mapping["manager_id"], what, remedy)


def _check_addresses(
    table: Table, mapping: dict[str, str], changes: Collection[Change], present: dict[str, Present]
) -> None:
    if "email" not in mapping:
        return
    in_file = {change.person.person_id for change in changes}
    taken = {one.email.casefold(): one.code for one in present.values() if one.email and one.code not in in_file}
    for change in changes:
        owner = taken.get(change.person.email.casefold()) if change.person.email else None
        if owner:
            what = said(
                "%(address)s is the address of %(owner)s, who is not in this file",
                address=change.person.email,
                owner=owner,
            )
            table.fault(change.person.row, mapping["email"], what, said("correct the address, or the id"))
