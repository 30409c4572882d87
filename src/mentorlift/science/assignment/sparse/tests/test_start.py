"""The start of the exact search: nearly all of the answer, so that a large problem takes seconds."""

import numpy as np

from mentorlift.science.assignment.sparse.paths import NONE, Graph, assign
from mentorlift.science.assignment.sparse.refine import refine
from mentorlift.science.assignment.sparse.start import start


def large(rng, people=3000, posts=1500, each=12):
    """Two places a post and three to spare: the kind of problem on which single ways are long."""
    cols = np.sort(np.argsort(rng.random((people, posts)), axis=1)[:, :each], axis=1).astype(np.int32)
    weights = rng.integers(0, 20_000_000, cols.size) + 10**12
    places = np.full(posts, 2, dtype=np.int32)
    places[:3] += 1
    begin = np.arange(people + 1, dtype=np.int64) * each
    return Graph(begin, cols.ravel(), weights, np.arange(people, dtype=np.int32), places)


def test_nearly_everybody_is_placed_at_exact_prices_before_the_search():
    g = large(np.random.default_rng(0))
    mate, price = start(g, np.full(3000, NONE, dtype=np.int32), np.zeros(1500, dtype=np.int64))
    values = (g.weights - price[g.posts]).reshape(3000, -1)
    there = np.where(g.posts.reshape(3000, -1) == mate[:, None], values, 0).max(axis=1)
    assert (price >= 0).all()
    assert (np.bincount(mate[mate >= 0], minlength=1500) <= g.places).all()
    assert (there == values.max(axis=1)).mean() > 0.99
    final = assign(g, np.full(3000, NONE, dtype=np.int32), np.zeros(1500, dtype=np.int64))[0]
    assert (final == mate).mean() > 0.95


def test_places_to_spare_share_one_price_of_zero():
    g = large(np.random.default_rng(1))
    mate, price = start(g, np.full(3000, NONE, dtype=np.int32), np.zeros(1500, dtype=np.int64))
    free = np.bincount(mate[mate >= 0], minlength=1500) < g.places
    assert price.min() == 0
    assert (price[free] == 0).mean() > 0.5


def test_a_ring_of_people_who_would_each_rather_have_the_next_post_moves():
    posts, weights = np.array([0, 1, 1, 2, 0, 2], dtype=np.int32), np.array([1, 5, 1, 5, 5, 1], dtype=np.int64)
    g = Graph(np.array([0, 2, 4, 6]), posts, weights, np.arange(3, dtype=np.int32), np.ones(3, dtype=np.int32))
    mate, price = np.array([0, 1, 2], dtype=np.int32), np.zeros(3, dtype=np.int64)
    refine(g, mate, price)
    assert mate.tolist() == [1, 2, 0]
    values = weights - price[posts]
    assert (values[[1, 3, 4]] >= values[[0, 2, 5]]).all()
