"""When the weeks of a cohort lie: from its first day on, closed days left out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

WORKING_DAYS = frozenset(range(5))  # Monday to Friday
_WEEK = timedelta(days=7)
_MOST_CLOSED_WEEKS = 104


@dataclass(frozen=True, slots=True)
class SessionWeek:
    """One week in which a pair meets once: half-open, with the days on which it can."""

    number: int
    from_on: date
    until_on: date
    open_days: tuple[date, ...]


class NoOpenWeek(Exception):
    """Two years of closed weeks in a row: the calendar cannot be meant."""


def session_weeks(
    starts_on: date,
    *,
    weeks: int,
    closed: Collection[date] = (),
    working_days: Collection[int] = WORKING_DAYS,
) -> list[SessionWeek]:
    """`weeks` weeks of seven days from `starts_on`; a week without any open working day is skipped, not counted.

    A week that is half closed still counts: the pair meets on one of its `open_days`. NoOpenWeek after 104
    skipped weeks.
    """
    found: list[SessionWeek] = []
    from_on, skipped = starts_on, 0
    while len(found) < weeks:
        days = [from_on + timedelta(days=step) for step in range(7)]
        usable = tuple(day for day in days if day.weekday() in working_days and day not in closed)
        if usable:
            found.append(SessionWeek(len(found) + 1, from_on, from_on + _WEEK, usable))
        else:
            skipped += 1
            if skipped > _MOST_CLOSED_WEEKS:
                raise NoOpenWeek(f"every day from {starts_on} on is closed for {skipped} weeks; open some")
        from_on += _WEEK
    return found
