"""The same lottery again and again: what else could have been drawn."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arms = NDArray[np.int8]
NOT_DRAWN = -1
AT_ONCE = 256  # redraws made by one generator; changing it changes every redraw
KEYS = 2**18  # random numbers made at once, few enough to stay in the processor's cache; so does this


Layout = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
ROUNDING = 1e-9  # relative; a distance this close to the threshold is accepted


@dataclass(frozen=True)
class _Rule:
    """The rule of acceptance in floating point, for many redraws at once.

    `values` (n, k) of the people in order; `arms`: codes of the arms as they were drawn, the last the one that the
    others are held against.
    """

    values: NDArray[np.float64]
    threshold: float
    arms: tuple[int, ...]

    @classmethod
    def of(cls, record: Mapping[str, Any], person_ids: Sequence[str], codes: Mapping[str, int]) -> "_Rule | None":
        found = record.get("rerandomised")
        if found is None:
            return None
        values = np.array([[float(cell) for cell in found["values"][person]] for person in person_ids])
        arms = tuple(codes[arm] for arm in record["arms"] if arm in codes)
        return cls(values, float(found["threshold"]) * (1 + ROUNDING), arms)

    def accepts(self, codes: Arms, layout: Sequence[Layout]) -> NDArray[np.bool_]:
        """Which rows of `codes` (B, n) have no arm of this lottery further from the last than the threshold."""
        *others, last = self.arms
        ok = np.ones(len(codes), dtype=bool)
        for treated in others:
            ok &= self._distance(codes, layout, treated, last) <= self.threshold
        return ok

    def _distance(self, codes: Arms, layout: Sequence[Layout], treated: int, control: int) -> NDArray[np.float64]:
        k = self.values.shape[1]
        total = sum(len(first) for first, _, _ in layout)
        apart = np.zeros((len(codes), k))
        covariance = np.zeros((len(codes), k, k))
        for first, people, unit in layout:
            size = np.bincount(unit)
            x = np.column_stack([np.bincount(unit, weights=self.values[people, j]) / size for j in range(k)])
            if len(first) < 2:
                continue
            spread = np.atleast_2d(np.cov(x.T))
            sides = [(codes[:, first] == code).astype(float) for code in (treated, control)]
            counts = [side.sum(axis=1) for side in sides]
            both = (counts[0] > 0) & (counts[1] > 0)
            share = len(first) / total
            one, zero = (side @ x / np.maximum(count, 1)[:, None] for side, count in zip(sides, counts, strict=True))
            apart += np.where(both[:, None], share * (one - zero), 0.0)
            factor = np.where(both, share**2 * sum(1 / np.maximum(count, 1) for count in counts), 0.0)
            covariance += factor[:, None, None] * spread
        return np.asarray((apart * np.linalg.solve(covariance, apart[:, :, None])[:, :, 0]).sum(axis=1))


class Redraws:
    """Redraws of one recorded draw, for randomisation inference.

    People are in the order of `person_ids`; arms are coded by their place in `arms`, -1 for who was not drawn. A redraw
    keeps who was drawn in which stratum of which branch and how many units came into each arm there; given these,
    every assignment was equally likely in the lottery, so that tests over redraws are exact. Clusters move as a whole.
    Where draws were accepted by how alike the arms are, redraws are by the same rule, lottery by lottery.
    """

    def __init__(self, record: Mapping[str, Any], person_ids: Sequence[str], arms: Sequence[str]) -> None:
        """`record`: draw.json. Raises KeyError for a person or an arm that it does not know."""
        by_person = {a["person_id"]: a for a in record["assignments"]}
        rows = [by_person[person] for person in person_ids]
        codes = {arm: code for code, arm in enumerate(arms)} | {"": NOT_DRAWN}
        self.n = len(rows)
        self._observed = np.array([codes[row["arm"]] for row in rows], dtype=np.int8)
        drawn = [i for i, row in enumerate(rows) if row["arm"]]
        units: dict[tuple[str, str, str], list[int]] = {}
        for i in drawn:
            row = rows[i]
            units.setdefault((row["branch"], row["stratum"], row["unit"]), []).append(i)
        strata: dict[tuple[str, str], list[list[int]]] = {}
        for (branch, stratum, _), members in units.items():
            strata.setdefault((branch, stratum), []).append(members)
        self._strata = list(strata.values())
        self._rule = _Rule.of(record, person_ids, codes)
        self._weighted = "weight" in record
        self._chance = np.array([row.get("chance", 0.0) for row in rows])
        self._codes = tuple(codes[arm] for arm in record.get("arms", ()) if arm in codes)
        rank = {name: at for at, name in enumerate(stratum["name"] for stratum in record.get("strata", ()))}
        self._rank = np.array([rank.get(row["stratum"], 0) for row in rows])
        branches = [branch for branch, _ in strata]
        self._lotteries = [
            [at for at, name in enumerate(branches) if name == branch] for branch in dict.fromkeys(branches)
        ]
        # per stratum: one person of each unit, everybody, and the unit that each of them belongs to
        self._layout = [
            (
                np.array([members[0] for members in drawn_as]),
                np.array([i for members in drawn_as for i in members]),
                np.repeat(np.arange(len(drawn_as)), [len(members) for members in drawn_as]),
            )
            for drawn_as in self._strata
        ]

    @property
    def observed(self) -> Arms:
        """The arms as drawn, length n."""
        return self._observed.copy()

    @property
    def strata(self) -> NDArray[np.int64]:
        """Codes of the strata in which people were drawn, length n; -1 for who was not drawn."""
        out = np.full(self.n, NOT_DRAWN, dtype=np.int64)
        for code, units in enumerate(self._strata):
            out[[i for members in units for i in members]] = code
        return out

    def block(self, size: int, rng: np.random.Generator) -> Arms:
        """`size` redraws at once: size x n codes."""
        out = np.tile(self._observed, (size, 1))
        for strata in self._lotteries:
            if self._weighted:
                self._by_chance(out, strata, rng)
                continue
            waiting = np.arange(size)
            while len(waiting):
                out[waiting] = self._shuffled(out[waiting], strata, rng)
                if self._rule is None:
                    break
                layout = [self._layout[at] for at in strata]
                waiting = waiting[~self._rule.accepts(out[waiting], layout)]
        return out

    def _by_chance(self, out: Arms, strata: Sequence[int], rng: np.random.Generator) -> None:
        """Draws a lottery with unequal chances anew, all rows at once, into `out`.

        Nothing is held fixed but the total: which stratum had one more is part of the lottery.
        """
        parts = [self._layout[at] for at in strata]
        first = np.concatenate([part[0] for part in parts])
        inside = pivotal_rows(self._chance[first], self._rank[first], len(out), rng)
        arms = np.where(inside, self._codes[0], self._codes[-1]).astype(np.int8)
        start = 0
        for one, people, unit in parts:
            out[:, people] = arms[:, start : start + len(one)][:, unit]
            start += len(one)

    @property
    def chances(self) -> NDArray[np.float64] | None:
        """(n, arms) chance of each arm of the order given, nan for who was not drawn; None where chances are equal."""
        if not self._weighted:
            return None
        out = np.full((self.n, max(self._codes) + 1), np.nan)
        drawn = self._observed != NOT_DRAWN
        out[drawn, self._codes[0]] = self._chance[drawn]
        out[drawn, self._codes[-1]] = 1 - self._chance[drawn]
        return out

    @property
    def alike(self) -> tuple[NDArray[np.float64], float] | None:
        """(columns (n, k), threshold) by which draws were accepted, None where the first draw stood."""
        return None if self._rule is None else (self._rule.values, self._rule.threshold)

    def _shuffled(self, out: Arms, strata: Sequence[int], rng: np.random.Generator) -> Arms:
        """`out` with the arms of these strata dealt out anew."""
        size = len(out)
        for first, people, unit in (self._layout[at] for at in strata):
            drawn = shuffled(self._observed[first], size, rng)
            out[:, people] = drawn if len(first) == len(people) else drawn[:, unit]
        return out


def pivotal_rows(
    chance: NDArray[np.float64], rank: NDArray[np.int64], rows: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Ordered pivotal sampling `rows` times, units in the order of `rank` and by chance within it: (rows, units)."""
    n = len(chance)
    order = np.argsort(rank + rng.random((rows, n)), axis=1)
    inside = np.zeros((rows, n), dtype=bool)
    at = np.arange(rows)
    waiting, left = order[:, 0].copy(), chance[order[:, 0]].copy()
    coins = rng.random((rows, n))
    for k in range(1, n):
        other = order[:, k]
        own = chance[other]
        both = left + own
        high = both > 1 - ROUNDING
        with np.errstate(divide="ignore", invalid="ignore"):
            edge = np.where(high, (1 - own) / (2 - both), own / both)
        first = coins[:, k] < edge
        settled, stays = np.where(first, waiting, other), np.where(first, other, waiting)
        inside[at[high], settled[high]] = True
        waiting, left = stays, np.where(high, np.maximum(both - 1, 0.0), both)
    inside[at, waiting] = left > 0.5
    return inside


def shuffled(codes: Arms, size: int, rng: np.random.Generator) -> Arms:
    """`size` random orders of `codes` (m,), every order of equal codes equally likely: (size, m).

    Each unit gets a random number, and the least of them the first code: five times as fast as moving units about.
    """
    values, counts = np.unique(codes, return_counts=True)
    out = np.empty((size, len(codes)), dtype=np.int8)
    step = max(1, KEYS // len(codes))
    for start in range(0, size, step):
        _draw(out[start : start + step], values, np.cumsum(counts)[:-1], rng)
    return out


def _draw(out: Arms, values: Arms, cuts: NDArray[np.int64], rng: np.random.Generator) -> None:
    """Fill each row of `out` (rows, units): the units with the least numbers get the first value, up to its cut."""
    keys = rng.integers(0, 2**32, size=out.shape, dtype=np.uint32)
    tied = np.zeros(len(out), dtype=bool)
    out[:] = values[0]
    for cut, more in zip(cuts, np.diff(values), strict=True):
        beyond = keys > np.partition(keys, cut - 1, axis=1)[:, cut - 1 : cut]
        tied |= np.count_nonzero(beyond, axis=1) != out.shape[1] - cut
        out += beyond * more
    if tied.any():  # a number twice where two parts meet: drawn again, which favours nobody
        again = out[tied]
        _draw(again, values, cuts, rng)
        out[tied] = again


def in_fixed_blocks(redraws: Redraws, seed: str) -> Callable[[int, int], Arms]:
    """redraws(first, count) for any slice: redraw k depends on the lottery, `seed` and k only."""
    number = int(hashlib.sha256(seed.encode()).hexdigest(), 16)

    @lru_cache(maxsize=2)
    def block(index: int) -> Arms:
        return redraws.block(AT_ONCE, np.random.default_rng([number, index]))

    def rows(first: int, count: int) -> Arms:
        wanted = range(first // AT_ONCE, -(-(first + count) // AT_ONCE))
        start = first - wanted.start * AT_ONCE
        found = [block(index) for index in wanted]
        return (found[0] if len(found) == 1 else np.concatenate(found))[start : start + count]

    return rows
