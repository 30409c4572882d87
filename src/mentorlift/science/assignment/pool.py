"""Who can be matched: both sides as columns, each in the order of their ids."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Side:
    """Protégés or mentors; `ids` strictly ascending, every column has one entry a person.

    `texts`: "" where missing. `numbers`: nan where missing. `sets`: empty where missing.
    `spans`: working hours in minutes after midnight UTC, shape (n, days, 2) as [start, end) for each reference day,
    nan where missing; an end beyond 1440 means the next morning.
    """

    ids: tuple[str, ...]
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, Floats] = field(default_factory=dict)
    sets: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    spans: Mapping[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if any(a >= b for a, b in zip(self.ids, self.ids[1:], strict=False)):
            raise ValueError("ids must be unique and in ascending order")

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Both sides, the places of each mentor, and what is known between people.

    `managers[field][person]` is that person's manager by that field (people outside the pool may appear, so that a
    line through them is followed). `preferences[person, choice]` is a rank from 1, of either side.
    """

    proteges: Side
    mentors: Side
    capacity: Ints
    managers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    preferences: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.capacity) != len(self.mentors) or (self.capacity < 0).any():
            raise ValueError("one capacity of zero or more for each mentor")

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.proteges), len(self.mentors)


def pair_alone(pool: Pool, i: int, j: int) -> Pool:
    """A pool of protégé i and mentor j, with everything known between people."""
    return Pool(
        proteges=person_alone(pool.proteges, i),
        mentors=person_alone(pool.mentors, j),
        capacity=pool.capacity[j : j + 1],
        managers=pool.managers,
        preferences=pool.preferences,
    )


def among(pool: Pool, people: Collection[str]) -> Pool:
    """The pool without everybody else, on both sides."""
    sides = (pool.proteges, pool.mentors)
    kept = [[i for i, person in enumerate(side.ids) if person in people] for side in sides]
    proteges, mentors = (persons_alone(side, places) for side, places in zip(sides, kept, strict=True))
    return Pool(
        proteges=proteges,
        mentors=mentors,
        capacity=pool.capacity[kept[1]],
        managers=pool.managers,
        preferences=pool.preferences,
    )


def person_alone(side: Side, i: int) -> Side:
    return persons_alone(side, [i])


def persons_alone(side: Side, places: list[int]) -> Side:
    """A side of those at these places, in ascending order."""
    return Side(
        ids=tuple(side.ids[i] for i in places),
        texts={field: tuple(column[i] for i in places) for field, column in side.texts.items()},
        numbers={field: column[places] for field, column in side.numbers.items()},
        sets={field: tuple(column[i] for i in places) for field, column in side.sets.items()},
        spans={field: column[places] for field, column in side.spans.items()},
    )
