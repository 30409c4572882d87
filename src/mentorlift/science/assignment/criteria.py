"""What makes a pair better: each criterion is one small class giving a value from 0 to 1 for every pair."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from mentorlift.science.assignment.pool import Floats, Pool, Side
from mentorlift.science.assignment.rules import codes, membership
from mentorlift.science.assignment.sparse.columns import BETWEEN, CLOSE, COVERED, EQUAL, UNEQUAL, Stack


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Why one criterion gave a pair what it gave: `value` 0 to 1, and what a sentence about it needs."""

    name: str
    kind: str
    value: float
    points: int
    items: tuple[str, ...] = ()
    wanted: int = 0
    amount: float | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Covers:
    """Share of the protégé's needs that the mentor offers: |needs & offers| / |needs|, 0 without needs."""

    kind: ClassVar[str] = "covers"
    needs: str
    offers: str
    weight: float

    @property
    def name(self) -> str:
        return f"covers_{self.needs}"

    def fields(self) -> list[tuple[str, str, str]]:
        return [("protege", self.needs, "set"), ("mentor", self.offers, "set")]

    def values(self, pool: Pool) -> Floats:
        needs, offers = membership(pool.proteges.sets[self.needs], pool.mentors.sets[self.offers])
        return (needs @ offers.T) / np.maximum(needs.sum(axis=1), 1.0)[:, None]

    def stack(self, stack: Stack, worth: float) -> None:
        sides = stack.pool.proteges.sets[self.needs], stack.pool.mentors.sets[self.offers]
        stack.op(COVERED, stack.sets_of(*sides), worth)

    def detail(self, pool: Pool, i: int, j: int) -> dict[str, Any]:
        needs = pool.proteges.sets[self.needs][i]
        offered = needs & pool.mentors.sets[self.offers][j]
        return {"items": tuple(sorted(offered)), "wanted": len(needs), "text": self.offers}


@dataclass(frozen=True, kw_only=True)
class Band:
    """1 if low <= mentor - protégé <= high, else 0; 0 where a value is missing."""

    kind: ClassVar[str] = "band"
    field: str
    low: float
    high: float
    weight: float

    @property
    def name(self) -> str:
        return f"band_{self.field}"

    def fields(self) -> list[tuple[str, str, str]]:
        return [("both", self.field, "number")]

    def values(self, pool: Pool) -> Floats:
        ahead = difference(pool, self.field)
        return ((ahead >= self.low) & (ahead <= self.high)).astype(np.float64)

    def stack(self, stack: Stack, worth: float) -> None:
        stack.op(BETWEEN, stack.numbers_of(self.field), np.rint(worth), self.low, self.high)

    def detail(self, pool: Pool, i: int, j: int) -> dict[str, Any]:
        return {"amount": pair_difference(pool, self.field, i, j)}


@dataclass(frozen=True, kw_only=True)
class Same:
    """1 if both values are known and equal, else 0."""

    kind: ClassVar[str] = "same"
    field: str
    weight: float

    @property
    def name(self) -> str:
        return f"{self.kind}_{self.field}"

    def fields(self) -> list[tuple[str, str, str]]:
        return [("both", self.field, "text")]

    def values(self, pool: Pool) -> Floats:
        left, right = codes(pool.proteges.texts[self.field], pool.mentors.texts[self.field])
        return ((left[:, None] == right[None, :]) & (left >= 0)[:, None]).astype(np.float64)

    def stack(self, stack: Stack, worth: float) -> None:
        sides = stack.pool.proteges.texts[self.field], stack.pool.mentors.texts[self.field]
        stack.op(EQUAL if self.kind == "same" else UNEQUAL, stack.codes_of(*codes(*sides)), np.rint(worth))

    def detail(self, pool: Pool, i: int, j: int) -> dict[str, Any]:
        return {"text": pool.mentors.texts[self.field][j]}


@dataclass(frozen=True, kw_only=True)
class Differs(Same):
    """1 if both values are known and differ, else 0."""

    kind: ClassVar[str] = "differs"

    def values(self, pool: Pool) -> Floats:
        left, right = codes(pool.proteges.texts[self.field], pool.mentors.texts[self.field])
        known = (left >= 0)[:, None] & (right >= 0)[None, :]
        return (known & (left[:, None] != right[None, :])).astype(np.float64)


@dataclass(frozen=True, kw_only=True)
class Near:
    """1 - ((mentor - protégé) / scale)^2, at least 0; 0 where a value is missing."""

    kind: ClassVar[str] = "near"
    field: str
    scale: float
    weight: float

    @property
    def name(self) -> str:
        return f"near_{self.field}"

    def fields(self) -> list[tuple[str, str, str]]:
        return [("both", self.field, "number")]

    def values(self, pool: Pool) -> Floats:
        away = difference(pool, self.field) / self.scale
        return np.nan_to_num(np.maximum(1.0 - away * away, 0.0), nan=0.0)

    def stack(self, stack: Stack, worth: float) -> None:
        stack.op(CLOSE, stack.numbers_of(self.field), worth, self.scale)

    def detail(self, pool: Pool, i: int, j: int) -> dict[str, Any]:
        return {"amount": pair_difference(pool, self.field, i, j)}


@dataclass(frozen=True, kw_only=True)
class Level:
    """(x - min) / (max - min) over the side named by `of`; 0 where missing or where all are alike."""

    kind: ClassVar[str] = "level"
    of: str  # "mentor" | "protege"
    field: str
    weight: float

    @property
    def name(self) -> str:
        return f"level_{self.field}"

    def fields(self) -> list[tuple[str, str, str]]:
        return [(self.of, self.field, "number")]

    def side(self, pool: Pool) -> Side:
        return pool.mentors if self.of == "mentor" else pool.proteges

    def values(self, pool: Pool) -> Floats:
        level = between_extremes(self.side(pool).numbers[self.field])
        level = level[None, :] if self.of == "mentor" else level[:, None]
        return np.broadcast_to(level, pool.shape).copy()

    def stack(self, stack: Stack, worth: float) -> None:
        points = np.rint(between_extremes(self.side(stack.pool).numbers[self.field]) * worth).astype(np.int64)
        if self.of == "mentor":
            stack.col_points += points
        else:
            stack.row_points += points

    def detail(self, pool: Pool, i: int, j: int) -> dict[str, Any]:
        value = float(self.side(pool).numbers[self.field][j if self.of == "mentor" else i])
        return {"amount": None if np.isnan(value) else value}


@dataclass(frozen=True, kw_only=True)
class Preference:
    """(k + 1 - rank) / k with k the largest rank anyone gave; unlisted is 0.

    The mean of both sides' values where mentors have ranked protégés too, else the protégé's own.
    """

    kind: ClassVar[str] = "preference"
    weight: float

    @property
    def name(self) -> str:
        return "preference"

    def fields(self) -> list[tuple[str, str, str]]:
        return []

    def values(self, pool: Pool) -> Floats:
        worst = max(pool.preferences.values(), default=1)
        sides = [ranks for ranks in ranks_of_both_sides(pool) if (ranks > 0).any()]
        if not sides:
            return np.zeros(pool.shape)
        given = np.array([np.where(ranks > 0, (worst + 1.0 - ranks) / worst, 0.0) for ranks in sides])
        return given.mean(axis=0)

    def stack(self, stack: Stack, worth: float) -> None:
        worst = max(stack.pool.preferences.values(), default=1)
        theirs, mentors = listed_ranks(stack.pool)
        sides = [ranks for ranks in (theirs, mentors) if ranks]
        for pair in {*theirs, *mentors}:
            given = [(worst + 1.0 - ranks[pair]) / worst if pair in ranks else 0.0 for ranks in sides]
            stack.add(*pair, int(np.rint(sum(given) / len(given) * worth)))

    def detail(self, pool: Pool, i: int, j: int) -> dict[str, Any]:
        rank = pool.preferences.get((pool.proteges.ids[i], pool.mentors.ids[j]))
        return {"amount": rank}


Criterion = Covers | Band | Same | Differs | Near | Level | Preference


def difference(pool: Pool, field: str) -> Floats:
    """Mentor minus protégé for every pair, nan where either is missing."""
    return pool.mentors.numbers[field][None, :] - pool.proteges.numbers[field][:, None]


def pair_difference(pool: Pool, field: str, i: int, j: int) -> float | None:
    """Mentor minus protégé for one pair, None where either is missing."""
    ahead = float(pool.mentors.numbers[field][j] - pool.proteges.numbers[field][i])
    return None if np.isnan(ahead) else ahead


def between_extremes(values: Floats) -> Floats:
    """Each value's place between the least and the greatest known one, 0 where unknown."""
    known = values[~np.isnan(values)]
    if not known.size or known.max() == known.min():
        return np.zeros(len(values))
    return np.nan_to_num((values - known.min()) / (known.max() - known.min()), nan=0.0)


def listed_ranks(pool: Pool) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """Ranks the protégés gave and ranks the mentors gave, by (row, column)."""
    rows = {person: i for i, person in enumerate(pool.proteges.ids)}
    cols = {person: j for j, person in enumerate(pool.mentors.ids)}
    theirs: dict[tuple[int, int], int] = {}
    mentors: dict[tuple[int, int], int] = {}
    for (person, choice), rank in pool.preferences.items():
        if person in rows and choice in cols:
            theirs[rows[person], cols[choice]] = rank
        if person in cols and choice in rows:
            mentors[rows[choice], cols[person]] = rank
    return theirs, mentors


def ranks_of_both_sides(pool: Pool) -> tuple[Floats, Floats]:
    """The same as tables shaped like the pool, 0 where none was given."""
    out = []
    for ranks in listed_ranks(pool):
        table = np.zeros(pool.shape)
        for pair, rank in ranks.items():
            table[pair] = rank
        out.append(table)
    return out[0], out[1]


def unique_names(criteria: tuple[Criterion, ...]) -> tuple[str, ...]:
    """A column name for each criterion; a name that comes again gets a number."""
    seen: dict[str, int] = {}
    names = []
    for criterion in criteria:
        seen[criterion.name] = seen.get(criterion.name, 0) + 1
        count = seen[criterion.name]
        names.append(criterion.name if count == 1 else f"{criterion.name}_{count}")
    return tuple(names)
