"""A change of policy, solved from the present prices, against the same solved from nothing."""

import dataclasses

import numpy as np
import pytest

from mentorlift.science.assignment import what_if as module
from mentorlift.science.assignment.matching import match
from mentorlift.science.assignment.policy import MODES, OBJECTIVES
from mentorlift.science.assignment.scores import score
from mentorlift.science.assignment.what_if import Present, pairs_under, what_if, with_pin, with_weight, without_rule

from . import builders


def present_of(found):
    proof = found.certificate
    return Present(
        pairs={pair.protege: pair.mentor for pair in found.pairs},
        protege_prices=proof.protege_prices,
        mentor_prices=proof.mentor_prices,
        pair_bonus=proof.pair_bonus,
    )


def changes_of(policy):
    for place in range(len(policy.rules)):
        yield without_rule(policy, place)
    for place in range(len(policy.criteria)):
        yield with_weight(policy, place, 0)
        yield with_weight(policy, place, 9.5)


def by_protege(found):
    return {pair.protege: pair.mentor for pair in found.pairs}


# near the best is the mode of one objective alone
WAYS = [
    (mode, goal) for mode in MODES for goal in OBJECTIVES if mode != "near-optimal" or goal == "coverage-then-score"
]


@pytest.mark.parametrize(("mode", "objective"), WAYS)
def test_from_the_present_prices_and_from_nothing_the_answer_is_the_same(mode, objective):
    compared = 0
    for seed in range(25):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng), builders.policy(rng, mode=mode, objective=objective)
        found = match(policy, pool)
        for changed in changes_of(policy):
            cold = match(changed, pool)
            warm = what_if(policy, changed, pool, present_of(found))
            assert warm == what_if(policy, changed, pool)
            assert pairs_under(changed, pool, present_of(found)) == by_protege(cold)
            assert (warm.pairs_before, warm.pairs_after) == (len(found.pairs), len(cold.pairs))
            assert warm.as_it_is.before == found.certificate.primal
            assert warm.as_changed.after == cold.certificate.primal
            before, after = by_protege(found), by_protege(cold)
            assert {m.protege: (m.before, m.after) for m in warm.moves} == {
                one: (before.get(one), after.get(one)) for one in pool.proteges.ids if before.get(one) != after.get(one)
            }
            assert len(warm.moves) == len(warm.moved) + len(warm.newly_placed) + len(warm.newly_unplaced)
            compared += 1
    assert compared > 100


def test_prices_of_anything_lead_to_the_same_pairs():
    for seed in range(40):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng), builders.policy(rng)
        made_up = Present(
            pairs={},
            protege_prices={one: int(rng.integers(10**8)) for one in pool.proteges.ids},
            mentor_prices={one: int(rng.integers(10**8)) for one in pool.mentors.ids},
            pair_bonus=int(rng.integers(10**8)),
        )
        assert pairs_under(policy, pool, made_up) == by_protege(match(policy, pool))


def test_keeping_two_together_costs_what_the_alternatives_say():
    compared = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng), builders.policy(rng)
        found = match(policy, pool)
        for pair in found.pairs:
            if pair.runner_up_cost is None:
                continue
            asked = what_if(policy, with_pin(policy, pair.protege, pair.runner_up), pool, present_of(found))
            assert asked.pairs_before - asked.pairs_after == pair.runner_up_unplaces
            assert asked.as_it_is.before - asked.as_it_is.after == pair.runner_up_cost
            assert any(move.protege == pair.protege and move.after == pair.runner_up for move in asked.moves)
            compared += 1
    assert compared > 40


def test_a_large_pool_is_measured_without_a_table(monkeypatch):
    monkeypatch.setattr(module, "TABLE_UP_TO", 0)
    compared = 0
    for seed in range(6):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng), builders.policy(rng)
        if not policy.rules or not policy.criteria:
            continue
        found, changed = match(policy, pool), without_rule(policy, 0)
        large = what_if(policy, changed, pool, present_of(found))
        monkeypatch.setattr(module, "TABLE_UP_TO", 10**6)
        assert large == what_if(policy, changed, pool, present_of(found))
        monkeypatch.setattr(module, "TABLE_UP_TO", 0)
        compared += 1
    assert compared > 2


def test_somebody_who_left_since_counts_nothing():
    rng = np.random.default_rng(2)
    pool, policy = builders.pool(rng), builders.policy(rng)
    found = match(policy, pool)
    gone = dataclasses.replace(present_of(found), pairs={**by_protege(found), "gone": "m00"})
    asked = what_if(policy, policy, pool, gone)
    assert [(move.protege, move.after) for move in asked.moves] == [("gone", None)]
    assert asked.as_it_is.before == asked.as_it_is.after == found.certificate.primal


def test_a_place_that_the_policy_has_not_is_an_error():
    policy = builders.policy(np.random.default_rng(0))
    with pytest.raises(IndexError):
        without_rule(policy, len(policy.rules))
    with pytest.raises(IndexError):
        with_weight(policy, len(policy.criteria), 1.0)
    assert score(policy, builders.pool(np.random.default_rng(0))).scale
