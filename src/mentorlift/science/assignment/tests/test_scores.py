"""Scores and rules against a slow scorer in plain Python."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlift.science.assignment import criteria, rules
from mentorlift.science.assignment.scores import facts, scale_of, score

from . import builders
from .slow import slow_breaks, slow_value


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


def test_a_full_mark_has_at_least_six_digits():
    for weight in (0.001, 0.3, 1.0, 7.0):
        one = criteria.Preference(weight=weight)
        assert weight * scale_of((one,)) >= 100_000


def test_a_night_shift_meets_the_morning_of_the_other_side():
    night = np.array([[[22 * 60.0, 30 * 60.0]]])
    morning = np.array([[[5 * 60.0, 13 * 60.0]]])
    assert rules.overlap_minutes(night, morning)[0, 0] == 60.0
    assert rules.overlap_minutes(morning, night)[0, 0] == 60.0
