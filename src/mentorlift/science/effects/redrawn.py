"""The same comparison under many redraws of the lottery, as matrix products over blocks of redraws."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from mentorlift.science.progress import Progress, unheard

from .data import Bools, Codes, Floats, Ints, Redraws, Units
from .estimate import NotEstimable

BLOCK = 4_000_000  # cells of one block: redraws x people
ROUNDING = 1e-10  # of the squares, or of the arms' means: what is left once they are taken off, in arms up to 100,000


@dataclass(frozen=True, kw_only=True)
class Target:
    """c columns (n, c) whose weighted differences are wanted, among the people `inside` (n,), zero elsewhere."""

    columns: Floats
    inside: Bools


@dataclass(frozen=True, kw_only=True)
class Differences:
    """Per redraw: treated less control of each column, (B, c), and the covariance of these, (B, c, c)."""

    value: Floats
    covariance: Floats

    def t(self, column: int = 0) -> Floats:
        """Studentised difference of one column, (B,)."""
        return studentised(self.value[:, column], self.covariance[:, column, column])


def studentised(value: Floats, variance: Floats) -> Floats:
    """value / sqrt(variance); without variance 0 where the value is 0, else infinite."""
    error = np.sqrt(np.maximum(variance, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(error > 0, value / error, np.where(value == 0, 0.0, np.sign(value) * np.inf))


def differences(units: Units, targets: Sequence[Target], arm: int, codes: Codes | Ints) -> list[Differences]:
    """The differences of `arm` and arm 0 for each target under each row of `codes` (B, n).

    Within strata means by arm (where chances differ, each by one over the chance of the arm), strata weighted by their
    share of the people inside; variance Neyman's (with weights w that of Hajek's means: the sum of w^2 (y - mean)^2
    over (sum of w)^2, times n / (n - 1)). Whole teams count as one where teams were drawn: their totals about the
    stratum's mean, over the average team. Where the values of each arm are the same but for rounding the variance
    is 0, and so is a difference that is nothing but rounding of the arms' means.
    """
    layout = _Layout(units, targets)
    return layout.differences(codes, arm)


def redrawn(
    units: Units, targets: Sequence[Target], arm: int, redraws: Redraws, count: int, *, progress: Progress = unheard
) -> list[Differences]:
    """As `differences`, for redraws 0 .. count - 1 of the lottery, in blocks that fit in memory.

    `progress` hears of the redraws made and all there are, after each block.
    """
    layout = _Layout(units, targets)
    step = max(1, min(count, BLOCK // max(units.n, 1)))
    blocks = []
    for first in range(0, count, step):
        blocks.append(layout.differences(redraws(first, min(step, count - first)), arm))
        progress(min(count, first + step), count)
    return [
        Differences(
            value=np.concatenate([block[k].value for block in blocks]),
            covariance=np.concatenate([block[k].covariance for block in blocks]),
        )
        for k in range(len(targets))
    ]


class _Layout:
    """People (or teams) in the order of strata, with one feature matrix for all targets."""

    def __init__(self, units: Units, targets: Sequence[Target]) -> None:
        drawn = units.arm >= 0
        by_team = bool((units.cluster[drawn] >= 0).any())
        key = np.where(units.cluster >= 0, units.cluster, units.cluster.max() + 1 + np.arange(units.n))
        unit = np.unique(key[drawn] if by_team else np.flatnonzero(drawn), return_inverse=True)[1]
        people = np.flatnonzero(drawn)
        first = np.unique(unit, return_index=True)[1]
        stratum = units.stratum[people][first]
        order = np.argsort(stratum, kind="stable")
        self.first = people[first][order]  # one person who stands for each unit
        self.edges = np.append(np.flatnonzero(np.diff(stratum[order], prepend=-1)), len(order))
        self.inverse = None if units.chance is None else (1 / units.chance)[self.first]
        self.sizes = [target.columns.shape[1] for target in targets]
        features = []
        self.shares = []
        for target in targets:
            inside = target.inside[people].astype(float)
            if not inside.any():
                raise NotEstimable("nobody is in this window")
            held, people_in = self._by_unit(target.columns[people] * inside[:, None], inside, unit, order)
            self.shares.append(people_in / people_in.sum())
            c = held.shape[1]
            there = (np.bincount(unit, weights=inside)[order] > 0).astype(float)
            products = [held[:, i] * held[:, j] for i in range(c) for j in range(i, c)]
            features.append(np.column_stack([there, held, *products]))
        self.features = np.hstack(features)
        self.two_arms = len(units.arms) == 2
        self.total = np.add.reduceat(self.features, self.edges[:-1], axis=0)

    def _by_unit(self, columns: Floats, inside: Floats, unit: Ints, order: Ints) -> tuple[Floats, Floats]:
        """Columns per unit about the stratum's mean, over the average unit; people inside per stratum."""
        size = np.bincount(unit, weights=inside)[order]
        held = np.column_stack([np.bincount(unit, weights=column)[order] for column in columns.T])
        people_in = np.add.reduceat(size, self.edges[:-1])
        there = np.add.reduceat((size > 0).astype(float), self.edges[:-1])
        each = np.diff(self.edges)
        mean = np.add.reduceat(held, self.edges[:-1], axis=0) / np.maximum(people_in, 1)[:, None]
        average = np.maximum(people_in, 1) / np.maximum(there, 1)
        return (held - size[:, None] * np.repeat(mean, each, axis=0)) / np.repeat(average, each)[:, None], people_in

    def differences(self, codes: Codes | Ints, arm: int) -> list[Differences]:
        chosen = codes[:, self.first]
        if self.inverse is not None:
            return self._weighted(chosen, arm)
        treated = self._sums(chosen == arm, None)
        sums = [treated, self.total - treated if self.two_arms else self._sums(chosen == 0, None)]
        return [
            _contrast([part[:, :, at] for part in sums], share, size)
            for size, share, at in zip(self.sizes, self.shares, self._places(), strict=True)
        ]

    def _weighted(self, chosen: Codes | Ints, arm: int) -> list[Differences]:
        """The same with everybody weighted by one over the own chance of the arm."""
        assert self.inverse is not None
        sides = [(chosen == code, self.inverse[:, code]) for code in (arm, 0)]
        sums, squares, plain = (
            [self._sums(mine, None if power == 0 else inverse**power) for mine, inverse in sides] for power in (1, 2, 0)
        )
        return [
            _contrast(
                [part[:, :, at] for part in sums],
                share,
                size,
                [(square[:, :, at], one[:, :, at.start]) for square, one in zip(squares, plain, strict=True)],
            )
            for size, share, at in zip(self.sizes, self.shares, self._places(), strict=True)
        ]

    def _places(self) -> list[slice]:
        """Where the features of each target stand."""
        widths = [1 + size + size * (size + 1) // 2 for size in self.sizes]
        ends = list(accumulate(widths))
        return [slice(end - width, end) for end, width in zip(ends, widths, strict=True)]

    def _sums(self, mine: Bools, inverse: Floats | None) -> Floats:
        """Sums of the features over the units of one arm, each times its `inverse`: (B, strata, features)."""
        out = np.empty((len(mine), len(self.edges) - 1, self.features.shape[1]))
        for s, (start, stop) in enumerate(zip(self.edges[:-1], self.edges[1:], strict=True)):
            weight = mine[:, start:stop].astype(float)
            if inverse is not None:
                weight *= inverse[start:stop]
            out[:, s] = weight @ self.features[start:stop]
        return out


def _contrast(
    sums: list[Floats], share: Floats, size: int, weighted: list[tuple[Floats, Floats]] | None = None
) -> Differences:
    """From sums by redraw, stratum and arm to the share-weighted difference and its covariance.

    `weighted`: per arm the sums with squared weights and how many units there are, where `sums` have weights.
    """
    both = np.logical_and(*[part[:, :, 0] > 0 for part in sums])
    weight = np.where(both, share, 0.0)
    total = weight.sum(axis=1, keepdims=True)
    weight = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    value, height = np.zeros((2, len(weight), size))
    covariance = np.zeros((len(weight), size, size))
    for side, (sign, part) in enumerate(zip((1.0, -1.0), sums, strict=True)):
        count = np.where(part[:, :, 0] > 0, part[:, :, 0], 1.0)
        mean = part[:, :, 1 : 1 + size] / count[:, :, None]
        value += sign * np.einsum("bs,bsc->bc", weight, mean)
        height += np.einsum("bs,bsc->bc", weight, np.abs(mean))
        if weighted is not None:
            covariance += _weighted_spread(weighted[side], mean, weight / count, size)
            continue
        scale = weight**2 / (count * np.maximum(count - 1, 1.0))
        centre = np.where(count > 1, count, 0.0)  # a single unit cannot be centred and enters whole
        at = 1 + size
        for i in range(size):
            for j in range(i, size):
                spread = part[:, :, at] - centre * mean[:, :, i] * mean[:, :, j]
                if i == j:
                    spread = _not_rounding(spread, part[:, :, at])
                covariance[:, i, j] += (scale * spread).sum(axis=1)
                covariance[:, j, i] = covariance[:, i, j]
                at += 1
    value[np.abs(value) <= ROUNDING * height] = 0.0
    return Differences(value=value, covariance=covariance)


def _not_rounding(spread: Floats, squares: Floats) -> Floats:
    """The squares about the mean; 0 where so little is left of the squares that were there that it is rounding."""
    return np.where(spread > ROUNDING * squares, spread, 0.0)


def _weighted_spread(found: tuple[Floats, Floats], mean: Floats, scale: Floats, size: int) -> Floats:
    """Covariance of one arm's weighted means, (B, c, c); `scale` = the stratum's share over the sum of weights."""
    squares, units = found
    centre = np.where(units > 1, 1.0, 0.0)[:, :, None] * mean  # a single unit cannot be centred and enters whole
    factor = scale**2 * np.where(units > 1, units / np.maximum(units - 1, 1.0), 1.0)
    out = np.zeros((len(mean), size, size))
    at = 1 + size
    for i in range(size):
        for j in range(i, size):
            crossed = centre[:, :, i] * squares[:, :, 1 + j] + centre[:, :, j] * squares[:, :, 1 + i]
            spread = squares[:, :, at] - crossed + centre[:, :, i] * centre[:, :, j] * squares[:, :, 0]
            if i == j:
                spread = _not_rounding(spread, squares[:, :, at])
            out[:, i, j] = out[:, j, i] = (factor * spread).sum(axis=1)
            at += 1
    return out
