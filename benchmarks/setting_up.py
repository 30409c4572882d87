"""A programme, and some mentors for it, as the organisation of the benchmarks sets them up."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorlift.demo.stage import Stage
    from mentorlift.programmes.models import Programme

OFFICE = {
    "d0001": "director",
    "t0001": "head of training",
    "t0002": "analyst",
    "t0003": "IT",
    "t0004": "works council",
    "t0005": "company doctor",
}


def programme_of(
    stage: "Stage", name: str, start_on: date, *, participation: str, places: int, plan: bool = True, intakes: int = 30
) -> "Programme":
    from mentorlift.demo.stage import Design, set_up
    from mentorlift.programmes.rules.eligibility import Eligibility

    return set_up(
        stage,
        Design(
            template="onboarding",
            name=name,
            purpose="ramp_up",
            purpose_text="Somebody who knows the job goes through your first weeks with you.",
            participation=participation,
            eligibility=Eligibility(hired_within_days=6, roles=("new hire",)),
            places_wanted=places,
            others_start_after_weeks=26,
            made_on=min(start_on, stage.days.monday) - timedelta(days=40),
            last_start_on=start_on + timedelta(weeks=intakes),
        ),
        plan=plan,
    )


def confirm_mentors(stage: "Stage", programme: "Programme", start_on: date, first: int, last: int) -> None:
    from mentorlift.demo.days import at
    from mentorlift.demo.stage import find_mentors

    codes = [f"m{n:05d}" for n in range(first, last)]
    day = min(start_on, stage.days.monday) - timedelta(days=30)
    find_mentors(stage, programme, codes, places=3, now=at(day), silent=5)
