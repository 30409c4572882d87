"""Candidates, pricing and the proof over all pairs, against a dense solver."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from mentorlift.science.assignment.pool import Pool, Side
from mentorlift.science.assignment.rules import codes
from mentorlift.science.assignment.sparse import rounds
from mentorlift.science.assignment.sparse.columns import BAR_EQUAL, CLOSE, EQUAL, Columns, Stack
from mentorlift.science.assignment.sparse.edges import all_edges, ways_out
from mentorlift.science.assignment.sparse.points import score_table
from mentorlift.science.assignment.sparse.rounds import solve

BONUS = 10**10


def side(rng, n, prefix):
    return Side(
        ids=tuple(f"{prefix}{k:04d}" for k in range(n)),
        texts={
            "site": tuple(f"s{k}" for k in rng.integers(9, size=n)),
            "team": tuple(f"t{k}" for k in rng.integers(7, size=n)),
        },
        numbers={"openness": np.round(rng.normal(3, 1, n), 2)},
        sets={},
        spans={},
    )


def columns(seed, people, mentors) -> tuple[Columns, Pool]:
    rng = np.random.default_rng(seed)
    pool = Pool(proteges=side(rng, people, "p"), mentors=side(rng, mentors, "m"), capacity=rng.integers(1, 3, mentors))
    stack = Stack(pool)
    stack.col_points += rng.integers(0, 2_000_000, mentors)
    stack.op(EQUAL, stack.codes_of(*codes(pool.proteges.texts["site"], pool.mentors.texts["site"])), 1_000_000)
    stack.op(CLOSE, stack.numbers_of("openness"), 2_000_000, 1.5)
    stack.op(BAR_EQUAL, stack.codes_of(*codes(pool.proteges.texts["team"], pool.mentors.texts["team"])))
    return stack.columns(), pool


def test_the_answer_is_the_best_over_all_pairs_and_takes_few_rounds():
    for seed, people, mentors in ((0, 700, 470), (1, 800, 450), (2, 620, 640)):
        c, pool = columns(seed, people, mentors)
        told = []
        optimum = solve(c, pool.capacity, BONUS, told.append)
        answer, table = optimum.answer, score_table(c).astype(np.int64)
        has = np.flatnonzero(answer.chosen >= 0)
        weight = int((table[has, answer.chosen[has]] + BONUS).sum())
        dense = np.where(table >= 0, table + BONUS, 0)[:, np.repeat(np.arange(mentors), pool.capacity)]
        assert weight == int(dense[linear_sum_assignment(dense, maximize=True)].sum())
        assert weight == int(answer.gain.sum() + (answer.price * pool.capacity).sum())
        assert (answer.gain[:, None] + answer.price >= table + BONUS)[table >= 0].all()
        assert len(optimum.edges) < people * mentors // 3
        assert optimum.rounds <= 12, told


def test_whoever_lacks_candidates_gets_many_and_so_do_mentors_with_places_left():
    c, pool = columns(3, 40, 20)
    chosen = np.arange(40) % 20
    chosen[[4, 9]] = -1
    more = ways_out(c, np.full(20, 2), chosen)
    every = all_edges(c, np.full(20, 2))
    table = score_table(c)
    for i in (4, 9):
        assert more.cols[more.rows == i].tolist() == every.cols[every.rows == i].tolist()
    assert set(more.rows[np.isin(more.cols, [4, 9])]) == set(every.rows[np.isin(every.cols, [4, 9])])
    assert (more.scores == table[more.rows, more.cols]).all()
    assert len(ways_out(c, pool.capacity, np.full(40, 0))) == 0  # nobody waits
    assert len(ways_out(c, np.zeros(20, dtype=np.int64), np.full(40, -1))) == 0  # no place is left


def test_after_many_rounds_an_answer_that_is_nearly_proved_is_one_and_its_bound_holds(monkeypatch):
    monkeypatch.setattr(rounds, "ENOUGH", 1)
    monkeypatch.setattr(rounds, "NEARLY", 20)
    c, pool = columns(0, 700, 470)
    optimum = solve(c, pool.capacity, BONUS, [].append)
    answer, table = optimum.answer, score_table(c).astype(np.int64)
    assert not optimum.exact
    assert (answer.gain[:, None] + answer.price >= table + BONUS)[table >= 0].all()
    has = np.flatnonzero(answer.chosen >= 0)
    weight = int((table[has, answer.chosen[has]] + BONUS).sum())
    dense = np.where(table >= 0, table + BONUS, 0)[:, np.repeat(np.arange(470), pool.capacity)]
    best = int(dense[linear_sum_assignment(dense, maximize=True)].sum())
    bound = int(answer.gain.sum() + (answer.price * pool.capacity).sum())
    assert weight <= best <= bound
    assert 0 < bound - weight <= (weight - len(has) * BONUS) / 20


def test_nor_is_it_one_where_the_bound_is_too_far_or_a_pair_more_might_be_made(monkeypatch):
    c, pool = columns(0, 700, 470)
    exact = solve(c, pool.capacity, BONUS, [].append)
    monkeypatch.setattr(rounds, "ENOUGH", 1)
    monkeypatch.setattr(rounds, "NEARLY", 10**12)
    again = solve(c, pool.capacity, BONUS, [].append)
    assert again.exact
    assert (again.answer.gain.sum(), again.answer.price.sum()) == (exact.answer.gain.sum(), exact.answer.price.sum())
