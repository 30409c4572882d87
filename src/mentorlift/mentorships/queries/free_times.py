"""Three times that suit everybody who meets, within the week of a meeting."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from mentorlift.mentorships.models import Session
from mentorlift.mentorships.queries.agreed import impossible_days
from mentorlift.mentorships.queries.circles import others_in_circle, same_meeting
from mentorlift.mentorships.queries.days import MeetingDays, meeting_days
from mentorlift.mentorships.rules.free import Spell, free_on, offered
from mentorlift.people.queries import organisation_day, working_hours

LONGEST = timedelta(hours=4)  # of a meeting, as a programme's weeks allow


def people_of(session: Session) -> list[UUID]:
    """Everybody who meets then: the two, and in a circle the others as well."""
    pair = session.pair
    return [pair.protege_id, pair.mentor_id, *others_in_circle(pair).values_list("protege_id", flat=True)]


def days_of(session: Session) -> MeetingDays:
    """The days of everybody who meets then."""
    return meeting_days(session.pair.programme, people_of(session), day=session.week_from)


def free_times(session: Session, *, now: datetime) -> list[datetime]:
    """Up to three starts, in order; none where the week has no open day left or the working days do not overlap."""
    people = people_of(session)
    hours = working_hours(people, day=organisation_day(now))
    off = days_of(session).off(*people)
    week = [session.week_from + timedelta(days=step) for step in range(7)]
    cohort_id = session.pair.cohort_id
    impossible = impossible_days([cohort_id], people, day=session.week_from)(cohort_id, *people)
    days = [day for day in week if day.weekday() < 5 and day not in off and day not in impossible]
    ours = {session.id, *same_meeting(session).values_list("id", flat=True)}
    taken = _taken(people, session, besides=ours)
    first = hours[session.pair.protege_id]
    inside = [hours[one] for one in people]
    by_day = [free_on(day, inside, minutes=session.minutes, taken=taken, after=now) for day in days]
    return offered(by_day, like=session.starts_at, zone=first.zone)


def _taken(people: Collection[UUID], session: Session, *, besides: Collection[UUID]) -> list[Spell]:
    """Other meetings of any of these people around that week, in whatever programme."""
    theirs = Q(pair__protege__in=people) | Q(pair__mentor__in=people)
    around = (session.week_from - timedelta(days=1), session.week_from + timedelta(days=8))
    found = Session.objects.filter(theirs, dropped_at=None, starts_at__date__range=around).exclude(id__in=besides)
    times = found.values_list("starts_at", "minutes")
    return [Spell(at, at + min(timedelta(minutes=minutes), LONGEST)) for at, minutes in times]
