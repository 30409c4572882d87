"""Random pairs: every largest set there is, as often as any other."""

from collections import Counter

import numpy as np
from scipy.stats import chi2

from mentorlift.science.assignment import uniform
from mentorlift.science.assignment.shuffle import Walk, random_pairs
from mentorlift.science.assignment.uniform import below, uniform_pairs

from .test_objectives import every_set, problem

ROUND_OF_THREE = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], dtype=bool)  # no two of them can exchange
DRAWS = 60  # for each set


def largest_sets(allowed, capacity):
    sets = [tuple(int(j) for j in chosen) for chosen in every_set(allowed, capacity)]
    size = max(sum(j >= 0 for j in chosen) for chosen in sets)
    return [chosen for chosen in sets if sum(j >= 0 for j in chosen) == size]


def small_pools(count, least, most):
    """Pools with between `least` and `most` largest sets, among them one where two people never can exchange."""
    rng = np.random.default_rng(21)
    out = [(ROUND_OF_THREE, np.ones(3, dtype=np.int64))]
    while len(out) < count:
        scores, allowed, capacity = problem(rng, people=5, mentors=4)
        capacity = np.minimum(capacity, len(scores))
        if least <= len(largest_sets(allowed, capacity)) <= most:
            out.append((allowed, capacity))
    return out


def surprise(draw, sets):
    """How unlikely so uneven counts are if all sets are as likely: the p-value of a chi-square test."""
    counts = Counter(tuple(draw().tolist()) for _ in range(DRAWS * len(sets)))
    assert set(counts) <= set(sets)
    return chi2.sf(sum((counts[one] - DRAWS) ** 2 / DRAWS for one in sets), len(sets) - 1)


def test_small_pools_are_counted_exactly():
    rng = np.random.default_rng(20)
    for _ in range(300):
        scores, allowed, capacity = problem(rng, people=5, mentors=4)
        sets = np.array(largest_sets(allowed, capacity))
        found = uniform_pairs(allowed, np.minimum(capacity, len(scores)), rng)
        assert found.sets == len(sets)
        assert tuple(found.chosen) in {tuple(one) for one in sets}
        shares = (sets[:, :, None] == np.arange(len(capacity))).mean(axis=0)
        assert np.allclose(found.shares, shares, atol=1e-12)


def test_draws_of_small_pools_are_uniform():
    rng = np.random.default_rng(22)
    values = [
        surprise(lambda a=allowed, c=capacity: uniform_pairs(a, c, rng).chosen, largest_sets(allowed, capacity))
        for allowed, capacity in small_pools(8, 2, 30)
    ]
    assert min(values) > 0.01 / len(values)


def test_the_walk_is_uniform_where_it_can_be_compared():
    rng = np.random.default_rng(23)
    values = [
        surprise(lambda a=allowed, c=capacity: random_pairs(a, c, rng), largest_sets(allowed, capacity))
        for allowed, capacity in small_pools(8, 2, 14)
    ]
    assert min(values) > 0.01 / len(values)


def test_a_detour_leaves_uniform_pairs_uniform_and_gets_everywhere():
    """One step from an exactly uniform start; and from one start, step by step, to every set there is."""
    rng = np.random.default_rng(24)
    values = []
    for allowed, capacity in small_pools(12, 2, 30):
        sets = largest_sets(allowed, capacity)

        def stepped(allowed=allowed, capacity=capacity, sets=sets):
            walk = Walk(allowed, capacity, np.array(sets[int(rng.integers(len(sets)))]), rng)
            walk.detour(6)  # so short that it is often given up
            return np.array(walk.pairs)

        values.append(surprise(stepped, sets))
        walk, seen = Walk(allowed, capacity, np.array(sets[0]), rng), set()
        for _ in range(400 * len(sets)):
            walk.detour(40)
            seen.add(tuple(walk.pairs))
        assert seen == set(sets)
    assert min(values) > 0.01 / len(values)


def test_what_is_too_much_to_count_is_left_to_the_walk(monkeypatch):
    every = np.ones((5, 4), dtype=bool)
    places = np.full(4, 2)
    rng = np.random.default_rng(25)
    assert uniform_pairs(every, places, rng).sets > 100
    monkeypatch.setattr(uniform, "MOST_STATES", 100)
    assert uniform_pairs(every, places, rng) is None


def test_large_numbers_are_drawn_below_their_bound():
    rng = np.random.default_rng(26)
    assert {below(3, rng) for _ in range(100)} == {0, 1, 2}
    drawn = [below(10**30, rng) for _ in range(400)]
    assert max(drawn) < 10**30
    assert abs(np.mean([x / 10**30 for x in drawn]) - 0.5) < 0.06
