"""Rules that no pair may break: each compiles to a mask of the pairs it forbids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from mentorlift.science.assignment.pool import Bools, Floats, Pool
from mentorlift.science.assignment.sparse.columns import (
    BAR_DISJOINT,
    BAR_EQUAL,
    BAR_HOURS,
    BAR_INSIDE,
    BAR_OUTSIDE,
    Stack,
)

DAY = 1440.0


@dataclass(frozen=True)
class Different:
    """Both values known and equal forbids the pair; a missing value is equal to nothing."""

    kind: ClassVar[str] = "different"
    field: str

    def fields(self) -> list[tuple[str, str, str]]:
        return [("both", self.field, "text")]

    def forbids(self, pool: Pool) -> Bools:
        left, right = codes(pool.proteges.texts[self.field], pool.mentors.texts[self.field])
        return (left[:, None] == right[None, :]) & (left >= 0)[:, None]

    def stack(self, stack: Stack) -> None:
        sides = stack.pool.proteges.texts[self.field], stack.pool.mentors.texts[self.field]
        stack.op(BAR_EQUAL, stack.codes_of(*codes(*sides)))


@dataclass(frozen=True)
class NotInLine:
    """Neither may be the other's manager, at whatever distance up the line."""

    kind: ClassVar[str] = "not-in-line"
    manager: str

    def fields(self) -> list[tuple[str, str, str]]:
        return [("both", self.manager, "manager")]

    def forbids(self, pool: Pool) -> Bools:
        return listed(pool, self.pairs(pool))

    def pairs(self, pool: Pool) -> set[tuple[int, int]]:
        above = pool.managers[self.manager]
        rows = {person: i for i, person in enumerate(pool.proteges.ids)}
        cols = {person: j for j, person in enumerate(pool.mentors.ids)}
        below = {(i, cols[boss]) for person, i in rows.items() for boss in line_above(person, above) if boss in cols}
        return below | {
            (rows[boss], j) for person, j in cols.items() for boss in line_above(person, above) if boss in rows
        }

    def stack(self, stack: Stack) -> None:
        stack.barred |= self.pairs(stack.pool)


@dataclass(frozen=True)
class OverlapHours:
    """Working hours must meet for at least so many hours on every reference day; unknown hours never do."""

    kind: ClassVar[str] = "overlap-hours"
    field: str
    at_least: float

    def fields(self) -> list[tuple[str, str, str]]:
        return [("both", self.field, "hours")]

    def forbids(self, pool: Pool) -> Bools:
        shared = overlap_minutes(pool.proteges.spans[self.field], pool.mentors.spans[self.field])
        return ~(shared >= self.at_least * 60.0)

    def stack(self, stack: Stack) -> None:
        stack.op(BAR_HOURS, stack.hours_of(self.field), self.at_least * 60.0)


@dataclass(frozen=True)
class SharesAny:
    """At least one entry in common, such as a language; an empty list shares nothing."""

    kind: ClassVar[str] = "shares-any"
    field: str

    def fields(self) -> list[tuple[str, str, str]]:
        return [("both", self.field, "set")]

    def forbids(self, pool: Pool) -> Bools:
        left, right = membership(pool.proteges.sets[self.field], pool.mentors.sets[self.field])
        return (left @ right.T) == 0

    def stack(self, stack: Stack) -> None:
        sides = stack.pool.proteges.sets[self.field], stack.pool.mentors.sets[self.field]
        stack.op(BAR_DISJOINT, stack.sets_of(*sides))


@dataclass(frozen=True)
class Ahead:
    """low <= mentor - protégé <= high must hold: who may be on which side. An unknown number is never ahead."""

    kind: ClassVar[str] = "ahead"
    field: str
    low: float
    high: float

    def fields(self) -> list[tuple[str, str, str]]:
        return [("both", self.field, "number")]

    def forbids(self, pool: Pool) -> Bools:
        ahead = pool.mentors.numbers[self.field][None, :] - pool.proteges.numbers[self.field][:, None]
        return ~((ahead >= self.low) & (ahead <= self.high))

    def mirrored(self) -> "Ahead":
        """The same rule with the two sides exchanged."""
        return Ahead(field=self.field, low=-self.high, high=-self.low)

    def stack(self, stack: Stack) -> None:
        stack.op(BAR_OUTSIDE, stack.numbers_of(self.field), self.low, self.high)


@dataclass(frozen=True)
class Apart:
    """The two must differ by at least so much, whoever has more; an unknown number differs from nothing."""

    kind: ClassVar[str] = "apart"
    field: str
    at_least: float

    def fields(self) -> list[tuple[str, str, str]]:
        return [("both", self.field, "number")]

    def forbids(self, pool: Pool) -> Bools:
        ahead = pool.mentors.numbers[self.field][None, :] - pool.proteges.numbers[self.field][:, None]
        return ~(np.abs(ahead) >= self.at_least)

    def stack(self, stack: Stack) -> None:
        stack.op(BAR_INSIDE, stack.numbers_of(self.field), -self.at_least, self.at_least)


@dataclass(frozen=True)
class Forbid:
    """Named pairs that must not be made; why is nobody's business here."""

    kind: ClassVar[str] = "forbid"
    pairs: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def fields(self) -> list[tuple[str, str, str]]:
        return []

    def forbids(self, pool: Pool) -> Bools:
        return listed(pool, self.places(pool))

    def places(self, pool: Pool) -> set[tuple[int, int]]:
        rows = {person: i for i, person in enumerate(pool.proteges.ids)}
        cols = {person: j for j, person in enumerate(pool.mentors.ids)}
        return {(rows[p], cols[m]) for p, m in self.pairs if p in rows and m in cols}

    def stack(self, stack: Stack) -> None:
        stack.barred |= self.places(stack.pool)


@dataclass(frozen=True)
class Parted(Forbid):
    """Pairs that were made before and ended: the same two are not brought together again."""

    kind: ClassVar[str] = "parted"


@dataclass(frozen=True)
class OfCircle(Forbid):
    """Pairs that the rules among the members of a circle bar, because of who is in it already."""

    kind: ClassVar[str] = "of-circle"


Rule = Different | NotInLine | OverlapHours | SharesAny | Ahead | Apart | Forbid


def listed(pool: Pool, pairs: set[tuple[int, int]]) -> Bools:
    """True for the pairs (row, column) named."""
    out = np.zeros(pool.shape, dtype=bool)
    for pair in pairs:
        out[pair] = True
    return out


def same_person(pool: Pool) -> Bools:
    """Nobody is their own mentor; this holds under every policy."""
    return np.array(pool.proteges.ids)[:, None] == np.array(pool.mentors.ids)[None, :]


def allowed_pairs(rules: Sequence[Rule], pool: Pool) -> Bools:
    """Pairs that break no rule, shape (protégés, mentors)."""
    out = ~same_person(pool) if pool.shape[0] and pool.shape[1] else np.zeros(pool.shape, dtype=bool)
    for rule in rules:
        out &= ~rule.forbids(pool)
    return out


def line_above(person: str, managers: Mapping[str, str]) -> list[str]:
    """The managers of a person from the nearest up; stops at a repeat, so that it ends on any input."""
    line: list[str] = []
    seen = {person}
    while (person := managers.get(person, "")) and person not in seen:
        line.append(person)
        seen.add(person)
    return line


def codes(left: Sequence[str], right: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Texts as numbers shared by both sides, -1 where missing."""
    known = {value: code for code, value in enumerate(sorted({*left, *right} - {""}))}
    return (
        np.array([known.get(v, -1) for v in left], dtype=np.int64),
        np.array([known.get(v, -1) for v in right], dtype=np.int64),
    )


def membership(left: Sequence[frozenset[str]], right: Sequence[frozenset[str]]) -> tuple[Floats, Floats]:
    """Sets as 0/1 rows over one vocabulary: their product counts the entries in common."""
    words = {word: k for k, word in enumerate(sorted(frozenset().union(*left, *right)))}
    out = []
    for side in (left, right):
        rows = np.zeros((len(side), len(words)))
        people = np.repeat(np.arange(len(side)), [len(entries) for entries in side])
        rows[people, [words[word] for entries in side for word in entries]] = 1.0
        out.append(rows)
    return out[0], out[1]


def overlap_minutes(left: Floats, right: Floats) -> Floats:
    """Shared working minutes a day, the least over the reference days; nan where either side is unknown."""
    total = np.zeros((left.shape[0], right.shape[0], left.shape[1]))
    for shift in (-DAY, 0.0, DAY):
        start = np.maximum(left[:, None, :, 0], right[None, :, :, 0] + shift)
        end = np.minimum(left[:, None, :, 1], right[None, :, :, 1] + shift)
        total += np.maximum(end - start, 0.0)
    return total.min(axis=2)
