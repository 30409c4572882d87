"""People files: a sales organisation's directory, or the two sides of a match."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mentorlift.files.cells import date_cell, number_cell
from mentorlift.files.hours import utc_spans
from mentorlift.files.lines import reporting_cycles
from mentorlift.files.said import said
from mentorlift.files.tables import Table

FIELDS = (
    "person_id",
    "name",
    "first_name",  # first and last name together stand for a name
    "last_name",
    "email",
    "manager_id",
    "team",
    "site",
    "role",
    "hired_on",
    "exited_on",
    "working_share",
    "languages",
    "working_hours",
)
LONGEST = {"person_id": 100, "name": 200, "email": 254, "team": 100, "site": 100, "role": 100}
ANY_YEAR = 2026  # only the form of the text and the zone are checked
EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One row. Empty text, None or an empty tuple stand for an empty cell; `attributes` are all further columns."""

    row: int
    person_id: str
    name: str = ""
    email: str = ""
    manager_id: str = ""
    team: str = ""
    site: str = ""
    role: str = ""
    hired_on: dt.date | None = None
    exited_on: dt.date | None = None  # first day no longer employed
    working_share: float | None = None
    languages: tuple[str, ...] = ()
    working_hours: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


def people_from(
    table: Table,
    *,
    mapping: Mapping[str, str] | None = None,
    required: Iterable[str] = ("person_id",),
    last_day_worked: bool = False,
) -> list[Person]:
    """`checked_people`, raising Refused with all faults."""
    people = checked_people(table, mapping=mapping, required=required, last_day_worked=last_day_worked)
    table.refuse_if_faulty()
    return people


def checked_people(
    table: Table,
    *,
    mapping: Mapping[str, str] | None = None,
    required: Iterable[str] = ("person_id",),
    last_day_worked: bool = False,
) -> list[Person]:
    """The people of a table, faults left in it, so that a caller can add what it knows to be wrong.

    `mapping` says which column of the file holds which field (field -> column; the file's own names by default);
    faults speak of the file's columns. `required` fields must have a column and a value in every row. With
    `last_day_worked` the file's exit date is the last day worked, and one day is added to it. Raises Refused only
    where no row can be read for want of an id column.
    """
    source = dict(mapping) if mapping is not None else {name: name for name in FIELDS if name in table.columns}
    if "name" not in source and "last_name" in source:
        source["name"] = source["last_name"]
    required = tuple(required)
    for name in required:
        if source.get(name) not in table.columns:
            has = ", ".join(table.columns)
            column = source.get(name, name)
            what = said("no column gives the %(name)s", name=name)
            table.fault(1, column, what, said("add one (the file has: %(has)s)", has=has))
    if "person_id" not in source or source["person_id"] not in table.columns:
        table.refuse_if_faulty()
    reader = _Reader(table, source, required, dt.timedelta(days=1 if last_day_worked else 0))
    people = [reader.person(row, record) for row, record in table.records()]
    _check_unique(table, people, source)
    _check_lines(table, people, source)
    return people


@dataclass(frozen=True)
class _Reader:
    table: Table
    source: dict[str, str]
    required: tuple[str, ...]
    exit_shift: dt.timedelta

    def person(self, row: int, record: dict[str, str]) -> Person:
        cells = {name: record.get(column, "") for name, column in self.source.items()}
        if "last_name" in cells:
            cells["name"] = f"{cells.get('first_name', '')} {cells['last_name']}".strip()
        for name in self.required:
            if name in self.source and not cells[name]:
                self.fault(row, name, said("the %(name)s is empty", name=name), said("fill it in"))
        for name, most in LONGEST.items():
            if len(cells.get(name, "")) > most:
                what = said("this has %(n)d characters", n=len(cells[name]))
                self.fault(row, name, what, said("shorten it to %(most)d", most=most))
        hired = self.date(row, "hired_on", cells)
        exited = self.date(row, "exited_on", cells)
        exited = exited + self.exit_shift if exited else None
        if hired and exited and exited < hired:
            what = said("the exit lies before the hire on %(hired)s", hired=hired.isoformat())
            self.fault(row, "exited_on", what, said("correct one of the two dates"))
        taken = set(self.source.values())
        return Person(
            row=row,
            **{name: cells.get(name, "") for name in ("person_id", "name", "manager_id", "team", "site", "role")},
            email=self.email(row, cells.get("email", "")),
            hired_on=hired,
            exited_on=exited,
            working_share=self.share(row, cells.get("working_share", "")),
            languages=list_of(cells.get("languages", "")),
            working_hours=self.hours(row, cells.get("working_hours", "")),
            attributes={name: text for name, text in record.items() if name not in taken},
        )

    def fault(self, row: int, name: str, what: str, remedy: str) -> None:
        self.table.fault(row, self.source[name], what, remedy)

    def date(self, row: int, name: str, cells: dict[str, str]) -> dt.date | None:
        return date_cell(self.table, row, self.source[name], cells[name]) if name in cells else None

    def email(self, row: int, text: str) -> str:
        if text and not EMAIL.fullmatch(text):
            what = said("%(text)r is not an e-mail address", text=text)
            self.fault(row, "email", what, said("write it as name@company.com"))
        return text

    def share(self, row: int, text: str) -> float | None:
        if not text:
            return None
        value = number_cell(self.table, row, self.source["working_share"], text)
        if value is not None and not 0 < value <= 1:
            what = said("%(text)s is not a share", text=text)
            self.fault(row, "working_share", what, said("1 is full time, 0.5 half"))
        return value

    def hours(self, row: int, text: str) -> str:
        if text:
            try:
                utc_spans(text, ANY_YEAR)
            except ValueError as error:
                # not str(error), which would be the English alone
                self.fault(row, "working_hours", error.args[0], said("write them as Europe/Berlin 09:00-17:30"))
        return text


def list_of(text: str) -> tuple[str, ...]:
    """A list cell: parts between `|`, without blanks around them, empty ones left out."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def _check_unique(table: Table, people: list[Person], source: dict[str, str]) -> None:
    for name in ("person_id", "email"):
        seen: dict[str, int] = {}
        for person in people:
            value = getattr(person, name).casefold() if name == "email" else person.person_id
            if value and value in seen:
                what = said("%(who)s is already in row %(row)d", who=getattr(person, name), row=seen[value])
                table.fault(person.row, source[name], what, said("one row a person; correct or remove one"))
            seen.setdefault(value, person.row)


def _check_lines(table: Table, people: list[Person], source: dict[str, str]) -> None:
    rows = {person.person_id: person.row for person in people}
    managers = {person.person_id: person.manager_id for person in people if person.manager_id}
    for cycle in reporting_cycles(managers):
        line = " -> ".join([*cycle, cycle[0]])
        row = rows[cycle[0]]
        what = said("these people manage each other: %(line)s", line=line)
        table.fault(row, source["manager_id"], what, said("correct one of the managers"))
