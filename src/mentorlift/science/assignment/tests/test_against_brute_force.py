"""2,000 random small pools with rules, forbidden pairs, pins and places, against every set of pairs there is."""

import dataclasses
import functools
import itertools

import numpy as np
import pytest

from mentorlift.science.assignment import rules
from mentorlift.science.assignment.matching import match_by_table
from mentorlift.science.assignment.policy import OBJECTIVES
from mentorlift.science.assignment.sparse.large import match_large

from . import builders
from .slow import check, slow_points

POOLS = 2_000


@functools.cache
def pools():
    """Everything the tests run on: pool, policy with pins, points by the slow scorer (-1 where a rule bars)."""
    out = []
    for seed in range(POOLS):
        rng = np.random.default_rng(seed)
        pool = builders.pool(rng, int(rng.integers(1, 6)), int(rng.integers(1, 4)))
        policy = builders.policy(rng)
        if rng.random() < 0.5:  # scores so coarse that many sets are equal
            policy = dataclasses.replace(policy, criteria=policy.criteria[:1])
        pairs = list(itertools.product(pool.proteges.ids, pool.mentors.ids))
        apart = frozenset(pair for pair in pairs if rng.random() < 0.15)
        policy = dataclasses.replace(policy, rules=(*policy.rules, rules.Forbid(apart)))
        table = np.array([[-1 if p is None else p for p in row] for row in slow_points(policy, pool, 1_000_000)])
        out.append((pool, dataclasses.replace(policy, pins=some_pins(rng, pool, table)), table))
    return out


def some_pins(rng, pool, table):
    """None to two pairs that can be kept."""
    left, pins = pool.capacity.copy(), {}
    for i, j in rng.permutation(np.argwhere(table >= 0))[: int(rng.integers(0, 3))]:
        if left[j] and pool.proteges.ids[i] not in pins:
            left[j] -= 1
            pins[pool.proteges.ids[i]] = pool.mentors.ids[j]
    return tuple(pins.items())


@functools.cache
def choices(people, mentors):
    """Every way to give each person a mentor or nobody (the last column), one a row."""
    return np.array(list(itertools.product(range(mentors + 1), repeat=people)))


def best_value(objective, pool, policy, table):
    """(coverage, total, sorted scores) of the best set there is, by looking at all of them."""
    people, mentors = table.shape
    every = choices(people, mentors)
    wide = np.column_stack((table, np.zeros(people, dtype=np.int64)))
    points = wide[np.arange(people), every]
    counts = (every[:, :, None] == np.arange(mentors)).sum(axis=1)
    good = (points >= 0).all(axis=1) & (counts <= pool.capacity).all(axis=1)
    for protege, mentor in policy.pins:
        good &= every[:, pool.proteges.ids.index(protege)] == pool.mentors.ids.index(mentor)
    every, points = every[good], points[good]
    made = every < mentors
    coverage, total = made.sum(axis=1), points.sum(axis=1)
    levels = np.sort(np.where(made, points, 2**60), axis=1)
    keys = {
        "score": [total],
        "coverage-then-score": [total, coverage],
        "worst-off-first": [*levels.T[::-1], coverage],
    }[objective]
    top = np.lexsort(keys)[-1]
    return int(coverage[top]), int(total[top]), [int(x) for x in levels[top][: coverage[top]]]


def compare(objective, match):
    compared = 0
    for pool, settled, table in pools():
        policy = dataclasses.replace(settled, objective=objective)
        found = match(policy, pool)
        assert found.certificate.scale == 1_000_000
        check(found, policy, pool)
        coverage, total, levels = best_value(objective, pool, policy, table)
        assert found.certificate.primal == total
        if objective != "score":
            assert found.certificate.coverage == coverage
        if objective == "worst-off-first":
            assert sorted(pair.score for pair in found.pairs) == levels
        compared += 1
    assert compared == POOLS


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_no_set_of_pairs_is_better_by_table(objective):
    compare(objective, match_by_table)


@pytest.mark.parametrize("objective", ["score", "coverage-then-score"])
def test_no_set_of_pairs_is_better_without_a_table(objective):
    compare(objective, match_large)


def test_the_pools_have_what_makes_matching_hard():
    """Pins, places above one, people who cannot be placed, equal sets: of each there are many."""
    every = pools()
    assert sum(bool(policy.pins) for _, policy, _ in every) > 500
    assert sum(bool((pool.capacity > 1).any()) for pool, _, _ in every) > 1_000
    assert sum(bool((table < 0).any()) for _, _, table in every) > 1_000
    assert sum(bool((table < 0).all(axis=1).any()) for _, _, table in every) > 300
