"""Meetings that a circle has together: the same times for everybody in it, from the beginning and after a move."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mentorlift.mentorships.models import Pair, Session
from mentorlift.mentorships.queries.agreed import impossible_days
from mentorlift.mentorships.queries.circles import times_of_circles
from mentorlift.mentorships.queries.days import meeting_days
from mentorlift.mentorships.rules.times import weekly_plan, weeks_without
from mentorlift.people.queries import working_hours
from mentorlift.programmes.models import Programme


def plan_circles(pairs: Sequence[Pair], *, minutes: dict[int, int], usual: int, now: datetime, first_week: int) -> None:
    """Write the meetings of new pairs, all of the same programme and first day, mentor by mentor.

    Who joins a circle that meets already takes part from its next meeting on.
    """
    programme, by_mentor = pairs[0].programme, defaultdict(list)
    for pair in pairs:
        by_mentor[pair.mentor_id].append(pair)
    known = times_of_circles(programme, list(by_mentor), besides=pairs, now=now)
    rows: list[Session] = []
    for mentor_id, joined in by_mentor.items():
        meetings, begins = known.get(mentor_id, {}), joined[0].starts_on
        there = {n: one for n, one in meetings.items() if n >= first_week and one.starts_at.date() >= begins}
        if there:
            rows += [_like(one, pair, now) for _week, one in sorted(there.items()) for pair in joined]
        else:
            rows += _anew(programme, mentor_id, joined, minutes=minutes, usual=usual, now=now, first_week=first_week)
    Session.objects.bulk_create(rows)


def _like(one: Session, pair: Pair, now: datetime) -> Session:
    return Session(
        pair=pair,
        week=one.week,
        week_from=one.week_from,
        minutes=one.minutes,
        planned_at=one.planned_at,
        starts_at=one.starts_at,
        added_at=now,
    )


def _anew(
    programme: Programme,
    mentor_id: UUID,
    joined: Sequence[Pair],
    *,
    minutes: dict[int, int],
    usual: int,
    now: datetime,
    first_week: int,
) -> list[Session]:
    """Times inside the working days of all, on days that are open at the sites of all."""
    starts_on, people = joined[0].starts_on, [*(pair.protege_id for pair in joined), mentor_id]
    hours = working_hours(people, day=starts_on)
    off = meeting_days(programme, people, day=starts_on).off(*people, away=[mentor_id])
    cohort_id = joined[0].cohort_id
    first, *others = (hours[pair.protege_id] for pair in joined)
    plan = weekly_plan(
        weeks_without(off, starts_on, weeks=programme.weeks - first_week + 1),
        minutes=max(minutes.values(), default=usual),
        first=first,
        second=hours[mentor_id],
        others=others,
        impossible=impossible_days([cohort_id], people, day=starts_on)(cohort_id, *people),
    )
    return [
        Session(
            pair=pair,
            week=number + first_week - 1,
            week_from=week_from,
            minutes=minutes.get(number + first_week - 1, usual),
            planned_at=at,
            starts_at=at,
            added_at=now,
        )
        for number, week_from, at in plan
        for pair in joined
    ]
