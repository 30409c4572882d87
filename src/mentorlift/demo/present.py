"""Five programmes that are under way: running, drawn, choosing, asking for wishes, being set up."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
from django.utils import timezone

from mentorlift.accounts.actors import Actor
from mentorlift.demo.choosing import let_choose, mentor_codes
from mentorlift.demo.days import Days, at
from mentorlift.demo.directory import SEED, Group
from mentorlift.demo.endings import enter_costs
from mentorlift.demo.hours import REFUSED, ask_for_hours, change_of_mind
from mentorlift.demo.meetings import hold, pair_at_own_site
from mentorlift.demo.past import Sold, sold_by
from mentorlift.demo.profiles import fill_profiles, say_aims
from mentorlift.demo.stage import Design, Stage, ask, come_forward, find_mentors, fix_and_draw, list_people, set_up
from mentorlift.demo.talk import SAID
from mentorlift.draws.models import Draw
from mentorlift.draws.services import tell_people
from mentorlift.matching.queries.pool import columns_here
from mentorlift.matching.rules import first_policy, toml_of
from mentorlift.matching.services import ask_for_draft, write_policy
from mentorlift.mentorships.models import Pair, Session
from mentorlift.mentorships.queries.questions import questions_for
from mentorlift.mentorships.services import say_away
from mentorlift.mentorships.services.sheets import answer_sheet, save_sheet
from mentorlift.people.queries import organisation_day
from mentorlift.programmes import services
from mentorlift.programmes.models import Cohort, Participation, Programme, Purpose
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.science.simulation.organisation import organisation
from mentorlift.science.simulation.staff import mentor_id

WELCOME = "Your first weeks decide how quickly you feel at home. Somebody who knows the job goes through them with you."


def _design(days: Days, *, name: str, start: date, participation: str, places: int) -> Design:
    return Design(
        template="onboarding",
        name=name,
        purpose=Purpose.RAMP_UP,
        purpose_text=WELCOME,
        participation=participation,
        eligibility=Eligibility(hired_within_days=6, roles=("new hire",)),
        places_wanted=places,
        others_start_after_weeks=26,
        made_on=min(start, days.monday) - timedelta(days=40),
        last_start_on=start,
    )


def _opened(
    stage: Stage,
    start: date,
    *,
    asked_on: date,
    listed_on: date,
    mentors: Sequence[str],
    silent: int = 0,
    **design: Any,
) -> tuple[Programme, Cohort]:
    """A class's programme, open, with `mentors` (codes) asked on `asked_on` and its list made on `listed_on`."""
    programme = set_up(stage, _design(stage.days, start=start, **design))
    find_mentors(stage, programme, mentors, places=1, now=at(asked_on), silent=silent)
    # where wishes are still open somebody takes a break just then, and nobody misses them yet
    fill_profiles(programme, now=at(asked_on), paused_from=start if silent else None)
    cohort = list_people(stage, programme, name=_class_of(start, stage.days), starts_on=start, made_on=listed_on)
    say_aims(cohort, said_on=listed_on)
    return programme, cohort


def _class_of(start: date, days: Days) -> str:
    """By the month where it runs already, by the day where several classes are still ahead."""
    return f"Class of {start:%B}" if start < days.today else f"Class of {start:%-d %B}"


def running(stage: Stage, group: Group) -> tuple[Programme, Sold]:
    """In its third week: two meetings behind them, sheets shared, advice waiting to be told how it went."""
    start = stage.days.running_start
    programme, cohort = _opened(
        stage,
        start,
        name=f"Onboarding, {start:%B} class",
        participation=Participation.MANDATORY,
        places=18,
        mentors=[mentor_id(number) for number in range(24)],
        asked_on=start - timedelta(days=30),
        listed_on=start - timedelta(days=20),
    )
    fix_and_draw(
        stage,
        cohort,
        share=0.5,
        fixed_on=start - timedelta(days=10),
        drawn_on=start - timedelta(days=6),
        number="08 19 52",
        impossible={0: ([4], []), 2: ([0, 1], [])},
    )
    tell_people(draw=Draw.objects.get(cohort=cohort), actor_id=stage.actor.user_id, now=at(start - timedelta(days=5)))
    pairs = pair_at_own_site(stage, cohort, taken={}, now=at(start - timedelta(days=4)))
    sessions = list(
        Session.objects.filter(pair__in=pairs).select_related("pair").order_by("starts_at", "pair__protege_id")
    )
    hold(sessions, until=stage.days.today, meets={}, gone_on={})
    _write_sheets(sessions, pairs, today=stage.days.today)
    enter_costs(stage, programme, mentor_hour_cost=Decimal(52))
    _a_day_becomes_impossible(cohort, sessions, today=stage.days.today)
    org = organisation(len(group.codes), np.random.default_rng([SEED, 5]))
    sold = sold_by(stage, programme, list(group.codes), [start] * org.n, org, effect=True, step=6)
    return programme, Sold(sold.codes, sold.starts, sold.days, {})


def away_next_week(running: Programme, *, besides: Pair) -> None:
    """A mentor of another pair says that they are away in the week after this one; the meeting moves behind it."""
    today = timezone.localdate()
    first = today + timedelta(days=7 - today.weekday())
    pair = (
        Pair.objects.filter(programme=running, ended_at=None)
        .exclude(mentor=besides.mentor_id)
        .order_by("protege_id")[0]
    )
    actor = Actor(user_id=str(pair.mentor_id), person_id=pair.mentor_id)
    say_away(from_on=first, to_on=first + timedelta(days=7), actor=actor, now=timezone.now())


def _a_day_becomes_impossible(cohort: Cohort, sessions: list[Session], *, today: date) -> None:
    """A manager finds after the draw that the day of some meetings ahead is impossible; the clash is said."""
    ahead = [one for one in sessions if organisation_day(one.starts_at) > today]
    if ahead:
        change_of_mind(cohort, dates=[organisation_day(ahead[0].starts_at)], said_on=today - timedelta(days=1))


def _write_sheets(sessions: list[Session], pairs: list[Pair], *, today: date) -> None:
    """Everybody has written for the meetings behind them; for the next one some have."""
    number = {pair.id: place for place, pair in enumerate(pairs)}
    for session in sessions:
        place = number[session.pair_id]
        is_past = organisation_day(session.starts_at) < today
        if not is_past and (session.week or 0) > 3:
            continue
        if is_past or place % 2 == 0:
            _write(session, session.pair.mentor_id, place)
        if is_past or place % 3 == 2:
            _write(session, session.pair.protege_id, place)


def _write(session: Session, person_id: UUID, place: int) -> None:
    actor = Actor(user_id=str(person_id), person_id=person_id)
    when = session.starts_at - timedelta(hours=20)
    by_mentor = person_id == session.pair.mentor_id
    texts = {
        str(question.id): SAID[by_mentor].get(question.kind, ("",))[place % 3 : place % 3 + 1][0]
        for question in questions_for(session, person_id)
        if SAID[by_mentor].get(question.kind)
    }
    save_sheet(session=session, texts=texts, actor=actor, now=when)
    answer_sheet(session=session, actor=actor, now=when + timedelta(minutes=6))


def drawn(stage: Stage) -> Programme:
    """Drawn yesterday, starting next week; mentors said yes, the pairs are still to be made."""
    start, today = stage.days.drawn_start, stage.days.today
    programme, cohort = _opened(
        stage,
        start,
        name=f"Onboarding, class of {start:%-d %B}",
        participation=Participation.MANDATORY,
        places=15,
        mentors=[mentor_id(number) for number in range(20, 46)],
        asked_on=today - timedelta(days=20),
        listed_on=today - timedelta(days=15),
    )
    fix_and_draw(
        stage,
        cohort,
        share=0.5,
        fixed_on=today - timedelta(days=5),
        drawn_on=today - timedelta(days=1),
        number="12 34 88",
    )
    columns = columns_here(cohort, "now", on=cohort.starts_on)
    policy = write_policy(
        programme=programme,
        toml=toml_of(first_policy(columns, lottery=today.isoformat())),
        actor=stage.actor,
        now=timezone.now(),
    )
    ask_for_draft(cohort=cohort, group="now", policy=policy, actor=stage.actor, now=timezone.now())
    return programme


def choosing(stage: Stage, *, asked: UUID) -> UUID:
    """Drawn three days ago; whoever is mentored now asks a mentor. Returns somebody who has not asked yet."""
    start, today = stage.days.choosing_start, stage.days.today
    _programme, cohort = _opened(
        stage,
        start,
        name=f"Onboarding, class of {start:%-d %B}",
        participation=Participation.MANDATORY,
        places=7,
        mentors=mentor_codes(stage, asked),
        asked_on=today - timedelta(days=16),
        listed_on=today - timedelta(days=11),
    )
    return let_choose(stage, cohort, asked=asked)


def wishes(stage: Stage, group: Group, *, silent: Collection[UUID]) -> Programme:
    """Asked three days ago, open until the end of the week; managers but the `silent` have agreed to the hours."""
    start, today = stage.days.wishes_start, stage.days.today
    programme, cohort = _opened(
        stage,
        start,
        name=f"Onboarding, class of {start:%-d %B}",
        participation=Participation.VOLUNTARY,
        places=10,
        mentors=[mentor_id(number) for number in range(46, 66)],
        silent=6,
        asked_on=today - timedelta(days=9),
        listed_on=today - timedelta(days=6),
    )
    come_forward(programme, stage.person[mentor_id(80)], now=at(today - timedelta(days=4)))
    ask_for_hours(
        cohort, asked_on=today - timedelta(days=2), actor_id=stage.actor.user_id, impossible={0: REFUSED}, silent=silent
    )
    said = dict(zip(group.codes, ("yes", "yes", None, "no", "yes", None, "yes", "no") * 4, strict=False))
    ask(
        stage, cohort, asked_on=today - timedelta(days=3), closes_on=today + timedelta(days=4), answers=said.__getitem__
    )
    return programme


def being_set_up(stage: Stage) -> Programme:
    """Begun this week: a purpose and people, no plan and no list; the end of each month stays free of meetings."""
    made = set_up(
        stage,
        Design(
            template="reverse",
            name="Digital selling, the other way round",
            purpose=Purpose.PERFORMANCE,
            purpose_text="Younger colleagues show experienced sellers how they find and win customers online.",
            participation=Participation.VOLUNTARY,
            eligibility=Eligibility(roles=("sales",)),
            places_wanted=20,
            others_start_after_weeks=26,
            made_on=stage.days.today - timedelta(days=2),
            last_start_on=stage.days.monday + timedelta(weeks=6),
        ),
        plan=False,
    )
    services.keep_month_end_free(programme=made, days=2, actor_id=stage.actor.user_id, now=timezone.now())
    return made
