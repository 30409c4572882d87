"""The exact sparse assignment against a dense solver, and its prices in full, from any start."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from mentorlift.science.assignment.sparse.paths import NONE, Graph, assign

BONUS = 4 * 10**12


def problem(rng, *, people, posts, most_places, top=20, bonus=0, density=0.6):
    """A table of weights (below zero where there is no edge) and places enough for everybody."""
    table = np.where(rng.random((people, posts)) < density, rng.integers(0, top + 1, (people, posts)) + bonus, -1)
    places = rng.integers(0, most_places + 1, posts)
    places[-1] += max(people - places.sum(), 0)
    return table.astype(np.int64), places


def graph_of(table, places, owner=None):
    rows, cols = np.nonzero(table >= 0)
    start = np.searchsorted(rows, np.arange(len(table) + 1))
    owner = np.arange(len(table)) if owner is None else owner
    return Graph(start, cols.astype(np.int32), table[rows, cols], owner.astype(np.int32), places.astype(np.int32))


def best(table, places):
    """The weight of the heaviest assignment, with a place of no worth for everybody besides."""
    seats = np.repeat(np.arange(len(places)), places)
    dense = np.concatenate((np.maximum(table, 0)[:, seats], np.zeros((len(table), len(table)), dtype=np.int64)), axis=1)
    chosen = linear_sum_assignment(dense, maximize=True)
    return int(dense[chosen].sum())


def prove(table, places, answer, owner=None):
    """All that assign() promises; returns the weight."""
    mate, gain, price = answer
    mine = table if owner is None else table[owner]
    has = np.flatnonzero(mate != NONE)
    load = np.bincount(mate[has], minlength=len(places))
    used = mine[has, mate[has]]
    assert (used >= 0).all()
    assert (load <= places).all()
    assert (gain >= 0).all()
    assert (price >= 0).all()
    assert (gain[:, None] + price[None, :] >= mine)[mine >= 0].all()
    assert (gain[has] + price[mate[has]] == used).all()
    assert (gain[mate == NONE] == 0).all()
    assert (price[load < places] == 0).all()
    assert used.sum() == gain.sum() + (price * places).sum()
    return int(used.sum())


def nobody(people):
    return np.full(people, NONE, dtype=np.int32)


@pytest.mark.parametrize("bonus", [0, 1000, BONUS])
@pytest.mark.parametrize("top", [0, 3, 20_000_000])
def test_small_problems_from_nothing(bonus, top):
    for seed in range(60):
        rng = np.random.default_rng(seed)
        table, places = problem(
            rng,
            people=int(rng.integers(1, 12)),
            posts=int(rng.integers(1, 9)),
            most_places=int(rng.integers(0, 4)),
            top=top,
            bonus=bonus,
            density=rng.choice([0.15, 0.6, 1.0]),
        )
        zero = np.zeros(len(places), dtype=np.int64)
        answer = assign(graph_of(table, places), nobody(len(table)), zero)
        assert prove(table, places, answer) == best(table, places)


@pytest.mark.parametrize("bonus", [0, BONUS])
def test_any_mates_and_prices_to_start_from_give_the_same_weight(bonus):
    for seed in range(150):
        rng = np.random.default_rng(seed)
        table, places = problem(rng, people=10, posts=6, most_places=3, bonus=bonus)
        mate = rng.integers(NONE, 6, 10).astype(np.int32)  # also too many at a post, and with posts not on the list
        price = rng.integers(0, 40, 6) + rng.integers(0, 2, 6) * bonus
        assert prove(table, places, assign(graph_of(table, places), mate, price)) == best(table, places)


def test_an_answer_to_start_from_stays():
    rng = np.random.default_rng(5)
    table, places = problem(rng, people=60, posts=30, most_places=3, top=1000, bonus=BONUS, density=0.2)
    mate, gain, price = assign(graph_of(table, places), nobody(60), np.zeros(30, dtype=np.int64))
    again = assign(graph_of(table, places), mate, price)
    assert prove(table, places, again) == prove(table, places, (mate, gain, price))
    assert (again[0] == mate).all()


def test_searchers_who_share_a_list():
    for seed in range(60):
        rng = np.random.default_rng(seed)
        table, _ = problem(rng, people=5, posts=14, most_places=1, bonus=1000)
        owner = np.repeat(np.arange(5), rng.integers(0, 3, 5))
        places = np.ones(14, dtype=np.int64)
        answer = assign(graph_of(table, places, owner), nobody(len(owner)), np.zeros(14, dtype=np.int64))
        assert prove(table, places, answer, owner) == best(table[owner], places)


def test_nobody_and_no_edges():
    for people in (0, 3):
        table, places = np.full((people, 2), -1, dtype=np.int64), np.array([3, 0])
        assert prove(table, places, assign(graph_of(table, places), nobody(people), np.array([7, 0]))) == 0


def test_those_who_cannot_be_placed_go_without_and_the_others_do_not_suffer():
    table = np.full((6, 4), -1, dtype=np.int64)
    table[:4, 0] = BONUS + np.array([5, 9, 7, 8])  # four want the same place
    table[4:, 1:] = BONUS + 3
    answer = assign(graph_of(table, places := np.array([1, 1, 1, 3])), nobody(6), np.zeros(4, dtype=np.int64))
    assert prove(table, places, answer) == 3 * BONUS + 9 + 3 + 3
    assert answer[0].tolist()[:4] == [NONE, 0, NONE, NONE]


@pytest.mark.parametrize(("people", "posts", "extra"), [(300, 300, 0), (300, 290, 3), (250, 300, 40)])
def test_larger_and_nearly_balanced(people, posts, extra):
    """Long ways, ties and a few places to spare: what a search has to get right far from its start."""
    for top in (2, 50, 20_000_000):
        rng = np.random.default_rng(people + posts + top)
        table, places = problem(rng, people=people, posts=posts, most_places=1, top=top, bonus=10**9, density=0.03)
        places[:] = 1
        places[:extra] += 1
        places[0] += max(people - places.sum(), 0)
        price = rng.integers(0, top + 1, posts)
        answer = assign(graph_of(table, places), nobody(people), price)
        assert prove(table, places, answer) == best(table, places)
