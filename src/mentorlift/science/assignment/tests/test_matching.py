"""Whole matchings: rules kept, proof honest, the same answer whatever the order of the rows."""

import dataclasses
import itertools

import numpy as np
import pytest

from mentorlift.science.assignment import criteria, rules
from mentorlift.science.assignment.matching import match
from mentorlift.science.assignment.policy import MODES, OBJECTIVES, Policy
from mentorlift.science.assignment.pool import Pool, Side
from mentorlift.science.assignment.result import Refused
from mentorlift.science.assignment.scores import score
from mentorlift.science.assignment.words import reason, why_nobody

from . import builders


def people(*ids, **columns):
    return Side(ids=ids, **columns)


def check_certificate(found, pool, policy):
    """Recomputes everything the certificate says from pool and policy alone."""
    scores, proof = score(policy, pool), found.certificate
    rows = {p: i for i, p in enumerate(pool.proteges.ids)}
    cols = {m: j for j, m in enumerate(pool.mentors.ids)}
    made = [(rows[p.protege], cols[p.mentor]) for p in found.pairs]
    assert proof.primal == sum(int(scores.total[i, j]) for i, j in made) == sum(p.score for p in found.pairs)
    assert proof.coverage == len(made)
    assert proof.gap >= 0
    if policy.mode == "optimal" and policy.objective != "worst-off-first" and not policy.pins:
        gain = [proof.protege_prices.get(p, 0) for p in pool.proteges.ids]
        price = [proof.mentor_prices.get(m, 0) for m in pool.mentors.ids]
        assert min([0, *gain, *price]) == 0
        for i, j in np.argwhere(scores.allowed & (pool.capacity > 0)):
            assert gain[i] + price[j] >= proof.pair_bonus + int(scores.total[i, j])
        bound = sum(gain) + sum(p * int(c) for p, c in zip(price, pool.capacity, strict=True))
        assert bound == proof.pair_bonus * proof.coverage + proof.dual
        assert proof.optimal


@pytest.mark.parametrize(
    ("mode", "objective"),
    [(m, o) for m in MODES for o in OBJECTIVES if m != "near-optimal" or o == "coverage-then-score"],
)
def test_no_rule_is_broken_no_place_given_twice_and_the_proof_adds_up(mode, objective):
    for seed in range(60):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng), builders.policy(rng, mode=mode, objective=objective)
        found = match(policy, pool)
        allowed = score(policy, pool).allowed
        load = dict.fromkeys(pool.mentors.ids, 0)
        for pair in found.pairs:
            i, j = pool.proteges.ids.index(pair.protege), pool.mentors.ids.index(pair.mentor)
            assert allowed[i, j]
            load[pair.mentor] += 1
            assert pair.score == sum(part.points for part in pair.parts)
            assert reason(pair, found.certificate.scale)
        assert all(load[m] <= c for m, c in zip(pool.mentors.ids, pool.capacity, strict=True))
        alone = {one.person for one in found.unplaced if one.role == "protege"}
        assert alone == set(pool.proteges.ids) - {pair.protege for pair in found.pairs}
        assert {one.person for one in found.unplaced if one.role == "mentor"} == {m for m in load if not load[m]}
        assert all(why_nobody(one) for one in found.unplaced)
        check_certificate(found, pool, policy)


def test_stable_pairs_leave_nobody_who_would_both_rather_swap():
    for seed in range(80):
        rng = np.random.default_rng(seed)
        found = match(builders.policy(rng, mode="stable"), builders.pool(rng))
        assert found.certificate.blocking_pairs == 0


def test_blocking_pairs_are_counted_where_score_and_wishes_disagree():
    # both prefer each other, yet the total is larger the other way round
    table = np.array([[10.0, 9.0], [9.0, 1.0]])
    pool = Pool(
        proteges=people("p1", "p2", numbers={"x": np.array([0.0, 1.0])}),
        mentors=people("m1", "m2", numbers={"x": np.array([0.0, 1.0])}),
        capacity=np.array([1, 1]),
    )
    policy = Policy(criteria=(Table(table),), lottery="x")
    assert match(policy, pool).certificate.blocking_pairs == 1
    stable = match(dataclasses.replace(policy, mode="stable"), pool).certificate
    assert (stable.blocking_pairs, stable.gap) == (0, 7 * stable.scale)
    assert not stable.optimal


class Table(criteria.Preference):
    """A criterion with a given value for each pair."""

    def __init__(self, table):
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "weight", 1.0)

    def values(self, pool):
        return self.table


def test_equal_sets_are_told_apart_by_the_lottery_and_nothing_else():
    pool = Pool(proteges=people("p1", "p2", "p3"), mentors=people("m1", "m2", "m3"), capacity=np.array([1, 1, 1]))
    seen = {tuple(pair.mentor for pair in match(Policy(lottery=str(k)), pool).pairs) for k in range(60)}
    assert len(seen) == 6
    assert match(Policy(lottery="a"), pool) == match(Policy(lottery="a"), pool)


def test_random_pairs_are_nearly_uniform_over_all_the_sets_there_are():
    allowed_out = frozenset({("p1", "m3"), ("p2", "m1"), ("p4", "m2")})
    pool = Pool(proteges=people("p1", "p2", "p3", "p4"), mentors=people("m1", "m2", "m3"), capacity=np.array([1, 2, 1]))
    every = [
        choice
        for choice in itertools.product(pool.mentors.ids, repeat=4)
        if all((p, m) not in allowed_out for p, m in zip(pool.proteges.ids, choice, strict=True))
        and choice.count("m2") == 2
        and choice.count("m1") == choice.count("m3") == 1
    ]
    counts = dict.fromkeys(every, 0)
    draws = 1200
    for k in range(draws):
        policy = Policy(mode="random", rules=(rules.Forbid(allowed_out),), lottery=str(k))
        counts[tuple(pair.mentor for pair in match(policy, pool).pairs)] += 1
    expected = draws / len(every)
    assert len(every) > 3
    # chi-square with len(every) - 1 degrees of freedom stays below twice its mean plus 10
    assert sum((n - expected) ** 2 / expected for n in counts.values()) < 2 * len(every) + 10


def test_a_pin_is_kept_and_the_rest_is_the_best_beside_it():
    for seed in range(40):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng), builders.policy(rng)
        allowed = score(policy, pool).allowed & (pool.capacity > 0)
        if not allowed.any():
            continue
        i, j = (int(k) for k in rng.choice(np.argwhere(allowed)))
        pin = (pool.proteges.ids[i], pool.mentors.ids[j])
        found = match(dataclasses.replace(policy, pins=(pin,)), pool)
        kept = next(pair for pair in found.pairs if pair.protege == pin[0])
        assert (kept.mentor, kept.pinned) == (pin[1], True)
        out = rules.Forbid(frozenset((pin[0], mentor) for mentor in pool.mentors.ids))
        places = pool.capacity - (np.arange(len(pool.mentors)) == j)
        rest = match(
            dataclasses.replace(policy, rules=(*policy.rules, out)), dataclasses.replace(pool, capacity=places)
        ).certificate
        assert found.certificate.coverage == rest.coverage + 1
        assert found.certificate.primal == found.certificate.dual == rest.primal + kept.score


def test_pins_that_cannot_be_kept_are_all_named_at_once():
    pool = Pool(proteges=people("p1", "p2", "p3"), mentors=people("m1", "m2"), capacity=np.array([1, 1]))
    policy = Policy(
        rules=(rules.Forbid(frozenset({("p1", "m2")})),),
        pins=(("p1", "m2"), ("p2", "m1"), ("p3", "m1"), ("p2", "m2"), ("p9", "m1")),
    )
    with pytest.raises(Refused) as refused:
        match(policy, pool)
    assert [place for place, _ in refused.value.faults] == [0, 2, 3, 4]


def test_a_person_without_a_mentor_is_told_what_binds():
    languages = (frozenset({"pl"}), frozenset({"pl"}), frozenset({"fi"}))
    pool = Pool(
        proteges=people("p1", "p2", "p3", sets={"languages": languages}),
        mentors=people("m1", "m2", sets={"languages": (frozenset({"pl"}), frozenset({"de"}))}),
        capacity=np.array([1, 2]),
    )
    found = match(Policy(rules=(rules.SharesAny("languages"),)), pool)
    told = {one.person: why_nobody(one) for one in found.unplaced}
    missing = ({"p1", "p2"} - {pair.protege for pair in found.pairs}).pop()
    assert told[missing].startswith("1 mentor allowed by the rules, all full (1 place)")
    assert "; one more place with m1 would give them one" in told[missing]
    assert told["p3"] == (
        "the rules allow none of 2 mentors: 2 mentors with no languages in common; "
        "without the rule shares-any languages between the two they would have m2"
    )
    assert told["m2"].startswith("the rules allow none of 3 protégés")


def test_nobody_is_their_own_mentor():
    pool = Pool(proteges=people("a", "b"), mentors=people("a", "b"), capacity=np.array([2, 2]))
    assert [(p.protege, p.mentor) for p in match(Policy(), pool).pairs] == [("a", "b"), ("b", "a")]


def test_a_pool_in_which_nobody_may_pair_is_an_answer():
    pool = Pool(proteges=people("p1"), mentors=people("m1"), capacity=np.array([1]))
    found = match(Policy(rules=(rules.Forbid(frozenset({("p1", "m1")})),)), pool)
    assert (found.certificate.coverage, found.certificate.optimal, len(found.unplaced)) == (0, True, 2)


def test_weights_too_far_apart_for_exact_sums_are_refused():
    pool = builders.pool(np.random.default_rng(1))
    heavy = (criteria.Preference(weight=1e12), criteria.Preference(weight=1e-6))
    with pytest.raises(OverflowError):
        match(Policy(criteria=heavy), pool)
