"""Power of a lottery with unequal chances: those whose chance was small speak for many."""

from dataclasses import dataclass, replace

import numpy as np

from mentorlift.science.effects.data import Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Chances:
    """Chances of coming into a sample's arm. Each of its people weighs one over their own (Hajek 1971).

    `of_unit`: where they are `known`, those of the history's own units, in its order: they may hang together with what
    these sell. Otherwise those of the units on the list, taken to have nothing to do with it.
    """

    of_unit: Floats
    known: bool

    @property
    def per_effective(self) -> float:
        """How many units are drawn for each that counts (Kish 1965): mean chance x mean of one over the chance."""
        return float(self.of_unit.mean() * (1 / self.of_unit).mean())

    def spread(self, influence: Floats) -> float:
        """Variance of a unit's influence (units,) with its weight, so that that over the units drawn is the mean's."""
        if not self.known:
            return float(np.var(influence, ddof=1)) * self.per_effective
        free = len(influence) / (len(influence) - 1)
        return float(self.of_unit.mean() * np.mean(influence**2 / self.of_unit) * free)

    def within(self, units: Ints) -> "Chances":
        """Of some units of the history; what is not known of them is as it was."""
        return replace(self, of_unit=self.of_unit[units]) if self.known else self

    def drawn(self, count: int, *, units: int, runs: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Sum of weights, and of their squares, of each unit of the history in `runs` samples of `count`."""
        share = self.of_unit / self.of_unit.sum()
        one = rng.choice(len(share), size=(runs, count), p=share)
        who = one if self.known else rng.integers(units, size=(runs, count))
        weight = 1 / self.of_unit[one]
        at = (who + units * np.arange(runs)[:, None]).ravel()
        once, twice = (
            np.bincount(at, weights=weight.ravel() ** power, minlength=runs * units).reshape(runs, units)
            for power in (1, 2)
        )
        return once.astype(np.float64), twice.astype(np.float64)


def of_both_arms(first: Floats, *, known: bool) -> tuple[Chances, Chances]:
    """Of the treated arm, whose chances are `first`, and of the control; `known` as in `Chances`."""
    return Chances(of_unit=first, known=known), Chances(of_unit=1 - first, known=known)
