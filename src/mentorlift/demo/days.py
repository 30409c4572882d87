"""When everything in the demo happens, counted from the day it is loaded."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from mentorlift.science.simulation.organisation import CLASSES, first_day

FOLLOWED = 180  # days in the longest window


@dataclass(frozen=True)
class Days:
    """First days of every programme; Mondays, so that weeks begin with the week."""

    today: date

    @property
    def year(self) -> int:
        """The last year whose December class has been followed for six months."""
        last = first_day(CLASSES - 1, self.today.year - 1)
        return self.today.year - (1 if last + timedelta(days=FOLLOWED) < self.today else 2)

    @property
    def monday(self) -> date:
        """The Monday nearest to today, so that whatever the weekday somebody has a meeting ahead in the third week."""
        return self.today - timedelta(days=(self.today + timedelta(days=3)).weekday() - 3)

    @property
    def quiet_start(self) -> date:
        return self.monday - timedelta(weeks=38)

    @property
    def running_start(self) -> date:
        return self.monday - timedelta(weeks=2)

    @property
    def drawn_start(self) -> date:
        return self.monday + timedelta(weeks=1)

    @property
    def choosing_start(self) -> date:
        return self.monday + timedelta(weeks=2)

    @property
    def wishes_start(self) -> date:
        return self.monday + timedelta(weeks=3)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of a day."""
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)
