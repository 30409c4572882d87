"""The roster: who was in the lottery, in which arm, from when to when."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
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
        if "objected" not in self.text:
            return np.zeros(len(self), dtype=bool)
        return np.array([word == "yes" for word in self.text["objected"]], dtype=bool)

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
    text = {name: table.column(name) for name in dict.fromkeys((*table.columns, *KNOWN))}
    _check_people(table, text["person_id"], text["arm"])
    arms = text["arm"]
    if "arm" not in table.columns:
        arms = [(drawn or {}).get(person, "") for person in text["person_id"]]
    _check_branches(table, text["branch"], arms, text["wish"])
    _check_choices(table, "wish", text["wish"], [word for word in WISHES if word])
    _check_choices(table, "objected", text["objected"], ("yes", "no"))
    times = {
        name: _read(partial(time_cell, periods=periods), table, name, text[name])
        for name in ("started_on", "served_on", "crossed_on", "exited_on", "hired_on")
    }
    _check_times(table, text, times, periods)
    dose = _read(partial(number_cell, at_least=0), table, "dose", text["dose"])
    table.refuse_if_faulty()
    return Roster(
        file=table.file,
        columns=table.columns,
        rows=table.numbers,
        person_ids=text["person_id"],
        arm=arms,
        branch=text["branch"],
        wish=[WISHES[word] for word in text["wish"]],
        dose=dose,
        started=_where_none(times["started_on"], 0.0),
        served=_where_none(times["served_on"], np.inf),
        crossed=_where_none(times["crossed_on"], np.inf),
        exited=_where_none(times["exited_on"], np.inf),
        hired=_where_none(times["hired_on"], -np.inf),
        text={name: text[name] for name in table.columns},
    )


def _read(
    read: Callable[[Table, int, str, str], float | None], table: Table, name: str, texts: Sequence[str]
) -> Floats:
    """A column as numbers, nan where there is none.

    Many people share a date: each text is read once, and a faulty one at every row.
    """
    known: dict[str, float] = {}
    faulty = set()
    for text in set(texts):
        before = len(table.faults)
        value = read(table, 0, name, text)
        known[text] = np.nan if value is None else value
        if len(table.faults) > before:
            faulty.add(text)
        del table.faults[before:]
    if faulty:
        for row, text in zip(table.numbers, texts, strict=True):
            if text in faulty:
                read(table, row, name, text)
    return np.fromiter(map(known.__getitem__, texts), dtype=np.float64, count=len(texts))


def _where_none(values: Floats, empty: float) -> Floats:
    return np.where(np.isnan(values), empty, values)


def _check_people(table: Table, people: Sequence[str], arms: Sequence[str]) -> None:
    if not people:
        table.fault(None, "", "the roster has no people", "give one row a person")
    if len(set(people)) == len(people) and "" not in people:
        return
    seen: dict[str, tuple[int, str]] = {}
    for row, person, arm in zip(table.numbers, people, arms, strict=True):
        if not person:
            table.fault(row, "person_id", "this person has no id", "give one")
        elif person not in seen:
            seen[person] = (row, arm)
        elif seen[person][1] != arm:
            first, other = seen[person]
            what = f"{person} is in two arms: {other or 'none'} in row {first}, {arm or 'none'} here"
            table.fault(row, "person_id", what, "keep the arm that was drawn")
        else:
            table.fault(row, "person_id", f"{person} is already in row {seen[person][0]}", "keep one of the rows")


def _check_branches(table: Table, branches: Sequence[str], arms: Sequence[str], wishes: Sequence[str]) -> None:
    branched = "branch" in table.columns
    kinds = set(zip(branches, map(bool, arms), wishes, strict=True))  # few, so that no row is looked at by itself
    if not any(_misplaced(*kind, branched=branched) for kind in kinds) and {*branches} <= {"", *BRANCHES}:
        return
    for row, branch, arm, wish in zip(table.numbers, branches, arms, wishes, strict=True):
        choice_cell(table, row, "branch", branch, BRANCHES)
        for column, what, remedy in _misplaced(branch, bool(arm), wish, branched=branched):
            table.fault(row, column, what, remedy)


def _misplaced(branch: str, drawn: bool, wish: str, *, branched: bool) -> list[tuple[str, str, str]]:
    """Column, what is wrong and what to do, of a person with this branch and wish who has an arm or none."""
    found = []
    if branched and not branch:
        found.append(("branch", "the branch is empty", "use mandatory or voluntary"))
    if not drawn and branch != "voluntary":
        remedy = "only people of a voluntary branch who did not say yes have none"
        found.append(("arm", "the arm is empty", remedy))
    elif not drawn and wish == "yes":
        found.append(("arm", "the arm is empty, though the wish is yes", "whoever said yes was drawn: give the arm"))
    return found


def _check_choices(table: Table, name: str, texts: Sequence[str], choices: Sequence[str]) -> None:
    if not {*texts} <= {"", *choices}:
        for row, text in zip(table.numbers, texts, strict=True):
            choice_cell(table, row, name, text, choices)


def _check_times(table: Table, text: dict[str, list[str]], times: dict[str, Floats], periods: bool) -> None:
    if not periods and "started_on" not in table.columns:
        table.fault(1, "started_on", "this column is missing", "add it: the outcomes have dates, windows count from it")
    elif "started_on" in table.columns and "" in text["started_on"]:
        for row, start in zip(table.numbers, text["started_on"], strict=True):
            if not start:
                remedy = "give the day the programme began for this person"
                table.fault(row, "started_on", "the start is empty", remedy)
    for name, word, remedy in (
        ("started_on", "start", "exited_on is the first day gone; correct one"),
        ("hired_on", "hire", "correct one of the two dates"),
    ):
        for at in np.flatnonzero(times["exited_on"] < times[name]):  # where one is nan neither is before the other
            table.fault(table.numbers[at], "exited_on", f"the exit lies before the {word}", remedy)


def check_arms(roster: Roster, *, treated: tuple[str, ...], control: str, ignore: tuple[str, ...]) -> Table:
    """Faults for arms the plan does not name, in a table without rows; the caller refuses."""
    table = Table(file=roster.file)
    known = (control, *treated, *ignore)
    counts = Counter(roster.arm)
    if counts.keys() - {"", *known}:
        for row, arm in zip(roster.rows, roster.arm, strict=True):
            if arm and arm not in known:
                table.fault(row, "arm", f"the plan has no arm {arm!r}", "use one of: " + ", ".join(known))
    for arm in (control, *treated):
        if not counts[arm]:
            table.fault(None, "arm", f"nobody is in the arm {arm!r}", "correct the plan or the roster")
    return table
