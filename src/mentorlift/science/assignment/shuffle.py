"""Random pairs within the rules: as many as can be, and none favoured."""

import math

import numpy as np

from mentorlift.science.assignment.pool import Bools, Ints
from mentorlift.science.assignment.solver import NONE, load, stage, whole

ROUNDS = 30


def random_pairs(allowed: Bools, capacity: Ints, rng: np.random.Generator) -> Ints:
    """A random set among those with the most pairs.

    Starts from the best set under random scores, which every largest set can be, then walks: two protégés drawn at
    random exchange mentors (or the one place between them) if the rules allow it, or one moves to a free place drawn
    at random. Each step is as likely as its reverse, so all sets the walk can reach become equally likely
    (Metropolis 1953); after 30 n ln n steps the distance to uniform is small, see docs/rules/matching.md.
    """
    people, mentors = allowed.shape
    if not people or not mentors:
        return np.full(people, NONE, dtype=np.int64)
    bonus = (1 << 20) * people + 1
    chosen, *_ = stage(whole(allowed), rng.integers(1 << 20, size=allowed.shape) + bonus, capacity)
    steps = ROUNDS * math.ceil((people + mentors) * math.log(people + mentors + 1))
    free = capacity - load(chosen, mentors)
    pairs = chosen.tolist()
    first, second = rng.integers(people, size=steps), rng.integers(people + mentors, size=steps)
    for i, k in zip(first.tolist(), second.tolist(), strict=True):
        if k < people:
            exchange(pairs, allowed, i, k)
        else:
            move(pairs, allowed, free, i, k - people)
    return np.array(pairs, dtype=np.int64)


def exchange(pairs: list[int], allowed: Bools, i: int, k: int) -> None:
    """Let two protégés change places if both may; having no mentor is a place too."""
    a, b = pairs[i], pairs[k]
    if a != b and (b == NONE or allowed[i, b]) and (a == NONE or allowed[k, a]):
        pairs[i], pairs[k] = b, a


def move(pairs: list[int], allowed: Bools, free: Ints, i: int, mentor: int) -> None:
    """Let a protégé who has a mentor move to a free place."""
    if pairs[i] != NONE and free[mentor] > 0 and allowed[i, mentor] and pairs[i] != mentor:
        free[mentor] -= 1
        free[pairs[i]] += 1
        pairs[i] = mentor
