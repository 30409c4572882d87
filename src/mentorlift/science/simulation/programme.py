"""One run of the published experiment in the simulated organisation: wishes, draw, meetings, sales, leaving."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from mentorlift.science.lottery.design import Design
from mentorlift.science.lottery.drawing import draw
from mentorlift.science.lottery.record import as_record
from mentorlift.science.lottery.verification import arms_digest
from mentorlift.science.progress import Progress, unheard
from mentorlift.science.simulation import staff
from mentorlift.science.simulation.definitions import Span
from mentorlift.science.simulation.organisation import (
    SITES,
    Bools,
    Ints,
    Organisation,
    allocation,
    exits,
    first_day,
    meetings_before,
    organisation,
)
from mentorlift.science.simulation.planted import Planted
from mentorlift.science.simulation.sales import Days, sell
from mentorlift.science.simulation.truth import Truth, truths

YEAR = 2025


@dataclass(frozen=True, kw_only=True)
class Programme:
    """All that a run leaves behind. `days.person` indexes `roster` and `starts`."""

    people: list[dict[str, str]]
    roster: list[dict[str, str]]
    draw: dict[str, Any]
    days: Days
    starts: list[dt.date]
    windows: dict[str, Span]
    retention_at: tuple[int, ...]
    truths: list[Truth]


STEPS = 5


def programme(*, people: int, days: int, seed: int, effect: bool = True, progress: Progress = unheard) -> Programme:
    """Run it. The same arguments give the same programme; `effect` False plants nothing (an A/A programme).

    `progress` hears when people are hired, drawn and gone, when everybody is described, when the draw is written down,
    when they have sold, and when the truth is worked out.
    """
    hiring, selling, describing = (np.random.default_rng([seed, step]) for step in range(3))
    curves = Planted(days, effect)
    org = organisation(people, hiring)
    starts = [first_day(int(code), YEAR) for code in org.training_class]
    branches, arms = allocation(people)
    design = Design(
        seed=f"simulation {seed}",
        allocation=arms,
        strata=("training_class", "site"),
        branches=branches,
        only={"wish": "yes"},
    )
    listed = _list(org, starts)
    # Who lands in the voluntary branch does not depend on the wishes: only its people are asked.
    voluntary = {a.person_id for a in draw(listed, design).assignments if a.branch == "voluntary"}
    for row, wants in zip(listed, org.wants, strict=True):
        row["wish"] = ("yes" if wants else "no") if row["person_id"] in voluntary else ""
    drawn = draw(listed, design)
    mentored = np.array([a.arm == "mentored" for a in drawn.assignments])
    gone = exits(org, curves, mentored)
    progress(1, STEPS)
    roster = [
        row | {"arm": a.arm, "branch": a.branch, "stratum": a.stratum}
        for row, a in zip(listed, drawn.assignments, strict=True)
    ]
    _what_became(roster, org, gone=gone, mentored=mentored, starts=starts, days=days)
    windows, retention_at = _windows(days), tuple(d for d in (30, 60, 90, 180) if d <= days)
    left = {row["person_id"]: dt.date.fromisoformat(row["exited_on"]) for row in roster if row["exited_on"]}
    directory = staff.directory(org, left, YEAR, describing)
    progress(2, STEPS)
    record = as_record(drawn, listed, arms_before=arms_digest(listed))
    progress(3, STEPS)
    sold = sell(org, curves, mentored, selling)
    progress(4, STEPS)
    true = truths(curves, windows, retention_at, arms["mentored"] / sum(arms.values()))
    progress(5, STEPS)
    return Programme(
        people=directory,
        roster=roster,
        draw=record,
        days=sold,
        starts=starts,
        windows=windows,
        retention_at=retention_at,
        truths=true,
    )


def _list(org: Organisation, starts: list[dt.date]) -> list[dict[str, str]]:
    return [
        {
            "person_id": staff.hire_id(number),
            "site": SITES[org.site[number]],
            "training_class": staff.class_name(int(org.training_class[number]), YEAR),
            "started_on": starts[number].isoformat(),
            "wish": "",
        }
        for number in range(org.n)
    ]


def _what_became(
    roster: list[dict[str, str]], org: Organisation, *, gone: Ints, mentored: Bools, starts: list[dt.date], days: int
) -> None:
    """Add dose, mentor and exit, which are known only after the draw."""
    mentors = staff.mentors_for(org, mentored)
    held = np.where(mentored & org.meets, meetings_before(gone), 0)
    for number, row in enumerate(roster):
        row["dose"] = str(held[number])
        row["mentor_id"] = mentors.get(row["person_id"], "")
        exited = starts[number] + dt.timedelta(days=int(gone[number]))
        row["exited_on"] = exited.isoformat() if gone[number] <= days else ""


def _windows(days: int) -> dict[str, Span]:
    """The two windows of the published experiment, or the halves of a shorter follow-up."""
    return (
        {"early": (0, 60), "late": (90, 180)} if days >= 180 else {"early": (0, days // 2), "late": (days // 2, days)}
    )
