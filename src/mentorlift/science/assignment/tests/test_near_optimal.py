"""Pairs drawn near the best: what the log says of each pair is how often it comes, and nothing is promised too much."""

import dataclasses

import numpy as np
import pytest

from mentorlift.science.assignment import modes, rules
from mentorlift.science.assignment.limits import NotWithin, TooLarge
from mentorlift.science.assignment.matching import match
from mentorlift.science.assignment.policy import Policy

from . import builders
from .slow import check


def drawn(policy, pool, count):
    return [match(dataclasses.replace(policy, lottery=str(k)), pool) for k in range(count)]


def test_a_logged_probability_is_how_often_the_pair_comes():
    rng = np.random.default_rng(5)
    pool, policy = builders.pool(rng, 5, 4), builders.policy(rng, mode="near-optimal", tolerance=0.2)
    logged, times = {}, {}
    found = drawn(policy, pool, 500)
    for one in found:
        for pair in one.pairs:
            key = pair.protege, pair.mentor
            assert logged.setdefault(key, pair.probability) == pair.probability  # the table, not the draw
            times[key] = times.get(key, 0) + 1
    assert len(times) > 6
    for key, p in logged.items():
        assert abs(times[key] / 500 - p) <= 4.5 * (p * (1 - p) / 500) ** 0.5 + 1e-9
    proof = found[0].certificate
    mean = np.mean([one.certificate.primal for one in found])
    spread = np.std([one.certificate.primal for one in found]) / 500**0.5
    assert abs(mean - proof.expected) < 4.5 * spread
    assert 0.8 * proof.dual <= proof.expected <= proof.dual
    assert not proof.optimal


def test_limits_hold_on_random_pools_and_pins_are_certain():
    checked = 0
    for seed in range(80):
        rng = np.random.default_rng(seed)
        pool = builders.pool(rng)
        policy = builders.policy(rng, mode="near-optimal", tolerance=0.1, cap=0.9)
        best = match(dataclasses.replace(policy, mode="optimal"), pool)
        if best.pairs and seed % 2:
            policy = dataclasses.replace(policy, pins=((best.pairs[0].protege, best.pairs[0].mentor),))
            best = match(dataclasses.replace(policy, mode="optimal"), pool)
        try:
            found = match(policy, pool)
        except NotWithin:
            continue
        check(found, policy, pool)
        proof = found.certificate
        assert (proof.coverage, proof.dual) == (best.certificate.coverage, best.certificate.primal)
        fixed = sum(pair.score for pair in found.pairs if pair.pinned)
        assert proof.expected >= fixed + 0.9 * (best.certificate.primal - fixed) - 1e-6
        assert proof.largest_probability <= 0.9
        assert all(pair.probability == 1 for pair in found.pairs if pair.pinned)
        assert all(0 < pair.probability <= 0.9 or pair.probability == 1 for pair in found.pairs)
        checked += 1
    assert checked > 25


def test_random_pairs_of_small_pools_have_their_probability_and_the_best_none():
    rng = np.random.default_rng(9)
    pool, policy = builders.pool(rng), builders.policy(rng)
    drawn_by_lot = match(dataclasses.replace(policy, mode="random"), pool)
    assert drawn_by_lot.certificate.sets >= 1
    assert all(0 < pair.probability <= 1 for pair in drawn_by_lot.pairs)
    assert all(pair.probability is None for pair in match(policy, pool).pairs)


def test_too_many_people_are_refused_with_a_way_out(monkeypatch):
    monkeypatch.setattr(modes, "SPREAD_UP_TO", 10)
    pool = builders.pool(np.random.default_rng(1))
    with pytest.raises(TooLarge, match="near-optimal is worked out for up to 10 possible pairs, and these are 24"):
        match(Policy(mode="near-optimal"), pool)


def test_a_pool_in_which_nobody_may_pair_is_an_answer():
    pool = builders.pool(np.random.default_rng(1), 2, 2)
    apart = frozenset((p, m) for p in pool.proteges.ids for m in pool.mentors.ids)
    found = match(Policy(mode="near-optimal", rules=(rules.Forbid(apart),)), pool)
    assert (found.pairs, found.certificate.expected) == ((), 0)


@pytest.mark.parametrize(
    "wrong", [{"objective": "score"}, {"tolerance": 0.0}, {"tolerance": 1.1}, {"cap": 0.0}, {"cap": 1.5}]
)
def test_a_policy_that_cannot_be_meant_is_none(wrong):
    with pytest.raises(ValueError, match=r"near-optimal seeks|tolerance from"):
        Policy(mode="near-optimal", **wrong)
