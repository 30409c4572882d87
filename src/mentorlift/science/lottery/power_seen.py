"""When an effect is seen: the result calls it a gain, its intervals in money and in percent being above zero.

Both are Student's, with Satterthwaite's degrees of freedom over the samples, as the estimators have them. The percent
is the stricter of the two where few people are compared: its error grows with the gain.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from mentorlift.science.lottery.power_chances import Chances
from mentorlift.science.lottery.power_history import Bools, Floats

LARGEST_GAIN = 100.0  # a hundredfold; beyond it the answer is "none"
HALVINGS = 60
# treated and control side (runs,), and (variance, degrees of freedom) of what each interval rests on
Found = tuple[Floats, Floats, list[tuple[Floats, Floats]]]


class Comparable(Protocol):
    """A planned comparison, in one run or in many."""

    def at(self, gain: float) -> Found:
        """What is found with that gain (0.1: a tenth)."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """People to be drawn into one arm (of one stratum, of one branch), as a part of the planned difference.

    The difference is the sum of `weight` x mean over all samples. `gain`: how much of the effect its people have, so
    that the sum of weight x gain is 1. `units` will be drawn; `pool` (n,) marks the people of the history they are
    like, None for all. `chances` where they differ.
    """

    units: int
    weight: float
    gain: float = 0.0
    pool: Bools | None = None
    chances: Chances | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """That an effect is worked out with the share who say yes, as `people` who were asked show it.

    What is worked out is the effect on the others, and a percentage of their mean.
    """

    people: int
    share_yes: float

    def relative(self, variance: float) -> tuple[float, float]:
        """What not knowing the share adds to the variance of the effect, in squares of it, and in percent as well.

        `variance` of a unit's influence, in squares of the mean.
        """
        rest = 1 - self.share_yes
        share = self.share_yes / (self.people * rest)
        return share, share + variance / (self.people * rest)


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """The samples with their means and the variances of these (runs,) before any gain.

    `extra` as `Asked.relative`; `shaken` (runs,): by how many errors the share who say yes is off.
    """

    samples: Sequence[Sample]
    means: Sequence[Floats]
    variances: Sequence[Floats]
    extra: tuple[float, float] | None = None
    shaken: Floats | float = 0.0

    def at(self, gain: float) -> Found:
        """What is found with that gain; of what the intervals rest on the difference comes first.

        A percentage is above zero where the difference exceeds so many errors of
        treated - ratio x control, which come second.
        """
        top, bottom = np.zeros(1), np.zeros(1)
        parts = []
        for sample, mean, variance in zip(self.samples, self.means, self.variances, strict=True):
            factor = sample.weight * (1 + sample.gain * gain)
            top, bottom = (top + factor * mean, bottom) if factor > 0 else (top, bottom - factor * mean)
            parts.append((factor > 0, factor**2 * variance, max(sample.units - 1, 1)))
        plain = added([(variance, free) for _, variance, free in parts])
        if self.extra is not None:
            top = bottom + (top - bottom) * (1 + math.sqrt(self.extra[0]) * self.shaken)
            return top, bottom, [(plain[0] + (top - bottom) ** 2 * more, plain[1]) for more in self.extra]
        ratio = np.divide(top, bottom, out=np.ones(np.broadcast(top, bottom).shape), where=bottom > 0) ** 2
        percent, free = added([(variance * (1.0 if own else ratio), free) for own, variance, free in parts])
        return top, bottom, [plain, (of_percent(percent, bottom), free)]


def of_percent(variance: Floats, bottom: Floats) -> Floats:
    """Its variance, which has no end where what is compared with is nothing or less: there is no percentage then."""
    return np.where(bottom > 0, variance, np.inf)


def share_seen(found: Found, confidence: float) -> float:
    """The share of the runs in which the gain is seen."""
    from scipy.special import stdtrit

    top, bottom, errors = found
    seen = np.ones(1, dtype=bool)
    for variance, free in errors:
        seen = seen & (top - bottom > stdtrit(free, 0.5 + confidence / 2) * np.sqrt(variance))
    return float(seen.mean())


def expected(found: Found, confidence: float, power: float, *, ratio: bool = True) -> bool:
    """Whether the gain is seen with probability `power` around this one run, taken to be just as expected.

    In money the difference is taken as normal, in percent the logarithm of the `ratio` of the sides where it is theirs.
    """
    from scipy.special import stdtrit

    top, bottom, errors = found
    tail = 0.5 + confidence / 2
    for k, (variance, free) in enumerate(errors):
        level, further = float(stdtrit(free, tail)[0]), float(stdtrit(free, power)[0])
        error = math.sqrt(variance[0])
        if k == 0 or not ratio:
            seen = top[0] - bottom[0] >= (level + further) * error
        else:
            error /= top[0]
            seen = level * error < 1 and math.log(top[0] / bottom[0]) >= further * error - math.log1p(-level * error)
        if not seen:
            return False
    return True


def added(parts: Sequence[tuple[Floats, float]]) -> tuple[Floats, Floats]:
    """Sum of the variances and its degrees of freedom."""
    total = np.asarray(sum(variance for variance, _ in parts))
    spread = np.asarray(sum(variance**2 / free for variance, free in parts))
    return total, np.divide(total**2, spread, out=np.full(total.shape, math.inf), where=spread > 0)


def smallest(seen: Callable[[float], bool]) -> float | None:
    """The smallest gain from which on it is seen, by bisection; None beyond a hundredfold."""
    low, high = 0.0, LARGEST_GAIN
    if not seen(high):
        return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if seen(middle) else (middle, high)
    return high
