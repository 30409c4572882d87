"""When two people meet: weeks, working hours in two time zones, moves. Wall-clock times are of their zone."""

from collections.abc import Container, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mentorlift.files.working_hours import WorkingHours
from mentorlift.programmes.rules.calendar import ClosedDays, NoOpenWeek, SessionWeek, session_weeks

# Thursday first: late enough in the week to have something to tell, and a day to spare.
BY_PREFERENCE = {3: 0, 2: 1, 1: 2, 4: 3, 0: 4, 5: 5, 6: 6}
PREFERRED_TIME = time(14, 0)
STEP = timedelta(minutes=30)


class MoveFault(StrEnum):
    """Why a meeting cannot move to a time."""

    OUTSIDE_WEEK = "outside_week"
    PAST = "past"
    CLOSED = "closed"


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
    impossible: Container[date] = frozenset(),
) -> list[tuple[int, date, datetime]]:
    """One meeting for each of `weeks`: (week number, first day of that week, start in UTC).

    Days that a sales manager called `impossible` are left out where the week has others. Where the working days do not
    overlap, the meeting is put at the first person's two o'clock: better a time to move than none.
    """
    plan = []
    for week in weeks:
        spared = [day for day in week.open_days if day not in impossible] or list(week.open_days)
        days = sorted(spared, key=lambda day: (BY_PREFERENCE[day.weekday()], day))
        slots = [slot for day in days if (slot := slot_on(day, first, second, *others, minutes=minutes))]
        fallback = datetime.combine(days[0], PREFERRED_TIME, tzinfo=first.zone).astimezone(UTC)
        plan.append((week.number, week.from_on, slots[0] if slots else fallback))
    return plan


def weeks_without(off: ClosedDays, starts_on: date, *, weeks: int) -> list[SessionWeek]:
    """The weeks of two people: one in which they have no day at all is skipped. Of somebody who is away for years the
    days away are left aside, so that there are times to be moved."""
    try:
        return session_weeks(starts_on, weeks=weeks, closed=off)
    except NoOpenWeek:
        return session_weeks(starts_on, weeks=weeks, closed=ClosedDays(off.dates, off.month_end))


def wall_time(day: date, at: time, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) of a wall-clock time: None for one the clocks skip, the first of one they repeat."""
    instant = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
    exists = instant.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, at)
    return instant if exists else None


def move_fault(
    *, to_at: datetime, now: datetime, week_from: date, zone: ZoneInfo, closed: Container[date] = frozenset()
) -> MoveFault | None:
    """What is wrong with a new time: it must lie ahead, in the seven days from `week_from` in `zone`, on no `closed`
    day."""
    day = to_at.astimezone(zone).date()
    if not week_from <= day <= last_day(week_from):
        return MoveFault.OUTSIDE_WEEK
    if to_at <= now:
        return MoveFault.PAST
    return MoveFault.CLOSED if day in closed else None


def last_day(week_from: date) -> date:
    """The seventh day of a week."""
    return week_from + timedelta(days=6)
