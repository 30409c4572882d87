"""Pairs that meet in one week alone, because everybody meets somebody else in the next."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.mentorships.messages import announce_weeks
from mentorlift.mentorships.models import Pair, Session, Source
from mentorlift.mentorships.policies import may_pair
from mentorlift.mentorships.queries.agreed import impossible_days
from mentorlift.mentorships.queries.days import closed_at
from mentorlift.mentorships.rules.times import weekly_plan
from mentorlift.mentorships.services.faults import UnableToPair
from mentorlift.mentorships.services.pairs import present_questions, refuse_when_ended
from mentorlift.mentorships.services.schedule import USUAL_MINUTES
from mentorlift.people.queries import facts_on, working_hours
from mentorlift.programmes.models import Programme, ProgrammeWeek
from mentorlift.programmes.rules.calendar import WORKING_DAYS, ClosedDays, SessionWeek, session_weeks

A_WEEK = timedelta(days=7)


class WeeklyPair(NamedTuple):
    """Two who meet in the week that begins on `from_on`, week `number` of the intake."""

    cohort_id: UUID
    protege_id: UUID
    mentor_id: UUID
    number: int
    from_on: date


def open_weekly_pairs(*, programme: Programme, pairs: Sequence[WeeklyPair], actor: Actor, now: datetime) -> list[Pair]:
    """Open all `pairs` with their one meeting each, and write to everybody once; or none of them.

    Whether people take part, are free and may be paired is the caller's to check. Raises UnableToPair.
    """
    if not may_pair(actor):
        raise UnableToPair([_("Only a programme manager can pair people.")])
    refuse_when_ended(programme)
    try:
        with transaction.atomic():
            questions = present_questions(programme)
            opened = Pair.objects.bulk_create(
                Pair(
                    programme=programme,
                    cohort_id=one.cohort_id,
                    protege_id=one.protege_id,
                    mentor_id=one.mentor_id,
                    question_set=questions,
                    source=Source.DRAFT,
                    starts_on=one.from_on,
                    week=one.number,
                    created_at=now,
                    created_by=actor.user_id,
                )
                for one in pairs
            )
            Session.objects.bulk_create(_sessions(programme, opened, now=now))
            announce_weeks(opened, now=now, actor_id=actor.user_id)
            record(
                actor_id=actor.user_id,
                action="mentorships.open_pairs",
                subject=f"programme:{programme.id}",
                now=now,
                ids={"pairs": [pair.id for pair in opened], "source": Source.DRAFT},
            )
    except IntegrityError:
        raise UnableToPair([_("Somebody published weeks of this programme a moment ago. Make a new draft.")]) from None
    return opened


def _sessions(programme: Programme, opened: Sequence[Pair], *, now: datetime) -> list[Session]:
    """One meeting for each pair, inside its week and the working days of both."""
    minutes = dict(ProgrammeWeek.objects.filter(programme=programme).values_list("number", "minutes"))
    closed, first = closed_at(programme), min(pair.starts_on for pair in opened)
    people = {person for pair in opened for person in (pair.protege_id, pair.mentor_id)}
    hours = working_hours(people, day=first)
    sites = {facts.person_id: facts.site for facts in facts_on(first, person_ids=people)}
    impossible = impossible_days({pair.cohort_id for pair in opened}, people, day=first)
    found = []
    for pair in opened:
        days_off = closed(sites.get(pair.protege_id, ""), sites.get(pair.mentor_id, ""))
        length = minutes.get(pair.week or 0, USUAL_MINUTES)
        plan = weekly_plan(
            [_week_of(pair.starts_on, days_off)], minutes=length, first=hours[pair.protege_id],
            second=hours[pair.mentor_id], impossible=impossible(pair.cohort_id, pair.protege_id, pair.mentor_id),
        )  # fmt: skip
        found += [
            Session(
                pair=pair,
                week=pair.week,
                week_from=pair.starts_on,
                minutes=length,
                planned_at=at,
                starts_at=at,
                added_at=now,
            )
            for _number, _from, at in plan
        ]
    return found


def _week_of(from_on: date, closed: ClosedDays) -> SessionWeek:
    """The week with its open days; all working days where the two sites leave none in common."""
    (week,) = session_weeks(from_on, weeks=1, closed=closed)
    if week.from_on == from_on:
        return week
    days = (from_on + timedelta(days=step) for step in range(7))
    return SessionWeek(1, from_on, from_on + A_WEEK, tuple(day for day in days if day.weekday() in WORKING_DAYS))
