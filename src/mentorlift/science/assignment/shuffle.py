"""Random pairs within the rules, for pools too large to count all sets: a walk in which none is favoured."""

import math

import numpy as np

from mentorlift.science.assignment.pool import Bools, Ints
from mentorlift.science.assignment.solver import NONE, load, stage, whole

ROUNDS = 30
LONGEST = 4  # times the people of both sides: after so many steps a walk with a pair less is given up


def random_pairs(allowed: Bools, capacity: Ints, rng: np.random.Generator) -> Ints:
    """A random set among those with the most pairs.

    Starts from the best set under random scores, which every largest set can be, then walks 30 n ln n steps. Mostly two
    protégés drawn at random exchange mentors (or the one place between them) if the rules allow it, or one moves to a
    free place drawn at random; one step in n dissolves a pair and walks on with a pair less until it is made up for
    (`detour`). Each step is as likely as its reverse and every largest set can be reached, so that all become equally
    likely (Metropolis 1953; Jerrum and Sinclair 1989 for the walk with a pair less).
    """
    people, mentors = allowed.shape
    if not people or not mentors:
        return np.full(people, NONE, dtype=np.int64)
    bonus = (1 << 20) * people + 1
    chosen, *_ = stage(whole(allowed), rng.integers(1 << 20, size=allowed.shape) + bonus, capacity)
    walk = Walk(allowed, capacity, chosen, rng)
    size = people + mentors
    for _ in range(ROUNDS * math.ceil(size * math.log(size + 1))):
        kind = walk.below(size + 1)
        if kind == size:
            walk.detour(LONGEST * size)
        elif kind < people:
            walk.exchange(walk.below(people), kind)
        else:
            walk.move(walk.below(people), kind - people)
    return np.array(walk.pairs, dtype=np.int64)


class Walk:
    """A set of pairs under way: the mentor of each protégé, the protégés of each mentor, the places left."""

    def __init__(self, allowed: Bools, capacity: Ints, chosen: Ints, rng: np.random.Generator) -> None:
        self.allowed = allowed.tolist()
        self.free = (capacity - load(chosen, len(capacity))).tolist()
        self.pairs = chosen.tolist()
        self.held: list[list[int]] = [[] for _ in capacity]
        for i, j in enumerate(self.pairs):
            if j != NONE:
                self.held[j].append(i)
        self.rng = rng
        self.drawn: list[float] = []

    def below(self, count: int) -> int:
        """A whole number from 0 to count - 1."""
        if not self.drawn:
            self.drawn = self.rng.random(10_000).tolist()
        return int(self.drawn.pop() * count)

    def put(self, i: int, j: int) -> None:
        """Protégé i leaves what they have and goes to mentor j, or to nobody."""
        now = self.pairs[i]
        if now != NONE:
            self.held[now].remove(i)
            self.free[now] += 1
        if j != NONE:
            self.held[j].append(i)
            self.free[j] -= 1
        self.pairs[i] = j

    def exchange(self, i: int, k: int) -> None:
        """Let two protégés change places if both may; having no mentor is a place too."""
        a, b = self.pairs[i], self.pairs[k]
        if a != b and (b == NONE or self.allowed[i][b]) and (a == NONE or self.allowed[k][a]):
            self.put(i, NONE)
            self.put(k, a)
            self.put(i, b)

    def move(self, i: int, j: int) -> None:
        """Let a protégé who has a mentor move to a free place."""
        if self.pairs[i] not in (NONE, j) and self.free[j] > 0 and self.allowed[i][j]:
            self.put(i, j)

    def detour(self, steps: int) -> None:
        """Dissolve one pair and walk among the sets with a pair less until one is made again; if that takes more than
        `steps`, go back to where we were.

        Whatever way it takes, the way back is as likely: the pair to dissolve is one of as many, the people without a
        mentor are as many all along, and a protégé who takes a full mentor's place sends one of as many away.
        """
        before = list(self.pairs)
        people, mentors = len(self.pairs), len(self.free)
        matched = [i for i in range(people) if self.pairs[i] != NONE]
        if not matched:
            return
        self.put(matched[self.below(len(matched))], NONE)
        alone = [i for i in range(people) if self.pairs[i] == NONE]
        for _ in range(steps):
            if self.below(2):
                self.move(self.below(people), self.below(mentors))
                continue
            at, j = self.below(len(alone)), self.below(mentors)
            i = alone[at]
            if not self.allowed[i][j]:
                continue
            if self.free[j] > 0:
                self.put(i, j)
                return
            if self.held[j]:  # none where the mentor has no place at all
                alone[at] = self.held[j][self.below(len(self.held[j]))]
                self.put(alone[at], NONE)
                self.put(i, j)
        for i in [i for i in range(people) if self.pairs[i] != before[i]]:
            self.put(i, NONE)
        for i in range(people):
            if self.pairs[i] != before[i]:
                self.put(i, before[i])
