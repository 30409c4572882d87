"""Where the meetings of two people go when one of them is away: behind it, week by week. Pure."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from mentorlift.files.working_hours import WorkingHours
from mentorlift.mentorships.rules.times import BY_PREFERENCE, slot_on
from mentorlift.programmes.rules.calendar import WORKING_DAYS, ClosedDays

MOST_WEEKS = 104  # somebody away for longer keeps their times, so that they can be moved
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting that lies ahead: its week of the plan, the first day of the seven it belongs to, and its start."""

    week: int
    week_from: date
    starts_at: datetime
    minutes: int


def shifted(
    meetings: Sequence[Planned],
    *,
    off: ClosedDays,
    hours: Sequence[WorkingHours],
    now: datetime,
    avoid: Container[date] = frozenset(),
) -> list[Planned]:
    """The same meetings in order, each where it can be: one on a day `off.away` moves to another day of its week, or,
    where that has none, to the next week with one; the later ones make room. Nothing ever moves to an earlier week,
    and what nobody is away for stays where it is. `hours`: of everybody who meets, the protégé first; `avoid`: days
    taken only where a week has no other.

    Doing it again changes nothing.
    """
    found: list[Planned] = []
    zone, before = hours[0].zone, date.min
    for meeting in sorted(meetings, key=lambda one: one.week):
        week_from = max(meeting.week_from, before + _WEEK) if found else meeting.week_from
        day = meeting.starts_at.astimezone(zone).date()
        stays = week_from == meeting.week_from and day not in off.away
        moved = meeting if stays else _placed(meeting, week_from, off=off, hours=hours, now=now, avoid=avoid)
        found.append(moved)
        before = moved.week_from
    return found


def _placed(
    meeting: Planned,
    week_from: date,
    *,
    off: ClosedDays,
    hours: Sequence[WorkingHours],
    now: datetime,
    avoid: Container[date],
) -> Planned:
    for _week in range(MOST_WEEKS):
        at = _time_in(meeting, week_from, off=off, hours=hours, now=now, avoid=avoid)
        if at is not None:
            return replace(meeting, week_from=week_from, starts_at=at)
        week_from += _WEEK
    return meeting


def _time_in(
    meeting: Planned,
    week_from: date,
    *,
    off: ClosedDays,
    hours: Sequence[WorkingHours],
    now: datetime,
    avoid: Container[date],
) -> datetime | None:
    """On the same weekday at the same wall-clock time where that is open, else where a plan would put it."""
    zone = hours[0].zone
    local = meeting.starts_at.astimezone(zone)
    days = [week_from + timedelta(days=step) for step in range(7)]
    days = [day for day in days if day.weekday() in WORKING_DAYS and day not in off]
    for day in sorted(
        days, key=lambda day: (day in avoid, day.weekday() != local.weekday(), BY_PREFERENCE[day.weekday()])
    ):
        same = datetime.combine(day, local.time(), tzinfo=zone).astimezone(UTC)
        at = same if _suits(same, day, meeting, hours) else slot_on(day, *hours, minutes=meeting.minutes) or same
        if at > now:
            return at
    return None


def _suits(at: datetime, day: date, meeting: Planned, hours: Sequence[WorkingHours]) -> bool:
    end = at + timedelta(minutes=meeting.minutes)
    return all(start <= at and end <= latest for start, latest in (one.on(day) for one in hours))
