"""The sieve never takes a pair for less than it scores, and hardly for more; the scan finds what a table shows."""

import numpy as np
import pytest

from mentorlift.science.assignment import criteria, rules
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool, Side
from mentorlift.science.assignment.sparse import bounds
from mentorlift.science.assignment.sparse.bounds import bounds_of
from mentorlift.science.assignment.sparse.compiled import compiled
from mentorlift.science.assignment.sparse.edges import FAR_BELOW, best_edges, best_for_cols, best_for_rows
from mentorlift.science.assignment.sparse.points import score_table
from mentorlift.science.assignment.tests import builders


def check(policy, pool):
    columns = compiled(policy, pool).whole
    table, (units, b) = score_table(columns).astype(np.int64), builders.sieved(columns)
    alone = np.zeros(pool.shape, dtype=np.int64)
    for i in range(pool.shape[0]):
        for e in range(columns.added_start[i], columns.added_start[i + 1]):
            alone[i, columns.added_col[e]] = columns.added_points[e]
    allowed = table >= 0
    above = units * b.unit - (table - alone)
    assert (above[allowed] >= 0).all()
    assert (units <= b.top[:, None] + b.base[None, :]).all()
    return above[allowed] / b.unit


def test_no_pair_is_taken_for_less_than_it_scores_and_hardly_for_more():
    for seed in range(150):
        rng = np.random.default_rng(seed)
        pool = builders.pool(rng, 12, 10)
        policy = builders.policy(rng)
        above = check(policy, pool)
        spread = [one.weight for one in policy.criteria if one.kind == "near"]
        assert above.max(initial=0) <= 40 + 12_000 * 2.2 / bounds.REACH * len(spread)


@pytest.mark.parametrize("setting", ["MOST_CODES", "BITS", "MOST_ENTRIES", "MOST_MEETINGS"])
def test_nor_where_there_are_more_kinds_than_it_can_tell_apart(setting, monkeypatch):
    monkeypatch.setattr(bounds, setting, 2 if setting != "MOST_MEETINGS" else 0)
    for seed in range(60):
        rng = np.random.default_rng(seed)
        check(builders.policy(rng), builders.pool(rng, 12, 10))


def test_numbers_far_out_in_the_band_or_missing_pass_where_they_should():
    values = np.array([np.nan, -1e12, -3.0, 0.0, 0.1, 0.3, 3.0, 1e6, 1e12])
    side = {"numbers": {"x": values}}
    pool = Pool(
        proteges=Side(ids=tuple(f"p{k}" for k in range(9)), **side),
        mentors=Side(ids=tuple(f"m{k}" for k in range(9)), **side),
        capacity=np.ones(9, dtype=np.int64),
    )
    for low, high in ((0.1, 0.3), (0.2, 0.2), (-1e12, 1e12), (3.0, 1.0)):
        check(Policy(criteria=(criteria.Band(field="x", low=low, high=high, weight=1.0),)), pool)
    for scale in (1e-9, 0.2, 1e12):
        check(Policy(criteria=(criteria.Near(field="x", scale=scale, weight=1.0),)), pool)


def test_the_scan_keeps_the_best_of_each_side_whatever_the_prices():
    for seed in range(40):
        rng = np.random.default_rng(seed)
        pool = builders.pool(rng, 60, 45)
        columns = compiled(builders.policy(rng), pool).whole
        table, b = score_table(columns).astype(np.int64), bounds_of(columns)
        far = 10**11 if seed % 2 else 3_000_000  # prices of two levels, as where people go without
        gain = rng.integers(0, 2_000_000, 60) - far * rng.integers(0, 2, 60)
        price = rng.integers(0, 2_000_000, 45) + far * rng.integers(0, 2, 45)
        price[7] = 2**60
        value = np.where((table >= 0) & (price < 2**60), table - gain[:, None] - np.where(price < 2**60, price, 0), -1)
        own, others = (rng.integers(0, 3, n) * 400_000 for n in (60, 45))
        found = best_edges(columns, b, gain, price, own, others)
        assert (found.scores == table[found.rows, found.cols]).all()
        kept = np.zeros(table.shape, dtype=bool)
        kept[found.rows, found.cols] = True
        assert (value[kept] >= 0).all()
        for values, has, asks in ((value, kept, own), (value.T, kept.T, others)):
            for one, held, least in zip(values, has, asks, strict=True):
                best = np.sort(one[one >= least])[::-1][:8]
                assert (np.sort(one[held])[::-1][: len(best)] == best).all()


def test_the_most_for_either_side_is_that_of_the_table():
    for seed in range(40):
        rng = np.random.default_rng(seed)
        pool = builders.pool(rng, 60, 45)
        policy = builders.policy(rng)
        columns = compiled(policy, pool).whole
        table, b = score_table(columns).astype(np.int64), bounds_of(columns)
        gain, price = rng.integers(-(10**8), 10**8, 60), rng.integers(0, 10**8, 45)
        rows = -np.sort(-np.where(table >= 0, table - price, FAR_BELOW), axis=1)
        cols = -np.sort(-np.where(table >= 0, table - gain[:, None], FAR_BELOW), axis=0).T
        for count in (1, 3):
            assert (best_for_rows(columns, b, price, count) == rows[:, :count]).all()
            assert (best_for_cols(columns, b, gain, count) == cols[:, :count]).all()


def test_sets_of_hundreds_are_counted_right():
    many = frozenset(f"skill {k}" for k in range(400))
    pool = Pool(
        proteges=Side(ids=("p0", "p1"), sets={"needs": (many, frozenset(["skill 3"]))}),
        mentors=Side(ids=("m0", "m1"), sets={"offers": (many, frozenset())}),
        capacity=np.ones(2, dtype=np.int64),
    )
    policy = Policy(criteria=(criteria.Covers(needs="needs", offers="offers", weight=1.0),), rules=(rules.Forbid(),))
    check(policy, pool)
    assert score_table(compiled(policy, pool).whole).tolist() == [[1_000_000, 0], [1_000_000, 0]]
