"""Parameters together with what each person contributes to them, from which every covariance follows."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .data import Floats, Ints

ROUNDING = 1e-9  # of the largest influence


@dataclass(frozen=True, kw_only=True)
class Influence:
    """k parameters and their centred, scaled influences.

    `values`: shape (k,). `psi`: shape (n, k), zero for people outside, so that the covariance is the sum over
    units of error of (sum of psi in the unit)(same)'. `unit`: dense code of each person's unit of error.
    `group`: code of the stratum and arm in which the units were drawn, -1 outside; it serves the degrees of
    freedom only. Adding or stacking needs the same units.
    """

    values: Floats
    psi: Floats
    unit: Ints
    group: Ints

    def sums(self) -> Floats:
        """Influence of each unit of error, shape (units, k)."""
        units = int(self.unit.max()) + 1
        if units == len(self.unit):
            return self.psi[np.argsort(self.unit)]  # dense codes: everybody is a unit of their own
        return np.column_stack([np.bincount(self.unit, weights=column, minlength=units) for column in self.psi.T])

    def covariance(self) -> Floats:
        """Covariance of the parameters, k x k."""
        total = self.sums()
        return np.asarray(total.T @ total)

    def variances(self) -> Floats:
        """The diagonal of the covariance, (k,)."""
        return np.asarray((self.sums() ** 2).sum(axis=0))

    def map(self, values: Floats, jacobian: Floats) -> "Influence":
        """The parameters f(values) by the delta method; `jacobian` has shape (new k, k)."""
        return Influence(
            values=np.asarray(values, dtype=float),
            psi=self.psi @ np.asarray(jacobian, dtype=float).T,
            unit=self.unit,
            group=self.group,
        )

    def jackknife(self, function: Callable[[Floats], Floats]) -> "Influence":
        """The parameters function(values), each unit's influence being what leaving it out does to them.

        `function`: from (..., k) to (..., new k), nan where it has no value. To leave out one of the G units of a
        stratum's arm moves the means by the root of G / (G - 1) times its influence; the squares of what follows, times
        (G - 1) / G, add up to the variance. To first order that is `map`. With few units one has much of what is
        divided by, or of which the log is taken; leaving it out then does 1 / (1 - its share) of what the delta method
        says. Nan where nothing is left without a unit. Efron and Stein (1981), Ann. Statist. 9(3); Rust and Rao (1996),
        Stat. Methods Med. Res. 5(3), by strata.
        """
        cell, free = self.cells()
        root = np.where(cell >= 0, np.sqrt(free / (free + 1))[np.maximum(cell, 0)], 1.0)[:, None]
        values = function(self.values)
        moved = root * (values - function(self.values - self.sums() / root))
        psi = np.zeros((len(self.unit), len(values)))
        inside = np.flatnonzero(self.group >= 0)
        unit, first = np.unique(self.unit[inside], return_index=True)
        psi[inside[first]] = moved[unit]  # one person carries what the unit does
        return replace(self, values=values, psi=psi)._of_those_who_move()

    def one(self, k: int) -> "Influence":
        """The parameter k alone, with the degrees of freedom of the units that move it."""
        return replace(self, values=self.values[[k]], psi=self.psi[:, [k]])._of_those_who_move()

    def _of_those_who_move(self) -> "Influence":
        """Without a group for units that move no parameter: whoever has no call says nothing of revenue per call.

        Nor is counted who is exactly at the mean: fewer degrees of freedom then, never more.
        """
        pull = np.abs(self.sums())
        still = (pull <= ROUNDING * np.fmax.reduce(pull, axis=0, initial=0.0)).all(axis=1)
        return replace(self, group=np.where(still[self.unit], -1, self.group))

    def df(self, gradient: Floats) -> float:
        """Satterthwaite's degrees of freedom of gradient . values.

        The variance is a sum over strata and arms of sample variances with (units - 1) degrees of freedom each
        (`cells`).
        """
        each = self.sums() @ gradient
        cell, free = self.cells()
        keep = cell >= 0
        variance = np.bincount(cell[keep], weights=each[keep] ** 2, minlength=len(free))
        total = float((variance**2 / free).sum())
        return float(variance.sum() ** 2 / total) if total > 0 else math.inf

    def cells(self) -> tuple[Ints, Floats]:
        """Cell of each unit of error whose spread is one sample variance (-1 outside), and the freedom of each cell.

        Units that cross strata or arms are one cell; units that are alone in theirs are the last one together.
        """
        units = int(self.unit.max()) + 1
        inside = np.flatnonzero(self.group >= 0)
        crossing = int(self.group.max()) + 1
        first = np.full(units, crossing)
        np.minimum.at(first, self.unit[inside], self.group[inside])
        last = np.full(units, -1)
        np.maximum.at(last, self.unit[inside], self.group[inside])
        first = np.where(last < 0, -1, np.where(first < last, crossing, first))
        size = np.bincount(first[first >= 0], minlength=1)
        several = size > 1
        code = np.where(several, np.cumsum(several) - 1, several.sum())
        free = np.append(size[several] - 1, max(int((size == 1).sum()), 1)).astype(float)
        return np.where(first >= 0, code[np.maximum(first, 0)], -1), free


def stack(parts: Sequence[Influence]) -> Influence:
    """One vector of parameters out of several with the same units; the groups are those of the first."""
    return Influence(
        values=np.concatenate([part.values for part in parts]),
        psi=np.hstack([part.psi for part in parts]),
        unit=parts[0].unit,
        group=parts[0].group,
    )
