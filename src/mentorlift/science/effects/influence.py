"""Parameters together with what each person contributes to them, from which every covariance follows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .data import Floats, Ints


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
