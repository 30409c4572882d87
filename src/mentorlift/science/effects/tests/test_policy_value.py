"""What another way of pairing would have brought: exact where all draws can be listed, honest intervals where not."""

import numpy as np
import pytest

from mentorlift.science.assignment.lots import coin_of, draw
from mentorlift.science.assignment.spread import UNIT, even_table
from mentorlift.science.assignment.tests.test_lots import every_outcome, mixed_table
from mentorlift.science.assignment.tests.test_spread import asked
from mentorlift.science.effects.policy_value import LoggedPairs, policy_value


def logged(chosen, table, unit, target, outcomes, number=0):
    """The log of one draw: what was drawn, how likely it was, how likely the other way would have made it."""
    rows = np.flatnonzero(chosen >= 0)
    cols = chosen[rows]
    return LoggedPairs(
        outcome=outcomes[rows, cols],
        logged=table[rows, cols] / unit,
        target=target[rows, cols],
        draw=np.full(len(rows), number),
    )


def joined(*logs):
    fields = {name: np.concatenate([getattr(log, name) for log in logs]) for name in ("outcome", "logged", "target")}
    return LoggedPairs(draw=np.concatenate([log.draw for log in logs]), **fields)


def test_horvitz_thompson_is_right_on_average_over_every_draw_there_can_be():
    """No simulation: all draws with their exact probabilities, and the mean of the answers is the truth."""
    compared = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        table, capacity, size = mixed_table(rng, 6)
        draws = every_outcome(table, 6, capacity)
        if len(draws) < 3:
            continue
        outcomes = rng.normal(100, 30, table.shape)
        target = np.zeros(table.shape)
        other = draws[int(rng.integers(len(draws)))][0]  # another way of pairing that the lot could have drawn
        rows = np.flatnonzero(other >= 0)
        target[rows, other[rows]] = 1.0
        mean = 0.0
        for chosen, chance in draws:
            log = logged(chosen, table, 6, target, outcomes)
            mean += float(chance) * (log.target / log.logged * log.outcome).sum() / size
        assert mean == pytest.approx(outcomes[rows, other[rows]].mean())
        compared += 1
    assert compared > 40


def sales_team(rng, people=60, mentors=40):
    """Scores, what would come of every pair, and two tables: the one drawn from, and the one to be valued."""
    scores = rng.integers(0, 1_000, (people, mentors)).astype(np.int64)
    every, places = np.ones((people, mentors), dtype=bool), np.full(mentors, 2)
    near = even_table(asked(scores, every, places, tolerance=0.15))
    best = even_table(asked(scores, every, places, tolerance=0.05))
    outcomes = rng.normal(100, 20, (people, 1)) + rng.normal(0, 10, (1, mentors)) + scores / 50
    outcomes = outcomes + rng.normal(0, 10, (people, mentors))
    return places, near, best, outcomes


def test_intervals_hold_the_truth_as_often_as_they_say_and_hajek_is_nearer():
    rng = np.random.default_rng(4)
    places, table, other, outcomes = sales_team(rng)
    target = other / UNIT
    reachable = np.where(table > 0, target, 0.0)
    assert reachable.sum() > 0.999 * target.sum()
    truth = float((target * outcomes).sum() / target.sum())
    held, found = np.zeros(2), []
    repeats = 300
    for _ in range(repeats):
        chosen = draw(table, UNIT, places, coin_of(rng))
        answers = policy_value(logged(chosen, table, UNIT, target, outcomes), outcome="revenue")
        held += [one.ci_low <= truth <= one.ci_high for one in answers]
        found.append([one.estimate for one in answers])
    plain, ratio = np.array(found).T
    assert abs(plain.mean() - truth) < 4 * plain.std() / repeats**0.5
    assert abs(ratio.mean() - truth) < 4 * ratio.std() / repeats**0.5 + 0.5
    assert ratio.std() < 0.5 * plain.std()
    low = 0.95 - 3 * (0.95 * 0.05 / repeats) ** 0.5
    assert (held / repeats >= low).all()


def test_with_many_draws_the_draws_are_the_units_of_error():
    rng = np.random.default_rng(6)
    places, table, other, outcomes = sales_team(rng, 20, 15)
    target = other / UNIT
    truth = float((target * outcomes).sum() / target.sum())
    held, repeats = np.zeros(2), 150
    for _ in range(repeats):
        log = joined(
            *(logged(draw(table, UNIT, places, coin_of(rng)), table, UNIT, target, outcomes, k) for k in range(15))
        )
        answers = policy_value(log, outcome="revenue")
        assert [one.clusters for one in answers] == [15, 15]
        held += [one.ci_low <= truth <= one.ci_high for one in answers]
    assert (held / repeats >= 0.95 - 3 * (0.95 * 0.05 / repeats) ** 0.5).all()


def test_a_sum_anyone_can_do():
    """Twenty pairs, half of them the other way's, all drawn with probability one half: each of these counts twice."""
    log = LoggedPairs(
        outcome=np.arange(20.0),
        logged=np.full(20, 0.5),
        target=np.tile([1.0, 0.0], 10),
        draw=np.zeros(20, dtype=np.int64),
    )
    plain, ratio = policy_value(log, outcome="revenue", unit="currency")
    assert plain.estimate == pytest.approx(2 * sum(range(0, 20, 2)) / 20)
    assert ratio.estimate == pytest.approx(9.0)
    even = np.arange(0.0, 20.0, 2)
    assert ratio.se == pytest.approx(even.std(ddof=1) / 10**0.5)  # ten pairs carry it, and say so
    assert (ratio.df, ratio.rows, ratio.clusters, ratio.unit) == (pytest.approx(9), 20, None, "currency")
    assert "as good as 10 pairs" in ratio.method


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"logged": np.array([0.5] * 9 + [np.nan])}, "a logged probability is missing"),
        ({"logged": np.array([0.5] * 9 + [0.0])}, "has the logged probability 0"),
        ({"target": np.zeros(10)}, "none of the drawn pairs"),
        ({"target": np.full(10, 1.2)}, "a target probability is missing or not between 0 and 1"),
        ({"outcome": np.array([1.0] * 9 + [np.inf])}, "an outcome is missing"),
        ({"beyond": 0.25}, "25 % of the pairs of the other way could not have been drawn"),
        ({"outcome": np.zeros(10)}, "no variation"),
    ],
)
def test_what_the_log_cannot_answer_is_said_not_guessed(change, why):
    whole = {
        "outcome": np.arange(10.0),
        "logged": np.full(10, 0.5),
        "target": np.ones(10),
        "draw": np.zeros(10, dtype=np.int64),
    }
    [answer] = policy_value(LoggedPairs(**(whole | change)), outcome="revenue")
    assert why in answer.not_estimable


def test_too_few_pairs_are_no_basis():
    few = LoggedPairs(outcome=np.ones(3), logged=np.ones(3), target=np.ones(3), draw=np.zeros(3, dtype=np.int64))
    [answer] = policy_value(few, outcome="revenue")
    assert answer.not_estimable == "there are 3 drawn pairs; 10 are needed"
