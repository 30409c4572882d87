"""Who got a mentor in which calendar period, and what everybody did in each: the shape of a staggered start."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .comparison import unit_of_error
from .data import Floats, Ints, Panel, Units
from .estimate import NotEstimable

DAYS_A_PERIOD = 7  # calendar weeks from Monday on, where outcomes have dates
BLOCK = 4096  # people laid out on the calendar at once


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """`y` (n, T): mean per day with a value of each person in each calendar period, nan where there is none.

    `group` (n,): the period in which the person's mentoring began, T (beyond the last) where it did not. Days of
    that period before the beginning are left out. `unit`: dense unit of error. `first`: calendar number of period 0
    (a Monday's ordinal, or the period itself); `length`: days in a period.
    """

    y: Floats
    group: Ints
    unit: Ints
    first: int
    length: int

    @property
    def periods(self) -> int:
        return int(self.y.shape[1])

    @property
    def groups(self) -> list[int]:
        """The periods in which anybody began and before which there is a period, in order."""
        return [int(g) for g in np.unique(self.group) if 0 < g < self.periods]

    def size(self, group: int) -> int:
        return int((self.group == group).sum())

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Every (group, period) but the one before the group's beginning, against which all is measured."""
        for group in self.groups:
            for period in range(self.periods):
                if period != group - 1:
                    yield group, period

    def covered(self, span: tuple[int, int]) -> range:
        """Periods since the beginning that lie wholly in [start, stop) days (or periods) since then."""
        return range(-(-span[0] // self.length), span[1] // self.length)


def adoption(units: Units, panel: Panel) -> Adoption:
    """Lays everybody drawn or compared (arm >= 0) out on the calendar.

    A person of a treated arm begins on `served_day`, without one at the start; one of the control on `served_day`, or
    never. Raises NotEstimable without dates, without a beginning, or where nobody is there to compare with.
    """
    if units.started is None:
        raise NotEstimable("the starts have no dates, so who began before whom is not known")
    people = np.flatnonzero(units.arm >= 0)
    began = np.where((units.arm > 0) & np.isinf(units.served_day), 0.0, units.served_day)[people]
    began = began + units.started[people]
    length = 1 if panel.periods else DAYS_A_PERIOD
    dates = units.started[people] + panel.first_day
    if not people.size or not np.isfinite(began).any():
        raise NotEstimable("nobody has a day on which mentoring began")
    first, last = _reach(panel, people, dates)
    first = first if panel.periods else first - (first - 1) % 7  # ordinal 1 was a Monday
    count = (last - first) // length + 1
    y = np.full((len(people), count), np.nan)
    for start in range(0, len(people), BLOCK):
        rows = slice(start, start + BLOCK)
        y[rows] = _laid_out(panel.y[people[rows]], dates[rows] - first, began[rows] - first, length, count)
    beyond = ~(began - first < count * length)
    group = np.where(beyond, count, np.floor(np.where(beyond, 0, began - first) / length)).astype(np.int64)
    found = Adoption(
        y=y,
        group=np.maximum(group, -1),
        unit=np.unique(unit_of_error(units)[people], return_inverse=True)[1],
        first=first,
        length=length,
    )
    if not found.groups:
        raise NotEstimable("nobody has figures from before their mentoring began")
    if len(np.unique(found.group)) < 2:
        raise NotEstimable("everybody began at the same time, so nobody is left to compare with")
    return found


def _reach(panel: Panel, people: Ints, dates: Ints) -> tuple[int, int]:
    """First and last calendar number on which anybody has a value."""
    there = np.isfinite(panel.y[people]) if len(people) < len(panel.y) else np.isfinite(panel.y)
    some = np.flatnonzero(there.any(axis=1))
    if not some.size:
        raise NotEstimable("nobody has a value")
    width = there.shape[1]
    first = dates[some] + there[some].argmax(axis=1)
    last = dates[some] + width - 1 - there[some][:, ::-1].argmax(axis=1)
    return int(first.min()), int(last.max())


def _laid_out(y: Floats, offset: Ints, began: Floats, length: int, count: int) -> Floats:
    """Means per person and period of daily rows that begin `offset` days after period 0."""
    day = offset[:, None] + np.arange(y.shape[1])
    there = np.isfinite(y) & (day >= 0) & (day < count * length)
    with np.errstate(invalid="ignore"):
        there &= ~((day < began[:, None]) & (day // length == began[:, None] // length))
    cell = (np.arange(len(y))[:, None] * count + day // length)[there]
    days = np.bincount(cell, minlength=len(y) * count)
    total = np.bincount(cell, weights=y[there], minlength=len(y) * count)
    return np.divide(total, days, out=np.full(len(days), np.nan), where=days > 0).reshape(len(y), count)
