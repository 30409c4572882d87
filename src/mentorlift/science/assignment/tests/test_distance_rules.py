"""Rules about a difference in numbers: who may be on which side, in the table and in the compiled scan alike."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlift.science.assignment import rules
from mentorlift.science.assignment.matching import match_by_table
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.sparse.compiled import barred_by, compiled, mirrored_rules
from mentorlift.science.assignment.sparse.large import match_large
from mentorlift.science.assignment.sparse.points import score_table
from mentorlift.science.assignment.tests.builders import pool as random_pool

RULES = (
    rules.Ahead(field="years", low=-2.0, high=2.0),
    rules.Ahead(field="years", low=1.0, high=60.0),
    rules.Apart(field="years", at_least=3.0),
)


def slow_allows(rule, mine, theirs):
    if mine != mine or theirs != theirs:
        return False
    if isinstance(rule, rules.Ahead):
        return rule.low <= theirs - mine <= rule.high
    return abs(theirs - mine) >= rule.at_least


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(RULES))
def test_the_table_and_the_scan_bar_what_the_slow_rule_bars(seed, rule):
    pool = random_pool(np.random.default_rng(seed), 7, 6)
    slow = [[not slow_allows(rule, mine, theirs) for theirs in pool.mentors.numbers["years"]]
            for mine in pool.proteges.numbers["years"]]  # fmt: skip
    assert rule.forbids(pool).tolist() == slow
    scanned = score_table(compiled(Policy(rules=(rule,)), pool).whole) < 0
    own = np.array([[p == m for m in pool.mentors.ids] for p in pool.proteges.ids])
    assert (scanned | own).tolist() == (np.array(slow) | own).tolist()


@pytest.mark.parametrize("rule", RULES)
def test_large_and_small_pools_are_matched_alike_under_them(rule):
    pool = random_pool(np.random.default_rng(11), 30, 25)
    policy = Policy(rules=(rule,), lottery="x")
    small, large = match_by_table(policy, pool), match_large(policy, pool)
    assert len(small.pairs) == len(large.pairs) > 0
    assert small.certificate.optimal and large.certificate.optimal


@pytest.mark.parametrize("rule", RULES)
def test_from_the_mentors_side_a_rule_bars_the_same_pairs(rule):
    pool = random_pool(np.random.default_rng(5), 9, 8)
    (turned,) = mirrored_rules(Policy(rules=(rule,)), pool)
    table = np.array([barred_by(turned, j) for j in range(8)])
    assert table.T.tolist() == rule.forbids(pool).tolist()
