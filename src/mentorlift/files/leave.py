"""Leave spells: who was away from when to when, never why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from mentorlift.files.cells import date_cell, day_number
from mentorlift.files.said import said
from mentorlift.files.tables import Table, read_table

if TYPE_CHECKING:
    from mentorlift.files.roster import Roster
    from mentorlift.files.scan import Absences

COLUMNS = ("person_id", "from", "to")


@dataclass(frozen=True, slots=True)
class Spell:
    """Away on every day from `first` to `last`, both included."""

    person_id: str
    first: dt.date
    last: dt.date


def read_leave(path: Path, *, name: str | None = None) -> list[Spell]:
    """Raises Refused with all faults: any further column (it could hold a reason), bad dates, overlapping spells."""
    return leave_from(read_table(path, name=name))


def leave_from(table: Table) -> list[Spell]:
    """The spells of a table; raises Refused with all faults."""
    spells = [spell for _, spell in checked_leave(table)]
    table.refuse_if_faulty()
    return spells


def checked_leave(table: Table) -> list[tuple[int, Spell]]:
    """Spells with their rows, faults left in the table; raises Refused only where a column is missing."""
    table.require(*COLUMNS)
    for column in table.columns:
        if column not in COLUMNS:
            what = said("a file of leave has three columns and no reasons; this one is not kept")
            table.fault(1, column, what, said("remove the column: why someone is away is nobody's business here"))
    found = [(row, spell) for row, record in table.records() if (spell := _spell(table, row, record))]
    by_person: dict[str, list[tuple[dt.date, dt.date, int]]] = {}
    for row, spell in found:
        by_person.setdefault(spell.person_id, []).append((spell.first, spell.last, row))
    for theirs in by_person.values():
        theirs.sort()
        for (_, end, _), (start, _, row) in pairwise(theirs):
            if start <= end:
                table.fault(row, "from", said("this spell overlaps another of the same person"), said("join the two"))
    return found


def _spell(table: Table, row: int, record: dict[str, str]) -> Spell | None:
    if not record["person_id"]:
        table.fault(row, "person_id", said("this row has no person"), said("give the id"))
    for column in ("from", "to"):
        if not record[column]:
            table.fault(row, column, said("the date is missing"), said("give the first and the last day away"))
    first, last = (date_cell(table, row, column, record[column]) for column in ("from", "to"))
    if first is None or last is None:
        return None
    if last < first:
        table.fault(row, "to", said("the spell ends before it begins"), said("correct one of the dates"))
        return None
    return Spell(record["person_id"], first, last)


def absences_of(found: Sequence[Spell], roster: "Roster") -> "Absences":
    """The spells of people in the roster as arrays for the scan; others are left aside."""
    import numpy as np

    from mentorlift.files.scan import Absences

    places = {person: at for at, person in enumerate(roster.person_ids)}
    spells = [spell for spell in found if spell.person_id in places]
    return Absences(
        person=np.array([places[spell.person_id] for spell in spells], dtype=np.int64),
        start=np.array([day_number(spell.first) for spell in spells], dtype=np.int64),
        stop=np.array([day_number(spell.last) + 1 for spell in spells], dtype=np.int64),
    )
