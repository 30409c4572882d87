"""Writes what the engine reads, from the rooms below: roster, draws, plan and outcomes under random ids, no names."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mentorlift.draws.models import Assignment, Draw
from mentorlift.draws.queries import programme_record
from mentorlift.draws.rules import LATER, MENTORED
from mentorlift.experiments.models import Crossover
from mentorlift.files.draw_record import record_text
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.queries.dose import dose
from mentorlift.outcomes.queries import daily_file
from mentorlift.people.queries import PersonFacts, facts_on
from mentorlift.programmes.models import EarlyStart, FrozenPlan, Participation, Programme, RosterEntry, Wish
from mentorlift.programmes.queries.objections import objecting


@dataclass(frozen=True)
class RosterLine:
    """One person of a cohort's list, as a row of `roster.csv`. Empty text where a column does not apply.

    `team`, `role` and `days_here` (since the hire) are those of the day on which the intake starts, `site` and
    `training_class` those of the fixed list.
    """

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
    site: str = ""
    training_class: str = ""
    role: str = ""
    team: str = ""
    days_here: str = ""
    objected: str = ""
    crossed_on: date | None = None


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
    "crossed_on",
    "exited_on",
    "team",
    "site",
    "role",
    "days_here",
    "objected",
)


def write_roster(path: Path, lines: Iterable[RosterLine], *, groups: Iterable[str] = ()) -> None:
    """`roster.csv` in the format of the command line; the branch column only where there are branches,
    `objected` only where somebody did: the engine keeps them in the list and leaves their rows out of every figure.

    `groups`: the columns by whose groups the plan asks, as they were when the list was fixed or the intake began.
    """
    rows = sorted(lines, key=lambda line: line.person_id)
    used = {"branch": any(row.branch for row in rows), "objected": any(row.objected for row in rows)}
    columns = [name for name in COLUMNS if used.get(name, True)]
    columns += [name for name in groups if name not in columns]
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


def write_draws(path: Path, programme: Programme, lines: Iterable[RosterLine]) -> None:
    """One draw file for all intakes of a programme, each with its own strata: what else could have been drawn.

    Who is on a list and was not drawn stands in it too, without an arm, as in the draw files of the command line.
    """
    record = programme_record(programme)
    known = {entry["person_id"] for entry in record["assignments"]}
    record["assignments"] += [
        {"person_id": line.person_id, "arm": "", "branch": line.branch, "stratum": line.stratum, "unit": line.person_id}
        for line in lines
        if line.person_id not in known
    ]
    path.write_text(record_text(record), encoding="utf-8")


def write_outcomes(folder: Path) -> Path:
    """The daily figures of the people in `folder`/roster.csv: those of other people are nobody's business here."""
    import duckdb

    from mentorlift.files.outcome_cells import literal

    target, roster = folder / "figures.parquet", literal(str(folder / "roster.csv"))
    listed = f"SELECT person_id FROM read_csv({roster}, header = true, all_varchar = true)"  # noqa: S608
    everything = f"read_parquet({literal(str(daily_file(folder)))})"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * FROM {everything} WHERE person_id IN ({listed}) ORDER BY person_id, date) "  # noqa: S608
            f"TO {literal(str(target))} (FORMAT parquet)"
        )
    return target


def roster_lines(draws: Iterable[Draw]) -> list[RosterLine]:
    """Everybody on the lists of these drawn intakes, with what became of them: a few queries an intake."""
    return [line for draw in draws for line in _lines(draw)]


def _lines(draw: Draw) -> list[RosterLine]:
    cohort = draw.cohort
    entries = list(RosterEntry.objects.filter(cohort=cohort))
    ids = [entry.person_id for entry in entries]
    drawn = {entry.person_id: entry for entry in draw.assignments.all()}
    wishes = dict(Wish.objects.filter(cohort=cohort).values_list("person_id", "answer"))
    pairs = {pair.protege_id: pair for pair in Pair.objects.filter(cohort=cohort).order_by("-created_at")}
    known = {facts.person_id: facts for facts in facts_on(cohort.starts_on, person_ids=ids)}
    doses = dose(cohort)
    objected = objecting(cohort.programme)
    early = EarlyStart.objects.filter(cohort=cohort).first()
    crossed = dict(Crossover.objects.filter(cohort=cohort).values_list("person_id", "starts_on"))
    both = cohort.programme.participation != Participation.MANDATORY
    return [
        _line(
            entry,
            drawn.get(entry.person_id),
            branch=entry.branch if both else "",
            wish=wishes.get(entry.person_id, ""),
            pair=pairs.get(entry.person_id),
            held=doses[entry.person_id].held if entry.person_id in doses else 0,
            facts=known.get(entry.person_id),
            objected=entry.person_id in objected,
            crossed_on=crossed.get(entry.person_id),
            early_on=early.starts_on if early else None,
        )
        for entry in entries
    ]


def _line(
    entry: RosterEntry,
    assigned: Assignment | None,
    *,
    branch: str,
    wish: str,
    pair: Pair | None,
    held: int,
    facts: PersonFacts | None,
    objected: bool,
    crossed_on: date | None = None,
    early_on: date | None = None,
) -> RosterLine:
    """`served_on`: the first day with a mentor of somebody drawn for later, or that on which all of them were started
    early, whoever has a mentor by then. `crossed_on`: that of somebody who alone was given one against the draw."""
    arm = assigned.arm if assigned else ""
    later = arm == LATER
    own = pair.starts_on if pair and later and crossed_on is None else None
    served = [day for day in (own, early_on if later else None) if day is not None]
    return RosterLine(
        person_id=str(entry.person_id),
        arm=arm,
        stratum=f"{entry.cohort_id} {assigned.stratum}" if assigned else str(entry.cohort_id),
        branch=branch,
        wish=wish,
        dose=str(held),
        mentor_id=str(pair.mentor_id) if pair and arm == MENTORED else "",
        started_on=entry.started_on,
        served_on=min(served, default=None),
        crossed_on=crossed_on if later else None,
        exited_on=facts.exited_on if facts else None,
        site=entry.site,
        training_class=entry.training_class,
        role=facts.role if facts else "",
        team=facts.team if facts else "",
        days_here=str((entry.started_on - facts.hired_on).days) if facts else "",
        objected="yes" if objected else "",
    )
