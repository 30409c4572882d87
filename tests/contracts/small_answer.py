"""A small programme of the past with its draw, pairs and figures, and the answer to it."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
from django.utils import timezone

from mentorlift.demo.days import Days, at
from mentorlift.demo.doors import staff_accounts
from mentorlift.demo.meetings import mentored, pair_at_own_site
from mentorlift.demo.past import realised
from mentorlift.demo.sales import write_outcomes
from mentorlift.demo.stage import (
    Design,
    Stage,
    find_mentors,
    fix_and_draw,
    import_people,
    list_people,
    person_ids,
    set_up,
)
from mentorlift.experiments.models import Analysis
from mentorlift.experiments.services import ask_for_analysis
from mentorlift.jobs.work import drain
from mentorlift.outcomes.services.take_over import bring_in
from mentorlift.programmes.models import Participation, Programme, Purpose
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.science.simulation.organisation import organisation

START = date(2025, 3, 3)
CODES = [f"n{number:03d}" for number in range(60)]


def drawn_programme(folder: Path) -> Programme:
    """Sixty people, thirty of them mentored from 3 March 2025, with daily figures for 240 days."""
    rows = [
        person("t0001", "head of training"),
        person("t0002", "analyst"),
        person("t0003", "IT"),
        person("t0004", "works council"),
        person("t0005", "company doctor"),
        person("d0001", "director"),
    ]
    rows += [person(f"m{number:03d}", "sales") for number in range(30)]
    rows += [person(code, "new hire", hired_on=START) for code in CODES]
    import_people(rows, actor_id="", now=at(date(2025, 1, 7)), holds_from=date(2025, 1, 7))
    actor = staff_accounts(person_ids(), now=at(date(2025, 1, 7)))["t0001"]
    stage = Stage(days=Days(timezone.localdate()), actor=actor, person=person_ids(), say=lambda text: None)
    made = set_up(
        stage,
        Design(
            template="onboarding",
            name="Onboarding",
            purpose=Purpose.RAMP_UP,
            purpose_text="So that new people find their feet.",
            participation=Participation.MANDATORY,
            eligibility=Eligibility(hired_within_days=6, roles=("new hire",)),
            places_wanted=30,
            others_start_after_weeks=None,
            made_on=START - timedelta(days=40),
            last_start_on=START,
            secondary=("calls", "sales"),
        ),
    )
    find_mentors(stage, made, [f"m{number:03d}" for number in range(30)], places=3, now=at(START - timedelta(days=30)))
    cohort = list_people(stage, made, name="March", starts_on=START, made_on=START - timedelta(days=20))
    fix_and_draw(
        stage,
        cohort,
        share=0.5,
        fixed_on=START - timedelta(days=9),
        drawn_on=START - timedelta(days=5),
        number="4 8 15",
    )
    pair_at_own_site(stage, cohort, taken={}, now=at(START - timedelta(days=2)))
    drawn = set(mentored(cohort))
    arm = np.array([stage.person[code] in drawn for code in CODES])
    sold = realised(CODES, [START] * 60, organisation(60, np.random.default_rng(5)), arm, effect=True, step=5)
    path = folder / "figures.parquet"
    write_outcomes(path, [sold], until="2025-12-01")
    bring_in(path=path, actor_id=actor.user_id, now=timezone.now())
    return made


def person(code: str, role: str, *, hired_on: date = date(2020, 1, 1)) -> dict[str, str]:
    facts = {"name": f"Person {code}", "email": f"{code}@example.com", "site": "Hamburg", "team": "Hamburg 1"}
    return {"person_id": code, "role": role, "hired_on": hired_on.isoformat(), "working_share": "1", **facts}


def answer(programme: Programme) -> Analysis:
    job = ask_for_analysis(programme=programme, today=date(2025, 10, 1), actor_id="a", now=timezone.now())
    drain()
    job.refresh_from_db()
    assert job.done_at, job.error
    return Analysis.objects.filter(programme=programme).latest("computed_at")
