"""Writes what the engine reads, from the rooms below: roster, draws, plan and outcomes under random ids, no names."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mentorlift.programmes.models import FrozenPlan, Programme


@dataclass(frozen=True)
class RosterLine:
    """One person of a cohort's list, as a row of `roster.csv`. Empty text where a column does not apply."""

    person_id: str
    arm: str
    stratum: str
    branch: str
    wish: str
    dose: str
    mentor_id: str
    started_on: date
    served_on: date | None
    exited_on: date | None


COLUMNS = (
    "person_id",
    "arm",
    "stratum",
    "branch",
    "wish",
    "dose",
    "mentor_id",
    "started_on",
    "served_on",
    "exited_on",
)


def write_roster(path: Path, lines: Iterable[RosterLine]) -> None:
    """`roster.csv` in the format of the command line; the branch column only where there are branches."""
    rows = sorted(lines, key=lambda line: line.person_id)
    columns = [name for name in COLUMNS if name != "branch" or any(row.branch for row in rows)]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            values = (getattr(row, name) for name in columns)
            writer.writerow(["" if value is None else str(value) for value in values])


def write_plan(path: Path, programme: Programme) -> FrozenPlan:
    """The frozen plan as it was hashed."""
    plan = FrozenPlan.objects.get(programme=programme)
    path.write_text(plan.plan_toml, encoding="utf-8")
    return plan
