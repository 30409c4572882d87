"""Least squares on person-period rows with an effect per stratum and period, never laid out as rows.

Regressors are one number per person, some of them switched on only in periods after the start. Then every sum a
regression needs is a matrix product over the person-by-period matrix (Frisch and Waugh 1933, Lovell 1963).
"""

from dataclasses import dataclass

import numpy as np

from .data import Bools, Floats, Ints
from .estimate import NotEstimable

SMALLEST_PIVOT = 1e-9  # of a regressor's own variation; below it the others say the same


@dataclass(frozen=True, kw_only=True)
class Rows:
    """m people by T periods. `y`: 0 where there is no row; `weight`: 0 where there is no row. `stratum`: dense codes.

    `level` was taken off y. `x` (m, k): regressors; `switched` (k,): True where one is zero outside the periods `on`
    (T,).
    """

    y: Floats
    level: float
    weight: Floats
    stratum: Ints
    x: Floats
    switched: Bools
    on: Bools

    @property
    def when(self) -> Floats:
        """Where each regressor counts, (k, T)."""
        return np.where(self.switched[:, None], self.on, True).astype(float)

    @property
    def strata(self) -> list[Ints]:
        """People of each stratum."""
        order = np.argsort(self.stratum, kind="stable")
        return np.split(order, np.flatnonzero(np.diff(self.stratum[order])) + 1)


@dataclass(frozen=True, kw_only=True)
class Absorbed:
    """The fit. `kept`: regressors that are not a combination of earlier ones; the arrays below speak of these only.

    `beta` (k,), `bread` (k, k) = inverse of the cross-product, `scores` (m, k): each person's sum of
    weight x regressor x residual; `residual` (m, T), 0 where there is no row; `x_mean` (S, k, T): means by stratum and
    period; `mass` (S, T): sums of weights. `count`: rows; `terms`: k and one per stratum and period with rows.
    """

    kept: Ints
    beta: Floats
    bread: Floats
    scores: Floats
    residual: Floats
    x_mean: Floats
    mass: Floats
    count: int
    terms: int


def absorb(rows: Rows) -> Absorbed:
    """Regress y on x with stratum-by-period effects. Raises NotEstimable where rows or treated arms do not suffice."""
    when, strata = rows.when, rows.strata
    k, periods = when.shape
    mass = np.zeros((len(strata), periods))
    x_mean = np.zeros((len(strata), k, periods))
    y_mean = np.zeros((len(strata), periods))
    gram, right = np.zeros((k, k)), np.zeros(k)
    both = when[:, None, :] * when[None, :, :]
    for s, people in enumerate(strata):
        x, w = rows.x[people], rows.weight[people]
        wy = w * rows.y[people]
        mass[s] = w.sum(axis=0)
        held = np.where(mass[s] > 0, mass[s], 1.0)
        x_mean[s] = when * (x.T @ w) / held
        y_mean[s] = wy.sum(axis=0) / held
        gram += _products(x, w, both, rows) - (x_mean[s] * mass[s]) @ x_mean[s].T
        right += ((x.T @ wy) * when).sum(axis=1) - x_mean[s] @ (mass[s] * y_mean[s])
    kept = _independent(gram)
    bread = np.asarray(np.linalg.inv(gram[np.ix_(kept, kept)]), dtype=np.float64)
    beta = bread @ right[kept]
    fitted = Absorbed(
        kept=kept,
        beta=beta,
        bread=bread,
        scores=np.zeros((len(rows.y), len(kept))),
        residual=np.zeros_like(rows.y),
        x_mean=x_mean[:, kept],
        mass=mass,
        count=int(np.count_nonzero(rows.weight)),
        terms=len(kept) + int(np.count_nonzero(mass)),
    )
    if fitted.count <= fitted.terms:
        raise NotEstimable(f"{fitted.count} person-periods are too few for a model with {fitted.terms} terms")
    for s, people in enumerate(strata):
        x, w = rows.x[np.ix_(people, kept)], rows.weight[people]
        level = y_mean[s] - beta @ fitted.x_mean[s]
        residual = np.where(w > 0, rows.y[people] - (x * beta) @ when[kept] - level, 0.0)
        pulled = w * residual
        fitted.residual[people] = residual
        fitted.scores[people] = x * (pulled @ when[kept].T) - pulled @ fitted.x_mean[s].T
    return fitted


def _products(x: Floats, w: Floats, both: Floats, rows: Rows) -> Floats:
    """Sum over people and periods of w x_k x_l, where both count."""
    everywhere = x.T @ (x * w.sum(axis=1)[:, None])
    switched = x.T @ (x * (w @ rows.on.astype(float))[:, None])
    either = rows.switched[:, None] | rows.switched[None, :]
    return np.where(either, switched, everywhere)


def _independent(gram: Floats) -> Ints:
    """Indices of regressors that add variation to the earlier ones, by elimination in order."""
    left = gram.copy()
    kept: list[int] = []
    for k in range(len(gram)):
        if left[k, k] <= SMALLEST_PIVOT * max(gram[k, k], 1e-300):
            left[k, :] = left[:, k] = 0.0
            continue
        kept.append(k)
        column = left[:, k] / left[k, k]
        left = left - np.outer(column, left[k])
    return np.array(kept, dtype=np.int64)
