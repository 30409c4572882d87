"""What an estimator is given: the roster as arrays, and one outcome as a person-by-tenure-day matrix."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# redraws(first, count) gives arm codes, shape (count, n), in the order of the `Units` they belong to; row k
# depends on the lottery and on first + k only, so that blocks of any size give the same redraws.
Codes = NDArray[np.int8]
Redraws = Callable[[int, int], Codes]


@dataclass(frozen=True, kw_only=True)
class Units:
    """The people of one branch in roster order; every array has length n.

    `arm`: index into `arms` (0 = control, 1.. = treated arms), -1 where the person was not drawn.
    `stratum`, `cluster`, `mentor`: dense codes from 0; `mentor` and `cluster` -1 where there is none.
    `wish`: 1 yes, 0 no, -1 no answer or not asked. `dose`: sessions held, nan where unknown.
    `exit_day`: first tenure day no longer employed, inf if still employed.
    `observed_day`: first tenure day that lies beyond the data (days since start that are observed).
    `served_day`: tenure day from which a person of the later arm has a mentor because that arm starts, inf if never: no
    window that ends after the first of them is answered. `crossed_day`: the same of a person who was given one alone,
    against the draw; such a person stays in the arm and is counted, and thins the difference. None where nobody was.
    `started`: calendar day of tenure day 0 (a proleptic ordinal, or the period): started + d is a date.
    `chance`: (n, arms) each person's chance of each arm where chances differ, nan for who was not drawn; None where
    within a stratum everybody's are the same.
    `team`: dense codes of who works together, -1 where unknown; needed for spill-over only.
    `groups`: by roster column the group of each person, in words; of every column somebody wants to compare groups by.
    `pool`: dense codes of the people among whom mentors were drawn with equal chances, None where they were not.
    """

    arms: tuple[str, ...]
    arm: Ints
    stratum: Ints
    cluster: Ints
    mentor: Ints
    wish: Ints
    dose: Floats
    exit_day: Floats
    observed_day: Floats
    served_day: Floats
    started: Ints | None = None
    team: Ints | None = None
    crossed_day: Floats | None = None
    chance: Floats | None = None
    covariates: dict[str, Floats] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pool: Ints | None = None
    branch: str = ""

    @property
    def inverse(self) -> Floats:
        """One over everybody's chance of the arm they are in, (n,); 1 where chances are equal or nobody was drawn."""
        if self.chance is None:
            return np.ones(self.n)
        own = self.chance[np.arange(self.n), np.maximum(self.arm, 0)]
        return np.where((self.arm >= 0) & np.isfinite(own), 1 / own, 1.0)

    @property
    def n(self) -> int:
        return len(self.arm)


@dataclass(frozen=True, kw_only=True)
class Alike:
    """What a rerandomised draw was accepted by: `columns` (n, k) in the order of `Units`, and the threshold."""

    columns: Floats
    threshold: float


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One outcome per person and tenure day.

    `y[i, t]` is the outcome of person i on tenure day `first_day + t`; nan where the day does not count for
    that person (not a working day, not employed, on leave, not observed, or absent by the plan). Zero-filling
    has been done before. `weight`: same shape, the outcomes' own `weight` column where the plan names it.
    `periods`: columns are numbered periods of the outcomes instead of days (a "week" is then one period).
    `limit`: what every day was limited to, None where the plan sets no limit.
    """

    outcome: str
    first_day: int
    y: Floats
    weight: Floats | None = None
    periods: bool = False
    limit: float | None = None
    gaps: Bools | None = None

    def window(self, start: int, stop: int) -> Floats:
        """Columns of tenure days [start, stop), half-open; days outside the matrix are nan. Not to be written to."""
        first, last = start - self.first_day, stop - self.first_day
        if 0 <= first <= last <= self.y.shape[1]:
            out = self.y[:, first:last]  # a look at the matrix, no copy: it may be most of the memory there is
        else:
            out = np.full((self.y.shape[0], stop - start), np.nan)
            wanted = np.arange(first, last)
            inside = (wanted >= 0) & (wanted < self.y.shape[1])
            out[:, inside] = self.y[:, wanted[inside]]
        out.flags.writeable = False
        return out

    def days(self, start: int, stop: int) -> Ints:
        """For each person how many days of the window [start, stop) count, (n,)."""
        return np.asarray(np.isfinite(self.window(start, stop)).sum(axis=1))

    def count(self, start: int, stop: int, people: Ints) -> int:
        """How many days of the window count for these people together."""
        return int(np.isfinite(self.window(start, stop)[people]).sum())

    def total(self, start: int, stop: int) -> Floats:
        """Sum over the window per person, nothing counting as zero, (n,)."""
        return np.asarray(np.nansum(self.window(start, stop), axis=1))
