"""When a meeting is reminded of, and when it is asked what became of it."""

from datetime import datetime, timedelta

SATURDAY = 5
TOO_LATE = timedelta(minutes=30)  # before the meeting
ASKED_AFTER = timedelta(hours=18)  # after its end: the next working day in most places
ASKED_WITHIN = timedelta(days=6)  # after that nobody remembers, and it stands on Today all the same


def remind_at(starts_at: datetime) -> datetime:
    """The same time of the working day before; `starts_at` on the clock of the reader."""
    day = starts_at - timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    return day


def is_due(starts_at: datetime, *, known_at: datetime, now: datetime) -> bool:
    """Whether to remind now. Whoever learned the time (`known_at`) after that moment has just been told."""
    due = remind_at(starts_at)
    return known_at < due <= now < starts_at - TOO_LATE
