"""Pairs drawn near the best: what the log says of each pair is how often it comes, and nothing is promised too much."""

import dataclasses
import json

import numpy as np
import pytest

from mentorlift.science.assignment import modes, rules, uniform
from mentorlift.science.assignment.chances import beyond, chances
from mentorlift.science.assignment.limits import NotWithin, NotWorkedOut, TooLarge
from mentorlift.science.assignment.matching import match
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool, Side

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


def test_a_number_of_sets_with_thousands_of_digits_is_told_by_its_logarithm():
    """Forty teams of six with three mentors of two places each: 90 sets a team."""
    teams = [frozenset([f"t{k:02d}"]) for k in range(40)]
    proteges = Side(ids=tuple(f"p{k:03d}" for k in range(240)), sets={"team": tuple(np.repeat(teams, 6))})
    mentors = Side(ids=tuple(f"q{k:03d}" for k in range(120)), sets={"team": tuple(np.repeat(teams, 3))})
    pool = Pool(proteges=proteges, mentors=mentors, capacity=np.full(120, 2))
    proof = match(Policy(mode="random", rules=(rules.SharesAny("team"),)), pool).certificate
    assert proof.sets is None
    assert proof.log10_sets == pytest.approx(40 * np.log10(90))
    json.dumps(dataclasses.asdict(proof))


def test_chances_are_those_that_are_logged():
    rng = np.random.default_rng(12)
    pool, policy = builders.pool(rng, 6, 4), builders.policy(rng)
    best = match(policy, pool)
    pin = (best.pairs[0].protege, best.pairs[0].mentor)
    for mode in ("near-optimal", "random", "optimal", "stable"):
        asked = dataclasses.replace(policy, mode=mode, pins=(pin,))
        table = chances(asked, pool)
        found = match(asked, pool)
        for pair in found.pairs:
            i, j = pool.proteges.ids.index(pair.protege), pool.mentors.ids.index(pair.mentor)
            assert table[i, j] == (pair.probability if mode in ("near-optimal", "random") else 1)
        assert table.sum() == pytest.approx(len(found.pairs))


def test_the_share_of_pairs_that_no_lot_could_draw():
    target = np.array([[0.5, 0.5], [0.0, 1.0]])
    assert beyond(target, np.array([[0.5, 0.5], [0.5, 0.5]])) == 0
    assert beyond(target, np.array([[1.0, 0.0], [0.0, 1.0]])) == 0.25
    assert beyond(np.zeros((1, 1)), np.zeros((1, 1))) == 0


def test_chances_of_a_walk_are_not_known(monkeypatch):
    monkeypatch.setattr(uniform, "MOST_STATES", 0)
    pool = builders.pool(np.random.default_rng(3))
    with pytest.raises(NotWorkedOut, match="are not known; use near-optimal"):
        chances(Policy(mode="random"), pool)
    assert {pair.probability for pair in match(Policy(mode="random"), pool).pairs} == {None}


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
