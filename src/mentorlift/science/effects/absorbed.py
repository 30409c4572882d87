"""Least squares on person-period rows with an effect per stratum and period, never laid out as rows.

Regressors are one number per person, some of them switched on only in periods after the start. Then every sum a
regression needs is a matrix product over the person-by-period matrix (Frisch and Waugh 1933, Lovell 1963).
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np

from .data import Bools, Floats, Ints
from .estimate import NotEstimable

T = TypeVar("T")
THREADS = 2
SMALLEST_PIVOT = 1e-9  # of a regressor's own variation; below it the others say the same
BLOCK = 2**17  # cells laid out at once: what stays in the processor's cache is ten times as fast as memory made anew


def in_blocks(people: Ints, periods: int) -> Iterator[Ints]:
    """Some people at a time, each with so many periods."""
    step = max(1, BLOCK // max(periods, 1))
    for start in range(0, len(people), step):
        yield people[start : start + step]


@dataclass(frozen=True, kw_only=True)
class Cells:
    """What everybody did in each period, (n, T): `y`, nan where there is no row; weights by period and by person."""

    y: Floats
    daily: Floats | None = None
    own: Floats | None = None

    def of(self, people: Ints, level: float = 0.0) -> tuple[Floats, Floats, Floats]:
        """Values less `level`, weights, and their product; all 0 where there is no row, or one without weight."""
        y = self.y[people]
        held = np.isfinite(y)
        given = None if self.daily is None else self.daily[people]
        if self.own is not None:
            given = self.own[people, None] * (1.0 if given is None else given)
        if given is None:
            weight = held.astype(float)
        else:
            weight = np.where(held, np.nan_to_num(np.maximum(given, 0.0)), 0.0)
            held = weight > 0
        y -= level
        np.copyto(y, 0.0, where=~held)
        return y, weight, y if given is None else weight * y


@dataclass(frozen=True, kw_only=True)
class Rows:
    """m people by T periods. `who` (m,): their places in `cells`; `stratum`: dense codes.

    `level` is taken off the values. `x` (m, k): regressors; `switched` (k,): True where one is zero outside the
    periods `on` (T,).
    """

    cells: Cells
    who: Ints
    level: float
    stratum: Ints
    x: Floats
    switched: Bools
    on: Bools

    @property
    def when(self) -> Floats:
        """Where each regressor counts, (k, T)."""
        return np.where(self.switched[:, None], self.on, True).astype(float)

    def of(self, people: Ints) -> tuple[Floats, Floats, Floats]:
        """Values less the level, weights, and their product, all 0 where there is no row."""
        return self.cells.of(self.who[people], self.level)

    def blocks(self) -> Iterator[tuple[int, Ints]]:
        """Stratum by stratum, some people at a time."""
        order = np.argsort(self.stratum, kind="stable")
        for people in np.split(order, np.flatnonzero(np.diff(self.stratum[order])) + 1):
            for part in in_blocks(people, len(self.on)):
                yield int(self.stratum[people[0]]), part


@dataclass(frozen=True, kw_only=True)
class Absorbed:
    """The fit. `kept`: regressors that are not a combination of earlier ones; the arrays below speak of these only.

    `beta` (k,), `bread` (k, k) = inverse of the cross-product, `scores` (m, k): each person's sum of
    weight x regressor x residual; `x_mean` (S, k, T): means by stratum and period; `base` (S, T): what the model gives
    without the regressors; `mass` (S, T): sums of weights. `sums`: of each person. `terms`: k and one per stratum and
    period with rows.
    """

    kept: Ints
    beta: Floats
    bread: Floats
    scores: Floats
    x_mean: Floats
    base: Floats
    mass: Floats
    sums: "Sums"
    terms: int

    @property
    def count(self) -> int:
        """Rows."""
        return int(self.sums.rows.sum())

    def residual(self, rows: Rows, people: Ints) -> tuple[Floats, Floats]:
        """Residuals of some people, 0 where there is no row, and their weights."""
        y, w, _ = rows.of(people)
        fitted = (rows.x[np.ix_(people, self.kept)] * self.beta) @ rows.when[self.kept] + self.base[
            rows.stratum[people]
        ]
        return np.where(w > 0, y - fitted, 0.0), w


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Of each person, (m,): rows; weights, and weights x values, in the periods that count for the mean."""

    rows: Ints
    weight: Floats
    value: Floats


@dataclass(frozen=True, kw_only=True)
class Moments:
    """By stratum and period (S, T): sums of weights, of weight x value, and (S, k, T) of weight x regressor.

    `gram` (k, k), `right` (k,): over all rows, of weight x regressor x regressor and x value. `people`: of each person.
    """

    weight: Floats
    value: Floats
    x: Floats
    gram: Floats
    right: Floats
    people: Sums


def _moments(rows: Rows) -> Moments:
    when, strata, m = rows.when, int(rows.stratum.max()) + 1, len(rows.who)
    k, periods = when.shape
    sums = Sums(rows=np.zeros(m, dtype=np.int64), weight=np.zeros(m), value=np.zeros(m))
    weight, value, x_sum = np.zeros((strata, periods)), np.zeros((strata, periods)), np.zeros((strata, k, periods))
    gram, right = np.zeros((k, k)), np.zeros(k)
    counted = np.where(rows.on, 1.0, 0.0) if rows.on.any() else np.ones(periods)

    def add_up(_: int, people: Ints) -> tuple[Floats, ...]:
        x, (_y, w, wy) = rows.x[people], rows.of(people)
        sums.rows[people] = np.count_nonzero(w, axis=1)
        sums.weight[people], sums.value[people] = w @ counted, wy @ counted
        onto = when * (x.T @ w), _products(x, w, rows), ((x.T @ wy) * when).sum(axis=1)
        return w.sum(axis=0), wy.sum(axis=0), *onto

    for s, _, parts in _each(rows, add_up):
        for total, part in zip((weight[s], value[s], x_sum[s], gram, right), parts, strict=True):
            np.add(total, part, out=total)
    return Moments(weight=weight, value=value, x=x_sum, gram=gram, right=right, people=sums)


def absorb(rows: Rows) -> Absorbed:
    """Regress y on x with stratum-by-period effects. Raises NotEstimable where rows or treated arms do not suffice."""
    found = _moments(rows)
    mass = found.weight
    held = np.where(mass > 0, mass, 1.0)
    x_mean, y_mean = found.x / held[:, None, :], found.value / held
    gram = found.gram - np.einsum("skt,st,slt->kl", x_mean, mass, x_mean)
    right = found.right - np.einsum("skt,st->k", x_mean, mass * y_mean)
    kept = _independent(gram)
    bread = np.asarray(np.linalg.inv(gram[np.ix_(kept, kept)]), dtype=np.float64)
    beta = bread @ right[kept]
    fit = Absorbed(
        kept=kept,
        beta=beta,
        bread=bread,
        scores=np.zeros((len(rows.who), len(kept))),
        x_mean=x_mean[:, kept],
        base=y_mean - np.einsum("k,skt->st", beta, x_mean[:, kept]),
        mass=mass,
        sums=found.people,
        terms=len(kept) + int(np.count_nonzero(mass)),
    )
    if fit.count <= fit.terms:
        raise NotEstimable(f"{fit.count} person-periods are too few for a model with {fit.terms} terms")
    for _, people, scores in _each(rows, partial(_scores, rows, fit)):
        fit.scores[people] = scores
    return fit


def _each(rows: Rows, work: Callable[[int, Ints], T]) -> Iterator[tuple[int, Ints, T]]:
    """Stratum, people and what `work` makes of them, block by block in order.

    Two blocks are worked on at a time, since numpy holds up no other thread. Sums are taken in the order of the blocks,
    whatever is ready first, so that they are the same to the last bit.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        blocks = list(rows.blocks())
        for (stratum, people), found in zip(blocks, pool.map(lambda block: work(*block), blocks), strict=True):
            yield stratum, people, found


def _scores(rows: Rows, fit: Absorbed, stratum: int, people: Ints) -> Floats:
    """Sums of weight x regressor x residual; the residuals themselves are never laid out."""
    when, x = rows.when[fit.kept], rows.x[np.ix_(people, fit.kept)]
    _, w, wy = rows.of(people)
    onto = np.vstack([when, fit.x_mean[stratum]])  # a regressor where it counts, then its mean there
    pulled = wy @ onto.T - w @ (onto * fit.base[stratum]).T
    for column, counts, effect in zip(x.T, when, fit.beta, strict=True):
        pulled -= (effect * column)[:, None] * (w @ (onto * counts).T)
    k = len(fit.kept)
    return np.asarray(x * pulled[:, :k] - pulled[:, k:])


def _products(x: Floats, w: Floats, rows: Rows) -> Floats:
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
