"""Every objective against all sets of pairs there are, on small random problems."""

import itertools
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy.sparse.csgraph import csgraph_from_dense, floyd_warshall

from mentorlift.science.assignment.detours import Detours, all_ways
from mentorlift.science.assignment.objectives import seek
from mentorlift.science.assignment.policy import OBJECTIVES
from mentorlift.science.assignment.solver import NONE, NotOptimal, load, prices


def problem(rng, people=4, mentors=3):
    n, m = int(rng.integers(1, people + 1)), int(rng.integers(1, mentors + 1))
    scores = rng.integers(0, int(rng.choice([2, 4, 50])), size=(n, m)).astype(np.int64)
    allowed = rng.random((n, m)) < rng.choice([0.4, 0.7, 1.0])
    capacity = rng.integers(0, 4, size=m).astype(np.int64)
    return scores, allowed, capacity


def every_set(allowed, capacity):
    n, m = allowed.shape
    for choice in itertools.product(range(-1, m), repeat=n):
        chosen = np.array(choice)
        rows = np.flatnonzero(chosen >= 0)
        if allowed[rows, chosen[rows]].all() and (np.bincount(chosen[rows], minlength=m) <= capacity).all():
            yield chosen


def value(objective, scores, chosen):
    made = sorted(int(scores[i, j]) for i, j in enumerate(chosen) if j != NONE)
    if objective == "score":
        return (sum(made),)
    if objective == "coverage-then-score":
        return (len(made), sum(made))
    return (len(made), made)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_no_set_of_pairs_is_better_than_the_one_found(objective):
    rng = np.random.default_rng(11)
    for _ in range(300):
        scores, allowed, capacity = problem(rng)
        found = seek(objective, scores, allowed, np.minimum(capacity, len(scores)))
        rows = np.flatnonzero(found.chosen >= 0)
        assert allowed[rows, found.chosen[rows]].all()
        assert (load(found.chosen, len(capacity)) <= capacity).all()
        best = max(value(objective, scores, chosen) for chosen in every_set(allowed, capacity))
        assert value(objective, scores, found.chosen) == best
        assert all(proof.primal == proof.dual for proof in found.proofs)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_the_face_holds_every_optimum_and_nothing_else(objective):
    rng = np.random.default_rng(12)
    for _ in range(120):
        scores, allowed, capacity = problem(rng)
        capacity = np.minimum(capacity, len(scores))
        face = seek(objective, scores, allowed, capacity).face
        sets = list(every_set(allowed, capacity))
        best = max(value(objective, scores, chosen) for chosen in sets)
        for chosen in sets:
            rows = np.flatnonzero(chosen >= 0)
            on_face = (
                face.edges[rows, chosen[rows]].all()
                and (chosen[face.must_protege] >= 0).all()
                and (load(chosen, len(capacity)) == capacity)[face.must_mentor].all()
            )
            assert bool(on_face) == (value(objective, scores, chosen) == best)


def test_prices_prove_the_optimum_to_anyone_who_adds_them_up():
    rng = np.random.default_rng(13)
    for _ in range(40):
        n, m = 30, 18
        scores = rng.integers(0, 1000, size=(n, m)).astype(np.int64)
        allowed = rng.random((n, m)) < 0.3
        capacity = rng.integers(0, 4, size=m).astype(np.int64)
        found = seek("coverage-then-score", scores, allowed, capacity)
        gain, price = found.prices.gain.tolist(), found.prices.price.tolist()
        made = [(i, int(j)) for i, j in enumerate(found.chosen) if j >= 0]
        for i, j in zip(*np.nonzero(allowed), strict=True):
            assert gain[i] + price[j] >= found.pair_bonus + int(scores[i, j])
        assert min(gain) >= 0 and min(price) >= 0
        bound = sum(gain) + sum(p * int(c) for p, c in zip(price, capacity, strict=True))
        assert bound == sum(found.pair_bonus + int(scores[i, j]) for i, j in made)


def test_pairs_that_can_be_improved_have_no_prices():
    scores = np.array([[5, 4], [4, 1]])
    with pytest.raises(NotOptimal):
        prices(scores, np.ones((2, 2), dtype=bool), np.array([1, 1]), np.array([0, 1]))


@pytest.mark.parametrize("objective", ["score", "coverage-then-score"])
def test_the_cost_of_a_forced_pair_is_what_solving_again_loses(objective):
    rng = np.random.default_rng(14)
    forced = 0
    for _ in range(150):
        scores, allowed, capacity = problem(rng)
        capacity = np.minimum(capacity, len(scores))
        found = seek(objective, scores, allowed, capacity)
        detours = Detours(found.weights, allowed, capacity, found.chosen, found.prices)
        sets = list(every_set(allowed, capacity))
        worth = [sum(int(found.weights[i, j]) for i, j in enumerate(c) if j >= 0) for c in sets]
        for i, j in np.argwhere(allowed & (capacity > 0)):
            best = max(w for w, chosen in zip(worth, sets, strict=True) if chosen[i] == j)
            assert detours.cost(int(i), int(j)) == max(worth) - best
            forced += 1
    assert forced > 300


def test_an_empty_pool_is_an_answer():
    for shape in ((0, 3), (3, 0), (0, 0)):
        for objective in OBJECTIVES:
            nothing = np.zeros(shape, dtype=np.int64)
            found = seek(objective, nothing, nothing.astype(bool), np.ones(shape[1], dtype=np.int64))
            assert (found.chosen == NONE).all()


def test_the_dense_solver_is_loaded_by_itself_and_is_that_of_scipy():
    """In a process of its own: what-if on a small pool should not wait for the rest of scipy.optimize."""
    told = subprocess.run(
        [sys.executable, "-c", ALONE], check=True, capture_output=True, text=True, env=os.environ
    ).stdout.split()
    assert told == ["6", "False"]


ALONE = """
import sys, numpy
from mentorlift.science.assignment.solver import best
table = numpy.array([[1, 2], [4, 1]])
chosen = best(table, table > 0, numpy.ones(2, dtype=numpy.int64))
print(table[[0, 1], chosen].sum(), "scipy.optimize" in sys.modules)
"""


def test_shortest_ways_are_those_of_scipy():
    rng = np.random.default_rng(5)
    for size in (1, 2, 30):
        step = np.where(rng.random((size, size)) < 0.4, rng.integers(0, 9, (size, size)).astype(float), np.inf)
        np.fill_diagonal(step, 0.0)
        expected = floyd_warshall(csgraph_from_dense(step, null_value=np.inf))
        assert (all_ways(step.copy()) == expected).all()
