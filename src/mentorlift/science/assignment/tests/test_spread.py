"""The table of probabilities keeps every limit, is the most even one, and says so when there is none."""

import numpy as np
import pytest
from scipy.optimize import minimize

from mentorlift.science.assignment.limits import NotWithin
from mentorlift.science.assignment.objectives import seek
from mentorlift.science.assignment.solver import total
from mentorlift.science.assignment.spread import UNIT, Spread, certain_pairs, even_table, most_under_cap

from .test_objectives import every_set, problem


def asked(scores, allowed, capacity, *, tolerance=0.05, cap=1.0):
    capacity = np.minimum(capacity, len(scores))
    allowed = allowed & (capacity > 0)
    found = seek("coverage-then-score", scores, allowed, capacity)
    return Spread(
        scores=scores,
        allowed=allowed,
        capacity=capacity,
        pairs=int((found.chosen >= 0).sum()),
        best=total(scores, found.chosen),
        tolerance=tolerance,
        cap=cap,
        certain=certain_pairs(allowed, capacity, found.chosen),
    )


def random_spread(rng, **size):
    scores, allowed, capacity = problem(rng, **size)
    return asked(
        scores, allowed, capacity, tolerance=float(rng.choice([0.01, 0.1, 1.0])), cap=float(rng.choice([0.4, 0.7, 1.0]))
    )


def test_every_limit_is_kept_to_the_unit_or_there_is_no_such_table():
    kept, refused = 0, 0
    for seed in range(300):
        one = random_spread(np.random.default_rng(seed), people=12, mentors=8)
        try:
            table = even_table(one)
        except NotWithin:
            reached = most_under_cap(one)
            assert reached is None or reached < one.floor * (1 + 1e-6)
            refused += 1
            continue
        assert (table >= 0).all() and (table[~one.allowed] == 0).all()
        assert (table <= np.where(one.certain, UNIT, one.cap * UNIT)).all()
        assert (table[one.certain] == UNIT).all()
        assert (table.sum(axis=1) <= UNIT).all()
        assert (table.sum(axis=0) <= one.capacity * UNIT).all()
        assert table.sum() == one.pairs * UNIT
        assert (table * one.scores).sum() >= one.floor * UNIT
        kept += 1
    assert kept > 150 and refused > 40


def least_by_slsqp(one, start):
    """The least sum of squares by a general solver that knows nothing of the dual."""
    rows, cols = np.nonzero(one.allowed)
    worth, floor = one.scores[rows, cols] / max(one.best, 1), one.floor / max(one.best, 1)
    once, held = rows == np.arange(len(one.scores))[:, None], cols == np.arange(len(one.capacity))[:, None]
    limits = [
        {"type": "ineq", "fun": lambda x: 1 - once @ x},
        {"type": "ineq", "fun": lambda x: one.capacity - held @ x},
        {"type": "ineq", "fun": lambda x: x @ worth - floor},
        {"type": "eq", "fun": lambda x: x.sum() - one.pairs},
    ]
    bounds = [(0, most) for most in one.ceiling[rows, cols]]
    return minimize(lambda x: x @ x, start[rows, cols], constraints=limits, bounds=bounds, method="SLSQP").fun


def test_no_table_within_the_limits_is_more_even():
    compared = 0
    for seed in range(150):
        one = random_spread(np.random.default_rng(seed), people=4, mentors=3)
        if not one.pairs:
            continue
        try:
            table = even_table(one) / UNIT
        except NotWithin:
            continue
        assert (table**2).sum() <= least_by_slsqp(one, table) + 2e-3
        compared += 1
    assert compared > 30


def test_without_a_floor_all_mentors_are_as_likely():
    every = np.ones((6, 6), dtype=bool)
    scores = np.random.default_rng(1).integers(0, 100, (6, 6)).astype(np.int64)
    table = even_table(asked(scores, every, np.ones(6, dtype=np.int64), tolerance=1.0))
    assert abs(table - UNIT / 6).max() < 20


def test_the_nearer_to_the_best_the_less_even():
    rng = np.random.default_rng(2)
    scores = rng.integers(0, 1_000, (20, 12)).astype(np.int64)
    every, places = np.ones((20, 12), dtype=bool), np.full(12, 2)
    shared = [
        float(((even_table(asked(scores, every, places, tolerance=t)) / UNIT) ** 2).sum()) for t in (0.2, 0.05, 0.01)
    ]
    assert shared[0] < shared[1] < shared[2] <= 20


def test_certain_are_the_pairs_that_every_largest_set_has():
    certain = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        scores, allowed, capacity = problem(rng, people=5, mentors=4)
        capacity = np.minimum(capacity, len(scores))
        sets = list(every_set(allowed, capacity))
        size = max((chosen >= 0).sum() for chosen in sets)
        largest = np.array([chosen for chosen in sets if (chosen >= 0).sum() == size])
        expected = (largest[:, :, None] == np.arange(len(capacity))).all(axis=0)
        assert (certain_pairs(allowed, capacity, largest[int(rng.integers(len(largest)))]) == expected).all()
        certain += int(expected.sum())
    assert certain > 100


def test_a_pair_that_cannot_be_otherwise_is_above_any_cap():
    """The first has one possible mentor; the others share what is left as evenly as the cap asks."""
    allowed = np.array([[True, False, False], [True, True, True], [False, True, True]])
    table = even_table(asked(np.ones((3, 3), dtype=np.int64), allowed, np.ones(3, dtype=np.int64), cap=0.5))
    assert table.tolist() == [[UNIT, 0, 0], [0, UNIT // 2, UNIT // 2], [0, UNIT // 2, UNIT // 2]]


def test_a_refusal_names_what_stands_in_the_way():
    once, three = np.ones(2, dtype=np.int64), np.array([[True, True, False], [True, True, False], [True, True, True]])
    with pytest.raises(NotWithin, match=r"no pair above 0.4 fewer would have a mentor than could; raise the cap"):
        even_table(asked(np.ones((3, 3), dtype=np.int64), three, np.ones(3, dtype=np.int64), cap=0.4))
    scores = np.array([[10, 0], [0, 10]])
    with pytest.raises(NotWithin, match=r"at most 50 % of the best; raise the cap or the tolerance"):
        even_table(asked(scores, np.ones((2, 2), dtype=bool), once, cap=0.5, tolerance=0.1))
    assert (even_table(asked(scores, np.ones((2, 2), dtype=bool), once, cap=0.5, tolerance=0.5)) == UNIT // 2).all()


def test_nobody_to_pair_is_an_empty_table():
    nothing = np.zeros((3, 2), dtype=np.int64)
    assert (even_table(asked(nothing, nothing.astype(bool), np.ones(2, dtype=np.int64))) == 0).all()
