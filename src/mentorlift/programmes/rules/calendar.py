"""When the weeks of a cohort lie: from its first day on, closed days left out."""

from calendar import monthrange
from collections.abc import Collection, Container
from dataclasses import dataclass
from datetime import date, timedelta

WORKING_DAYS = frozenset(range(5))  # Monday to Friday
_WEEK = timedelta(days=7)
_MOST_CLOSED_WEEKS = 104


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Days on which some people do not meet: `dates` closed for all of them, the last `month_end` working days of each
    month, and days on which one of them is `away`. Ask with `day in`."""

    dates: frozenset[date] = frozenset()
    month_end: int = 0
    away: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day in self.dates or day in self.away or self._in_month_end(day))

    def _in_month_end(self, day: date) -> bool:
        """Counted over Monday to Friday without the closed dates, whoever is away."""
        if not self.month_end or not self._counts(day):
            return False
        rest = monthrange(day.year, day.month)[1] - day.day
        return sum(self._counts(day + timedelta(days=step)) for step in range(rest + 1)) <= self.month_end

    def _counts(self, day: date) -> bool:
        return day.weekday() in WORKING_DAYS and day not in self.dates


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
    closed: Container[date] = (),
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
