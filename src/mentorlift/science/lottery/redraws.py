"""The same lottery again and again: what else could have been drawn."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arms = NDArray[np.int8]
NOT_DRAWN = -1
AT_ONCE = 256  # redraws made by one generator; changing it changes every redraw
KEYS = 2**18  # random numbers made at once, few enough to stay in the processor's cache; so does this


class Redraws:
    """Redraws of one recorded draw, for randomisation inference.

    People are in the order of `person_ids`; arms are coded by their place in `arms`, -1 for who was not drawn. A redraw
    keeps who was drawn in which stratum of which branch and how many units came into each arm there; given these,
    every assignment was equally likely in the lottery, so that tests over redraws are exact. Clusters move as a whole.
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
        for first, people, unit in self._layout:
            drawn = shuffled(self._observed[first], size, rng)
            out[:, people] = drawn if len(first) == len(people) else drawn[:, unit]
        return out


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
