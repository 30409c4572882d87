"""Weeks among many people: full where a full week is possible, nobody twice, and a bound that no week exceeds."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlift.science.assignment import rotation as module
from mentorlift.science.assignment.near_best_week import near_best_week
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.rotation import rotation

from . import builders
from .test_rotation import every_week, group, peers, worth_of


def random_week(rng, people, share=1.0):
    worth = rng.integers(0, 100, (people, people))
    left = np.triu(rng.random((people, people)) < share, 1)
    return np.triu(worth, 1) + np.triu(worth, 1).T, left | left.T


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 10**6), people=st.integers(0, 9), share=st.sampled_from([1.0, 0.8, 0.4]))
def test_no_week_exceeds_the_bound_and_nobody_has_two(seed, people, share):
    rng = np.random.default_rng(seed)
    worth, left = random_week(rng, people, share)
    may_rest = rng.random(people) < 0.5
    couples, bound = near_best_week(worth, left, may_rest)
    held = [i for couple in couples for i in couple]
    assert len(held) == len(set(held)) and all(i < j and left[i, j] for i, j in couples)
    if bound is None:
        return
    resting = set(range(people)) - set(held)
    assert len(couples) == people // 2 and all(may_rest[i] for i in resting)
    score = sum(int(worth[c]) for c in couples)
    full = [
        sum(int(worth[c]) for c in one)
        for one in every_week(people)
        if len(one) == people // 2
        and all(left[c] for c in one)
        and all(may_rest[i] for i in set(range(people)) - {i for c in one for i in c})
    ]
    assert score in full and score <= max(full) <= bound


def test_most_small_weeks_are_found_full_and_many_are_proved():
    full = best = tried = 0
    for seed in range(300):
        worth, left = random_week(np.random.default_rng(seed), 8)
        couples, bound = near_best_week(worth, left, np.ones(8, dtype=bool))
        tried += 1
        full += bound is not None
        best += bound == sum(int(worth[c]) for c in couples)
    assert full == tried and best > tried // 3


@pytest.mark.parametrize("people", [6, 7, 40, 61])
def test_nobody_meets_twice_and_each_of_an_odd_number_rests_in_turn(people, monkeypatch):
    monkeypatch.setattr(module, "PROVED_UP_TO", 0)
    pool, policy = peers(np.random.default_rng(people), people), builders.policy(np.random.default_rng(3))
    policy = Policy(lottery="x", criteria=policy.criteria)
    weeks = people // 2
    found = rotation(policy, pool, weeks)
    assert [len(week.pairs) for week in found.weeks] == [people // 2] * weeks
    couples = [pair for week in found.weeks for pair in week.pairs]
    assert len(set(couples)) == len(couples)
    out = [person for week in found.weeks for person in week.out]
    assert len(out) == len(set(out)) == weeks * (people % 2)
    assert found == rotation(policy, pool, weeks)


def test_what_is_said_of_a_large_group_holds_beside_the_proved_way(monkeypatch):
    compared = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        pool = peers(rng, 12)
        policy = Policy(lottery="x", criteria=builders.policy(rng).criteria)
        proved = rotation(policy, pool, 1).weeks[0]
        with monkeypatch.context() as patch:
            patch.setattr(module, "PROVED_UP_TO", 0)
            found = rotation(policy, pool, 1)
        week = found.weeks[0]
        assert week.score <= proved.score <= week.bound
        assert not week.best or week.score == proved.score
        assert found.short == (week.bound / week.score - 1 if week.score else 0.0)
        _worth, allowed = worth_of(policy, pool)
        assert all(allowed[int(a[1:]), int(b[1:])] for a, b in week.pairs)
        compared += week.score > 0
    assert compared > 15


def test_a_group_that_the_rules_split_is_told_as_not_proved():
    """Two threes who may not meet: a full week is impossible, and no bound is claimed."""
    left = np.zeros((6, 6), dtype=bool)
    for three in ((0, 1, 2), (3, 4, 5)):
        for i, j in itertools.permutations(three, 2):
            left[i, j] = True
    couples, bound = near_best_week(np.ones((6, 6), dtype=np.int64), left, np.ones(6, dtype=bool))
    assert len(couples) == 2 and bound is None


def test_the_table_takes_over_where_weeks_run_out(monkeypatch):
    monkeypatch.setattr(module, "PROVED_UP_TO", 0)
    found = rotation(Policy(lottery="x"), group(8), 7)
    couples = [pair for week in found.weeks for pair in week.pairs]
    assert len(set(couples)) == len(couples)
    assert found.pairs == 28 or found.way == "week by week"
