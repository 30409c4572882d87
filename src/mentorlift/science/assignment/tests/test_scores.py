"""Scores and rules against a slow scorer in plain Python."""

from typing import get_args

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlift.science.assignment import criteria, rules
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.scores import facts, scale_of, score
from mentorlift.science.assignment.sparse.compiled import compiled
from mentorlift.science.assignment.sparse.points import score_table

from . import builders
from .slow import slow_breaks, slow_value

KINDS = {
    "covers": criteria.Covers(needs="needs", offers="offers", weight=3.0),
    "band": criteria.Band(field="years", low=-1.0, high=4.0, weight=2.0),
    "same": criteria.Same(field="site", weight=1.0),
    "differs": criteria.Differs(field="team", weight=0.7),
    "near": criteria.Near(field="openness", scale=1.3, weight=1.5),
    "level of the mentor": criteria.Level(of="mentor", field="openness", weight=2.0),
    "level of the protégé": criteria.Level(of="protege", field="years", weight=0.25),
    "preference": criteria.Preference(weight=4.0),
    "different": rules.Different("site"),
    "not-in-line": rules.NotInLine("manager_id"),
    "overlap-hours": rules.OverlapHours("hours", 3.0),
    "shares-any": rules.SharesAny("languages"),
    "ahead": rules.Ahead("years", -1.0, 3.0),
    "apart": rules.Apart("years", 2.0),
    "forbid": rules.Forbid(frozenset({("p00", "m00"), ("p02", "m01")})),
}


def at_most(columns):
    """What the sieve of large pools takes each pair for, in points."""
    units, bounds = builders.sieved(columns)
    return units * bounds.unit


def alone(columns, i, j):
    """Points of a single pair, which the sieve leaves out."""
    listed = range(columns.added_start[i], columns.added_start[i + 1])
    return sum(int(columns.added_points[e]) for e in listed if columns.added_col[e] == j)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 7), st.integers(0, 6))
def test_every_score_and_every_rule_agrees_with_the_slow_scorer(seed, proteges, mentors):
    rng = np.random.default_rng(seed)
    pool, policy = builders.pool(rng, proteges, mentors), builders.policy(rng)
    found = score(policy, pool)
    pairs = [(i, j) for i in range(proteges) for j in range(mentors)]
    told = facts(policy, pool, found.scale, pairs)
    for (i, j), parts in zip(pairs, told, strict=True):
        slow = [slow_value(one, pool, i, j) for one in policy.criteria]
        points = [round(v * one.weight * found.scale) for v, one in zip(slow, policy.criteria, strict=True)]
        assert [part.points for part in parts] == points
        assert found.total[i, j] == sum(points)
        assert found.allowed[i, j] == (not any(slow_breaks(rule, pool, i, j) for rule in policy.rules))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 8), st.sampled_from(sorted(KINDS)))
def test_each_kind_is_scored_alike_by_the_slow_scorer_by_the_table_and_without_one(seed, proteges, mentors, kind):
    """Every kind of criterion and rule alone and beside others, for both ways of matching."""
    rng = np.random.default_rng(seed)
    pool, one = builders.pool(rng, proteges, mentors), KINDS[kind]
    beside = builders.policy(rng)
    is_rule = not hasattr(one, "weight")
    policy = Policy(
        rules=((one,) if is_rule else ()) + beside.rules[: int(rng.integers(3))],
        criteria=(() if is_rule else (one,)) + beside.criteria[: int(rng.integers(3))],
    )
    table, ready = score(policy, pool), compiled(policy, pool)
    sparse, units = score_table(ready.whole), at_most(ready.whole)
    assert ready.scale == table.scale
    for i in range(proteges):
        for j in range(mentors):
            allowed = not any(slow_breaks(rule, pool, i, j) for rule in policy.rules)
            slow = sum(round(slow_value(c, pool, i, j) * c.weight * table.scale) for c in policy.criteria)
            assert (table.allowed[i, j], sparse[i, j] >= 0) == (allowed, allowed)
            assert table.total[i, j] == slow
            assert not allowed or sparse[i, j] == slow
            assert not allowed or units[i, j] >= slow - alone(ready.whole, i, j)


def test_every_kind_there_is_is_among_those_tested():
    every = {*get_args(criteria.Criterion), *get_args(rules.Rule)}
    assert {type(one) for one in KINDS.values()} == every


def test_a_full_mark_has_at_least_six_digits():
    for weight in (0.001, 0.3, 1.0, 7.0):
        one = criteria.Preference(weight=weight)
        assert weight * scale_of((one,)) >= 100_000


def test_a_night_shift_meets_the_morning_of_the_other_side():
    night = np.array([[[22 * 60.0, 30 * 60.0]]])
    morning = np.array([[[5 * 60.0, 13 * 60.0]]])
    assert rules.overlap_minutes(night, morning)[0, 0] == 60.0
    assert rules.overlap_minutes(morning, night)[0, 0] == 60.0
