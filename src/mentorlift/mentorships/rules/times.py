"""When two people meet: weeks, working hours in two time zones, moves. Wall-clock times are of their zone."""

from collections.abc import Container, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mentorlift.files.working_hours import WorkingHours
from mentorlift.programmes.rules.calendar import SessionWeek

# Thursday first: late enough in the week to have something to tell, and a day to spare.
BY_PREFERENCE = {3: 0, 2: 1, 1: 2, 4: 3, 0: 4, 5: 5, 6: 6}
PREFERRED_TIME = time(14, 0)
STEP = timedelta(minutes=30)


class MoveFault(StrEnum):
    """Why a meeting cannot move to a time."""

    OUTSIDE_WEEK = "outside_week"
    PAST = "past"


def slot_on(
    day: date, first: WorkingHours, second: WorkingHours, *others: WorkingHours, minutes: int
) -> datetime | None:
    """A start on `day` (in the first person's zone) inside the working days of all, nearest to two o'clock."""
    days = [hours.on(day) for hours in (first, second, *others)]
    start = max(begins for begins, _ends in days)
    latest = min(ends for _begins, ends in days) - timedelta(minutes=minutes)
    if latest < start:
        return None
    wished = datetime.combine(day, PREFERRED_TIME, tzinfo=first.zone).astimezone(UTC)
    steps = int((latest - start) / STEP)
    return min((start + STEP * step for step in range(steps + 1)), key=lambda at: (abs(at - wished), at))


def weekly_plan(
    weeks: Iterable[SessionWeek],
    *,
    minutes: int,
    first: WorkingHours,
    second: WorkingHours,
    others: Sequence[WorkingHours] = (),
    away: Container[date] = frozenset(),
    impossible: Container[date] = frozenset(),
) -> list[tuple[int, date, datetime]]:
    """One meeting for each of `weeks`: (week number, first day of that week, start in UTC).

    Days on which the mentor is `away`, and those that a sales manager called `impossible`, are left out where the
    week has others; where one of the two has to give way, the mentor is there. Where the working days do not
    overlap, the meeting is put at the first person's two o'clock: better a time to move than none.
    """
    plan = []
    for week in weeks:
        there = [day for day in week.open_days if day not in away] or list(week.open_days)
        spared = [day for day in there if day not in impossible] or there
        days = sorted(spared, key=lambda day: (BY_PREFERENCE[day.weekday()], day))
        slots = [slot for day in days if (slot := slot_on(day, first, second, *others, minutes=minutes))]
        fallback = datetime.combine(days[0], PREFERRED_TIME, tzinfo=first.zone).astimezone(UTC)
        plan.append((week.number, week.from_on, slots[0] if slots else fallback))
    return plan


def wall_time(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) of a wall-clock time: None for one the clocks skip, the first of one they repeat."""
    instant = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    exists = instant.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, at)
    return instant if exists else None


def move_fault(*, to_at: datetime, now: datetime, week_from: date, zone: ZoneInfo) -> MoveFault | None:
    """What is wrong with a new time: it must lie ahead, in the seven days from `week_from` in `zone`."""
    day = to_at.astimezone(zone).date()
    if not week_from <= day <= last_day(week_from):
        return MoveFault.OUTSIDE_WEEK
    return MoveFault.PAST if to_at <= now else None


def last_day(week_from: date) -> date:
    """The seventh day of a week."""
    return week_from + timedelta(days=6)
