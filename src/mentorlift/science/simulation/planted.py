"""What is planted: who gains how much on which day, and who stays how long. The one place with the numbers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WANTS_MENTOR = 0.30  # share who would say yes; assumed, it was not published
VOLUNTEER_LEVEL = 1.30  # what volunteers earn, as a multiple of the others
GAIN_EARLY, GAIN_LATE = 0.296, 0.272  # of those who would say no; volunteers gain nothing
NEVER_MEETS = 0.06  # share whose meetings do not take place; for them nothing changes, in sales or in staying
KNOTS = (0, 30, 60, 90, 180)
STAYING = (1.0, 0.80, 0.68, 0.60, 0.48)
STAYING_MENTORED = (1.0, 0.912, 0.74, 0.60, 0.48)
RAMP_START, RAMP_DAYS = 0.4, 60
LATE_FROM, EARLY_TO = 90, 60


@dataclass(frozen=True)
class Planted:
    """The curves over tenure days 0 .. days; with `effect` False a mentor changes nothing (an A/A programme)."""

    days: int
    effect: bool = True

    def staying(self) -> Floats:
        """Chance of being employed on each tenure day without a mentor, length days + 1."""
        return _curve(STAYING, self.days)

    def staying_mentored(self) -> Floats:
        """The same for those drawn to be mentored, whether they meet or not."""
        return _curve(STAYING_MENTORED, self.days) if self.effect else self.staying()

    def staying_meeting(self) -> Floats:
        """The same for those whose meetings do take place."""
        mixed = self.staying_mentored() - NEVER_MEETS * self.staying()
        return mixed / (1 - NEVER_MEETS)

    def ramp(self) -> Floats:
        """Level of sales over tenure, from 0.4 to 1 in 60 days."""
        return np.minimum(1.0, RAMP_START + (1 - RAMP_START) * np.arange(self.days) / RAMP_DAYS)

    def gain(self) -> Floats:
        """Relative gain per tenure day of a decliner who meets.

        Larger than 29.6 % by just as much as makes the gain of all employed decliners drawn to be mentored, with those
        who never meet among them, 29.6 % on every early day and 27.2 % on every late one.
        """
        if not self.effect:
            return np.zeros(self.days)
        drawn = np.interp(np.arange(self.days), [EARLY_TO - 1, LATE_FROM], [GAIN_EARLY, GAIN_LATE])
        meeting = (1 - NEVER_MEETS) * self.staying_meeting() / self.staying_mentored()
        return drawn / meeting[: self.days]


def exit_days(chance: Floats, staying: Floats) -> Ints:
    """First day no longer employed for each uniform number: employed on day t as long as `chance` < staying[t].

    Beyond the end of the curve the value is its length: still employed on the last day that is followed.
    """
    return np.searchsorted(-staying, -chance, side="left")


def _curve(shares: tuple[float, ...], days: int) -> Floats:
    """Log-linear between the knots, the last slope going on after day 180."""
    t = np.arange(days + 1)
    logs = np.log(shares)
    inside = np.interp(t, KNOTS, logs)
    slope = (logs[-1] - logs[-2]) / (KNOTS[-1] - KNOTS[-2])
    return np.exp(np.where(t > KNOTS[-1], logs[-1] + slope * (t - KNOTS[-1]), inside))
