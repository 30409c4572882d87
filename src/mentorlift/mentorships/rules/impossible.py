"""Days on which a sales manager cannot do without somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

WORKING_DAYS = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Weekdays (0 = Monday) and single days; `day in days_off` for a day that is one of them."""

    weekdays: frozenset[int] = frozenset()
    dates: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day.weekday() in self.weekdays or day in self.dates)

    def __bool__(self) -> bool:
        return bool(self.weekdays or self.dates)

    @property
    def leaves_no_day(self) -> bool:
        """Every working day of every week is impossible: the hours are refused."""
        return self.weekdays >= WORKING_DAYS


NONE = DaysOff()


def together(several: Iterable[DaysOff]) -> DaysOff:
    """What is impossible for one of them is impossible for all."""
    found = list(several)
    return DaysOff(
        frozenset().union(*(one.weekdays for one in found)), frozenset().union(*(one.dates for one in found))
    )


def has_another_day(open_days: Iterable[date], impossible: DaysOff) -> bool:
    """Whether a week has an open day that is possible, so that nobody needs to meet on an impossible one."""
    return any(day not in impossible for day in open_days)
