"""Exactly uniform random pairs for small pools: all largest sets are counted, one is drawn by the counts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mentorlift.science.assignment.pool import Bools, Floats, Ints
from mentorlift.science.assignment.solver import NONE, stage, whole

MOST_STATES = 1_500_000  # of one part of the pool: its people times the ways its places can be left
Counts = NDArray[Any]  # Python integers, so that no count is rounded


@dataclass(frozen=True, kw_only=True)
class Uniform:
    """A set drawn among `sets` largest ones, and in how many of all of them each pair is, as a share."""

    chosen: Ints
    sets: int
    shares: Floats


def uniform_pairs(allowed: Bools, capacity: Ints, rng: np.random.Generator) -> Uniform | None:
    """One of the largest sets of pairs, each with the same probability; None where there is too much to count.

    The pairs that any largest set can have fall into parts that do not touch; in each the sets are counted person by
    person over what is left of the places (a permanent by dynamic programming), exactly, in integers.
    """
    people, mentors = allowed.shape
    face = stage(whole(allowed & (capacity > 0)), np.ones(allowed.shape, dtype=np.int64), capacity)[3]
    parts = parts_of(face.edges, np.minimum(capacity, face.edges.sum(axis=0)))
    turned = [part.turned() for part in parts]
    if any(part.size > MOST_STATES for part in turned):
        return None
    chosen = np.full(people, NONE, dtype=np.int64)
    shares = np.zeros((people, mentors))
    sets = 1
    for part, counted in zip(parts, turned, strict=True):
        after = counted.completions()
        picked, share = counted.pick(after, rng), counted.shares(after)
        made = picked != NONE
        if counted is part:
            chosen[part.rows[made]] = part.cols[picked[made]]
        else:
            chosen[part.rows[picked[made]]] = part.cols[made]
            share = share.T
        shares[np.ix_(part.rows, part.cols)] = share
        sets *= int(after[0][1][-1])
    return Uniform(chosen=chosen, sets=sets, shares=shares)


def parts_of(edges: Bools, capacity: Ints) -> list["Part"]:
    """The parts of a pool between which there is no pair; people without any pair are in none."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    people, mentors = edges.shape
    rows, cols = np.nonzero(edges)
    size = people + mentors
    _, label = connected_components(
        coo_array((np.ones(len(rows)), (rows, people + cols)), shape=(size, size)), directed=False
    )
    out = []
    for one in np.unique(label[rows]).tolist():
        mine, theirs = np.flatnonzero(label[:people] == one), np.flatnonzero(label[people:] == one)
        out.append(Part(rows=mine, cols=theirs, edges=edges[np.ix_(mine, theirs)], capacity=capacity[theirs]))
    return out


@dataclass(frozen=True, kw_only=True)
class Part:
    """Some protégés and mentors by themselves. What is left of the places is one number, mentor j counting `steps[j]`
    for each place; at the start all are left, which is the last number."""

    rows: Ints
    cols: Ints
    edges: Bools
    capacity: Ints

    @property
    def steps(self) -> list[int]:
        return [1, *np.cumprod([int(c) + 1 for c in self.capacity], dtype=object).tolist()][:-1]

    @property
    def states(self) -> int:
        return int(np.prod([int(c) + 1 for c in self.capacity], dtype=object))

    @property
    def size(self) -> int:
        return self.states * len(self.rows)

    def turned(self) -> "Part":
        """The same seen from the other side where that is smaller, which it can be if nobody has two places."""
        if len(self.rows) >= len(self.cols) or (self.capacity > 1).any():
            return self
        once = np.ones(len(self.rows), dtype=np.int64)
        return Part(rows=self.cols, cols=self.rows, edges=self.edges.T, capacity=once)

    def has_place(self) -> list[Bools]:
        """For each mentor, in which states a place is left."""
        number = np.arange(self.states)
        return [number // step % (int(c) + 1) > 0 for step, c in zip(self.steps, self.capacity, strict=True)]

    def completions(self) -> list[tuple[Ints, Counts]]:
        """Before each person (and after the last): by state, the most pairs the rest can make and in how many ways."""
        most, ways = np.zeros(self.states, dtype=np.int64), np.ones(self.states, dtype=object)
        out, open_to = [(most, ways)], self.has_place()
        for row in self.edges[::-1]:
            options = [(most.copy(), ways)]
            for j in np.flatnonzero(row).tolist():
                at = np.flatnonzero(open_to[j])
                theirs, count = np.full(self.states, NONE, dtype=np.int64), np.zeros(self.states, dtype=object)
                theirs[at], count[at] = most[at - self.steps[j]] + 1, ways[at - self.steps[j]]
                options.append((theirs, count))
            most = np.max([theirs for theirs, _ in options], axis=0)
            ways = np.sum([np.where(theirs == most, count, 0) for theirs, count in options], axis=0)
            out.append((most, ways))
        return out[::-1]

    def pick(self, after: list[tuple[Ints, Counts]], rng: np.random.Generator) -> Ints:
        """Person by person the column of each, every choice with the share of the sets that go on from it."""
        state, open_to = self.states - 1, self.has_place()
        chosen = np.full(len(self.rows), NONE, dtype=np.int64)
        for k, row in enumerate(self.edges):
            most, ways = after[k + 1]
            left = below(int(after[k][1][state]), rng)
            options = [(NONE, state, 0)]
            options += [(j, state - self.steps[j], 1) for j in np.flatnonzero(row).tolist() if open_to[j][state]]
            for j, to, gained in options:
                if most[to] + gained != after[k][0][state]:
                    continue
                left -= int(ways[to])
                if left < 0:
                    chosen[k], state = j, to
                    break
        return chosen

    def shares(self, after: list[tuple[Ints, Counts]]) -> Floats:
        """For each pair the share of all sets that have it."""
        so_far, total = np.zeros(self.states, dtype=object), int(after[0][1][-1])
        so_far[-1] = 1
        out, open_to = np.zeros(self.edges.shape), self.has_place()
        for k, row in enumerate(self.edges):
            here, (most, ways) = after[k][0], after[k + 1]
            stay = most == here
            then = np.where(stay, so_far, 0)
            for j in np.flatnonzero(row).tolist():
                at = np.flatnonzero(open_to[j])
                at = at[most[at - self.steps[j]] + 1 == here[at]]
                to = at - self.steps[j]
                out[k, j] = int((so_far[at] * ways[to]).sum()) / total
                then[to] += so_far[at]
            so_far = then
        return out


def below(count: int, rng: np.random.Generator) -> int:
    """A whole number from 0 to count - 1, each as likely, however large `count` is."""
    bits = count.bit_length()
    while True:
        drawn = int.from_bytes(rng.bytes((bits + 7) // 8), "big") & ((1 << bits) - 1)
        if drawn < count:
            return drawn
