"""Two programmes that are over: one whose effect can be seen, and one in which mentors changed nothing."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mentorlift.demo.days import Days, at
from mentorlift.demo.directory import SEED, Group
from mentorlift.demo.meetings import hold, mentored, pair_at_own_site
from mentorlift.demo.stage import Design, Stage, ask, find_mentors, fix_and_draw, list_people, set_up
from mentorlift.mentorships.models import Session
from mentorlift.programmes.models import Participation, Programme, Purpose
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.services import split_branches
from mentorlift.science.simulation.organisation import CLASSES, PUBLISHED, Organisation, exits, first_day, organisation
from mentorlift.science.simulation.planted import Planted
from mentorlift.science.simulation.sales import Days as SoldDays
from mentorlift.science.simulation.sales import sell
from mentorlift.science.simulation.staff import hire_id, mentor_count, mentor_id

PEOPLE = PUBLISHED["people"]
WATCHED = 240  # days of sales that are there for each person


@dataclass(frozen=True)
class Sold:
    """What became of the people of one programme: sales by person code, and who left when."""

    codes: list[str]
    starts: list[date]
    days: SoldDays
    exited_on: dict[str, date]


def new_hires() -> Organisation:
    return organisation(PEOPLE, np.random.default_rng([SEED, 1]))


def onboarding(stage: Stage, org: Organisation) -> tuple[Programme, Sold]:
    """The published experiment: twelve monthly classes, two branches, one plan, a draw for each class."""
    starts = [first_day(code, stage.days.year) for code in range(CLASSES)]
    programme = set_up(stage, _onboarding_design(stage.days, starts))
    mentors = [mentor_id(number) for number in range(mentor_count(PEOPLE))]
    find_mentors(stage, programme, mentors, places=3, now=at(starts[0] - timedelta(days=30)))
    wants = {hire_id(k): bool(org.wants[k]) for k in range(org.n)}
    taken: dict[UUID, int] = {}
    for code, start in enumerate(starts):
        stage.say(f"{programme.name}: class {code + 1} of {CLASSES}")
        _draw_class(stage, programme, code, start, wants=wants, taken=taken)
    return programme, _what_became(stage, programme, org, starts)


def _draw_class(
    stage: Stage, programme: Programme, code: int, start: date, *, wants: dict[str, bool], taken: dict[UUID, int]
) -> None:
    before = lambda days: start - timedelta(days=days)  # noqa: E731
    cohort = list_people(stage, programme, name=f"Class of {start:%B %Y}", starts_on=start, made_on=before(24))
    size = cohort.roster.count()
    split_branches(
        cohort=cohort,
        mandatory=round(size * PUBLISHED["mandatory"] / PEOPLE),
        actor_id=stage.actor.user_id,
        now=at(before(23)),
        seed=f"demo branches {code}",
    )
    ask(
        stage,
        cohort,
        asked_on=before(22),
        closes_on=before(12),
        answers=lambda person: "yes" if wants[person] else "no",
    )
    share = PUBLISHED["mentored"] / PUBLISHED["mandatory"]
    fix_and_draw(
        stage, cohort, share=share, fixed_on=before(11), drawn_on=before(7), number=f"{(code * 7919) % 90 + 10} 17 31"
    )
    pair_at_own_site(stage, cohort, taken=taken, now=at(before(4)))


def _onboarding_design(days: Days, starts: list[date]) -> Design:
    return Design(
        template="onboarding",
        name=f"Onboarding {days.year}",
        purpose=Purpose.RAMP_UP,
        purpose_text=(
            "We want new colleagues to find their feet sooner: somebody who knows the job talks with you"
            " for half an hour a week in your first month."
        ),
        participation=Participation.BOTH,
        eligibility=Eligibility(hired_within_days=14, roles=("new hire",)),
        places_wanted=13,
        others_start_after_weeks=None,
        made_on=starts[0] - timedelta(days=40),
        last_start_on=starts[-1],
        ramp=("revenue >= 600 in 7", "sales"),
    )


def _what_became(stage: Stage, programme: Programme, org: Organisation, starts: list[date]) -> Sold:
    codes = [hire_id(k) for k in range(org.n)]
    return sold_by(stage, programme, codes, [starts[int(k)] for k in org.training_class], org, effect=True, step=2)


def sold_by(
    stage: Stage,
    programme: Programme,
    codes: list[str],
    starts: list[date],
    org: Organisation,
    *,
    effect: bool,
    step: int,
) -> Sold:
    """What became of the people of `codes` under the draws of their programme."""
    drawn = {person_id for cohort in programme.cohorts.all() for person_id in mentored(cohort)}
    arm = np.array([stage.person[code] in drawn for code in codes])
    return realised(codes, starts, org, arm, effect=effect, step=step)


def realised(
    codes: list[str],
    starts: list[date],
    org: Organisation,
    drawn: NDArray[np.bool_],
    *,
    effect: bool,
    step: int,
    days: int = WATCHED,
) -> Sold:
    """Sales and exits of people after a draw, from their potential outcomes with and without a mentor."""
    curves = Planted(days, effect)
    gone = exits(org, curves, drawn)
    left = {
        code: start + timedelta(days=int(day))
        for code, start, day in zip(codes, starts, gone, strict=True)
        if day <= days
    }
    return Sold(codes, starts, sell(org, curves, drawn, np.random.default_rng([SEED, step])), left)


def quiet(stage: Stage, group: Group) -> tuple[Programme, Sold]:
    """Experienced people who met a peer for four weeks, with nothing to see in their revenue."""
    start = stage.days.quiet_start
    programme = set_up(
        stage,
        Design(
            template="worksheet",
            name="Peer weeks, experienced sellers",
            purpose=Purpose.PERFORMANCE,
            purpose_text="Two colleagues compare how they sell, with one sheet a week, so that good habits spread.",
            participation=Participation.MANDATORY,
            eligibility=Eligibility(roles=("sales",)),
            places_wanted=80,
            others_start_after_weeks=27,
            made_on=start - timedelta(days=45),
            last_start_on=start,
        ),
    )
    mentors = [mentor_id(number) for number in range(0, mentor_count(PEOPLE))]
    find_mentors(stage, programme, mentors, places=3, now=at(start - timedelta(days=30)))
    cohort = list_people(stage, programme, name="Spring", starts_on=start, made_on=start - timedelta(days=25))
    keep = {stage.person[code] for code in group.codes}
    _leave_others_out(stage, cohort.id, keep, start)
    fix_and_draw(
        stage,
        cohort,
        share=0.5,
        fixed_on=start - timedelta(days=10),
        drawn_on=start - timedelta(days=6),
        number="23 41 77",
    )
    pair_at_own_site(stage, cohort, taken={}, now=at(start - timedelta(days=3)))
    org = organisation(len(group.codes), np.random.default_rng([SEED, 3]))
    staying = replace(org, leaving=org.leaving * 0.3)  # people of some years stay longer than new hires do
    codes = list(group.codes)
    return programme, sold_by(stage, programme, codes, [start] * org.n, staying, effect=False, step=4)


def _leave_others_out(stage: Stage, cohort_id: UUID, keep: set[UUID], start: date) -> None:
    """Mentors are sellers too; they are on the list by their job and are left out with that reason."""
    from mentorlift.programmes.models import Cohort
    from mentorlift.programmes.services import leave_out

    cohort = Cohort.objects.get(id=cohort_id)
    for person_id in cohort.roster.exclude(person_id__in=keep).values_list("person_id", flat=True):
        leave_out(
            cohort=cohort,
            person_id=person_id,
            reason="is a mentor in this programme",
            actor_id=stage.actor.user_id,
            now=at(start - timedelta(days=20)),
        )


def held(programme: Programme, sold: Sold, stage: Stage, meets: dict[UUID, bool]) -> None:
    """The meetings of a programme that is over."""
    gone: dict[UUID, date | None] = {stage.person[code]: day for code, day in sold.exited_on.items()}
    sessions = Session.objects.filter(pair__programme=programme).select_related("pair").order_by("starts_at")
    hold(list(sessions), until=stage.days.today, meets=meets, gone_on=gone)
