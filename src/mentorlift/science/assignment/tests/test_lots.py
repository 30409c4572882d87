"""A lot drawn from a table gives every pair exactly the probability in the table: all branches are walked."""

from fractions import Fraction

import numpy as np

from mentorlift.science.assignment.lots import coin_of, draw

from .test_objectives import every_set, problem


class Branch(Exception):
    """A coin was asked for that nobody has decided yet."""


def every_outcome(table, unit, capacity):
    """All sets that can be drawn, each with its probability: both sides of every coin are followed."""
    waiting, out = [((), Fraction(1))], []
    while waiting:
        decided, chance = waiting.pop()
        left = list(decided)
        asked = []

        def coin(part, whole, left=left, asked=asked):
            if left:
                return left.pop(0)
            asked.append(Fraction(part, whole))
            raise Branch

        try:
            out.append((draw(table, unit, capacity, coin), chance))
        except Branch:
            heads = asked[0]
            waiting += [((*decided, True), chance * heads), ((*decided, False), chance * (1 - heads))]
    return out


def mixed_table(rng, unit):
    """A table that is a mixture of sets of equal size; None where there are none."""
    _, allowed, capacity = problem(rng, people=4, mentors=3)
    sets = list(every_set(allowed, capacity))
    size = max((chosen >= 0).sum() for chosen in sets)
    sets = [chosen for chosen in sets if (chosen >= 0).sum() == size]
    table = np.zeros(allowed.shape, dtype=np.int64)
    for k in rng.integers(len(sets), size=unit):
        rows = np.flatnonzero(sets[k] >= 0)
        table[rows, sets[k][rows]] += 1
    return table, capacity, int(size)


def test_each_pair_has_exactly_its_probability_and_all_sets_the_same_size():
    branched = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        unit = int(rng.integers(1, 12))
        table, capacity, size = mixed_table(rng, unit)
        outcomes = every_outcome(table, unit, capacity)
        assert sum(chance for _, chance in outcomes) == 1
        for i, j in np.ndindex(table.shape):
            assert sum(chance for chosen, chance in outcomes if chosen[i] == j) == Fraction(int(table[i, j]), unit)
        for chosen, _ in outcomes:
            assert (chosen >= 0).sum() == size
            assert (np.bincount(chosen[chosen >= 0], minlength=len(capacity)) <= capacity).all()
        branched += len(outcomes) > 2
    assert branched > 60


def test_a_coin_falls_as_often_as_it_says():
    coin = coin_of(np.random.default_rng(3))
    heads = sum(coin(3, 10) for _ in range(20_000))
    assert abs(heads - 6_000) < 4 * (20_000 * 0.21) ** 0.5
