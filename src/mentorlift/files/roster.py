"""The roster: who was in the lottery, in which arm, from when to when."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mentorlift.files.cells import WHOLE, choice_cell, number_cell, time_cell
from mentorlift.files.faults import Refused
from mentorlift.files.tables import Table, read_table
from mentorlift.science.effects.data import Bools, Floats

KNOWN = (
    "person_id",
    "arm",
    "stratum",
    "cluster",
    "branch",
    "wish",
    "dose",
    "mentor_id",
    "started_on",
    "served_on",
    "crossed_on",
    "exited_on",
    "hired_on",
    "objected",
)
BRANCHES = ("mandatory", "voluntary")
WISHES = {"yes": 1, "no": 0, "no answer": -1, "": -1}


@dataclass(frozen=True, kw_only=True)
class Roster:
    """One entry per person in file order. Times are days since 1970-01-01, or periods; `inf` = has not happened.

    `hired` is -inf where the roster does not say. `text` holds every column as it stands in the file.
    """

    file: str
    columns: tuple[str, ...]
    rows: list[int]
    person_ids: list[str]
    arm: list[str]
    branch: list[str]
    wish: list[int]
    dose: Floats
    started: Floats
    served: Floats
    crossed: Floats
    exited: Floats
    hired: Floats
    text: dict[str, list[str]]

    def __len__(self) -> int:
        return len(self.person_ids)

    @property
    def objected(self) -> Bools:
        """Who objected to being measured: kept in the list that was drawn, left out of every figure."""
        return np.array([word == "yes" for word in self.text.get("objected", [""] * len(self))], dtype=bool)

    def counted(self, ignore: Collection[str]) -> Bools:
        """Whose rows count: everybody but the arms a plan ignores, and those who objected."""
        return np.array([arm not in ignore or not arm for arm in self.arm], dtype=bool) & ~self.objected

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        return tuple(name for name in self.columns if name not in KNOWN)


def read_roster(path: Path, *, periods: bool, drawn: dict[str, str] | None = None) -> Roster:
    """Reads and checks a roster. `drawn` (person id -> arm, of a draw file) gives the arms the roster does not have.

    Raises Refused with all faults.
    """
    table = read_table(path)
    table.require("person_id", *(() if drawn is not None else ("arm",)))
    return roster_from(table, periods=periods, drawn=drawn)


def counts_periods(path: Path) -> bool:
    """Whether the starts of a roster are numbers; asked where the outcomes, which say so, cannot be read."""
    try:
        starts = [text for text in read_table(path).column("started_on") if text]
    except Refused:
        return False
    return sum(map(bool, map(WHOLE.fullmatch, starts))) > len(starts) / 2


def roster_from(table: Table, *, periods: bool, drawn: dict[str, str] | None = None) -> Roster:
    """A table with at least `person_id` as a checked roster; raises Refused with all faults."""
    records = list(table.records())
    _check_people(table, records)
    if "arm" in table.columns:
        arms = [record["arm"] for _, record in records]
    else:
        arms = [(drawn or {}).get(record["person_id"], "") for _, record in records]
    _check_branches(table, records, arms)
    for row, record in records:
        choice_cell(table, row, "wish", record.get("wish", ""), [word for word in WISHES if word])
    for row, record in records:
        choice_cell(table, row, "objected", record.get("objected", ""), ("yes", "no"))
    times = {
        name: _times(table, name, periods)
        for name in ("started_on", "served_on", "crossed_on", "exited_on", "hired_on")
    }
    _check_times(table, records, times, periods)
    dose = [number_cell(table, row, "dose", record.get("dose", ""), at_least=0) for row, record in records]
    table.refuse_if_faulty()
    return Roster(
        file=table.file,
        columns=table.columns,
        rows=table.numbers,
        person_ids=table.column("person_id"),
        arm=arms,
        branch=table.column("branch"),
        wish=[WISHES[word] for word in table.column("wish")],
        dose=_floats(dose, np.nan),
        started=_floats(times["started_on"], 0.0),
        served=_floats(times["served_on"], np.inf),
        crossed=_floats(times["crossed_on"], np.inf),
        exited=_floats(times["exited_on"], np.inf),
        hired=_floats(times["hired_on"], -np.inf),
        text={name: table.column(name) for name in table.columns},
    )


def _times(table: Table, name: str, periods: bool) -> list[int | None]:
    """A column of dates or periods. Many people share a date: each is read once, and a faulty one at every row."""
    read: dict[str, int | None] = {"": None}
    out = []
    for row, text in zip(table.numbers, table.column(name), strict=True):
        if text in read:
            out.append(read[text])
            continue
        time = time_cell(table, row, name, text, periods=periods)
        if time is not None:
            read[text] = time
        out.append(time)
    return out


def _floats(values: list[float | None] | list[int | None], empty: float) -> Floats:
    return np.array([empty if value is None else value for value in values], dtype=np.float64)


def _check_people(table: Table, records: list[tuple[int, dict[str, str]]]) -> None:
    seen: dict[str, tuple[int, str]] = {}
    for row, record in records:
        person, arm = record["person_id"], record.get("arm", "")
        if not person:
            table.fault(row, "person_id", "this person has no id", "give one")
        elif person not in seen:
            seen[person] = (row, arm)
        elif seen[person][1] != arm:
            what = (
                f"{person} is in two arms: {seen[person][1] or 'none'} in row {seen[person][0]}, {arm or 'none'} here"
            )
            table.fault(row, "person_id", what, "keep the arm that was drawn")
        else:
            table.fault(row, "person_id", f"{person} is already in row {seen[person][0]}", "keep one of the rows")
    if not records:
        table.fault(None, "", "the roster has no people", "give one row a person")


def _check_branches(table: Table, records: list[tuple[int, dict[str, str]]], arms: list[str]) -> None:
    branched = "branch" in table.columns
    for (row, record), arm in zip(records, arms, strict=True):
        branch = record.get("branch", "")
        if branched and not branch:
            table.fault(row, "branch", "the branch is empty", "use mandatory or voluntary")
        choice_cell(table, row, "branch", branch, BRANCHES)
        if arm:
            continue
        if branch != "voluntary":
            table.fault(
                row, "arm", "the arm is empty", "only people of a voluntary branch who did not say yes have none"
            )
        elif record.get("wish", "") == "yes":
            table.fault(
                row, "arm", "the arm is empty, though the wish is yes", "whoever said yes was drawn: give the arm"
            )


def _check_times(
    table: Table,
    records: list[tuple[int, dict[str, str]]],
    times: dict[str, list[int | None]],
    periods: bool,
) -> None:
    if not periods and "started_on" not in table.columns:
        table.fault(1, "started_on", "this column is missing", "add it: the outcomes have dates, windows count from it")
    for at, (row, record) in enumerate(records):
        started, exited, hired = (times[name][at] for name in ("started_on", "exited_on", "hired_on"))
        if "started_on" in table.columns and not record["started_on"]:
            table.fault(row, "started_on", "the start is empty", "give the day the programme began for this person")
        if started is not None and exited is not None and exited < started:
            table.fault(
                row, "exited_on", "the exit lies before the start", "exited_on is the first day gone; correct one"
            )
        if hired is not None and exited is not None and exited < hired:
            table.fault(row, "exited_on", "the exit lies before the hire", "correct one of the two dates")


def check_arms(roster: Roster, *, treated: tuple[str, ...], control: str, ignore: tuple[str, ...]) -> Table:
    """Faults for arms the plan does not name, in a table without rows; the caller refuses."""
    table = Table(file=roster.file)
    known = (control, *treated, *ignore)
    for row, arm in zip(roster.rows, roster.arm, strict=True):
        if arm and arm not in known:
            table.fault(row, "arm", f"the plan has no arm {arm!r}", "use one of: " + ", ".join(known))
    counts: dict[str, int] = defaultdict(int)
    for arm in roster.arm:
        counts[arm] += 1
    for arm in (control, *treated):
        if not counts[arm]:
            table.fault(None, "arm", f"nobody is in the arm {arm!r}", "correct the plan or the roster")
    return table
