"""Large pools are matched as small ones are: the same pairs, the same worth, a proof that holds for every pair."""

import dataclasses

import numpy as np
import pytest

from mentorlift.science.assignment import criteria, rules
from mentorlift.science.assignment.matching import TABLE_AT_MOST, TooLarge, match, match_by_table
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool, Side
from mentorlift.science.assignment.result import Refused
from mentorlift.science.assignment.scores import score
from mentorlift.science.assignment.sparse import rounds
from mentorlift.science.assignment.sparse.compiled import compiled
from mentorlift.science.assignment.sparse.large import match_large
from mentorlift.science.assignment.sparse.points import score_table
from mentorlift.science.assignment.tests import builders


@pytest.fixture(params=["every pair a candidate", "candidates and rounds"])
def way(request, monkeypatch):
    """Small pools are also sent the way of large ones, with prices guessed on a sample of a sample."""
    if request.param == "candidates and rounds":
        monkeypatch.setattr(rounds, "SMALL", 100)
        monkeypatch.setattr(rounds, "FEWEST", 8)


def test_the_scan_scores_every_pair_as_the_table_does():
    for seed in range(60):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng, 9, 7), builders.policy(rng)
        expected = score(policy, pool)
        found = score_table(compiled(policy, pool).whole).astype(np.int64)
        assert ((found >= 0) == expected.allowed).all()
        assert (found[expected.allowed] == expected.total[expected.allowed]).all()


@pytest.mark.parametrize("objective", ["score", "coverage-then-score"])
def test_the_same_pairs_as_with_a_table_and_a_proof_that_holds(objective, way):
    for seed in range(30):
        rng = np.random.default_rng(seed)
        size = (40, 25) if seed % 3 else (6, 4)
        pool, policy = builders.pool(rng, *size), builders.policy(rng, objective=objective)
        expected, found = match_by_table(policy, pool), match_large(policy, pool)
        assert found.certificate.optimal
        assert (found.certificate.primal, found.certificate.coverage) == (
            expected.certificate.primal,
            expected.certificate.coverage,
        )
        assert found.certificate.blocking_pairs >= 0
        check_prices(found.certificate, policy, pool)


def check_prices(proof, policy, pool):
    """The prices bound every pair there is, and their sum is the worth of the pairs."""
    scores = score(policy, pool)
    gain = np.array([proof.protege_prices.get(person, 0) for person in pool.proteges.ids])
    price = np.array([proof.mentor_prices.get(person, 0) for person in pool.mentors.ids])
    bounded = gain[:, None] + price[None, :] >= proof.pair_bonus + scores.total
    assert (bounded | ~scores.allowed | (pool.capacity == 0)).all()
    assert min(gain.min(initial=0), price.min(initial=0)) == 0
    assert gain.sum() + (price * pool.capacity).sum() == proof.pair_bonus * proof.coverage + proof.dual


def test_equals_are_told_apart_by_the_same_lottery(way):
    for seed in range(30):
        rng = np.random.default_rng(seed)
        pool = builders.pool(rng, 12, 8)
        policy = Policy(lottery=f"seed {seed}", criteria=(criteria.Same(field="site", weight=1.0),))
        expected, found = match_by_table(policy, pool), match_large(policy, pool)
        assert [(p.protege, p.mentor) for p in found.pairs] == [(p.protege, p.mentor) for p in expected.pairs]


def test_reasons_and_what_binds_are_those_of_the_table():
    for seed in range(40):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng, 10, 8, most_places=1), builders.policy(rng)
        expected, found = match_by_table(policy, pool), match_large(policy, pool)
        if [(p.protege, p.mentor) for p in found.pairs] != [(p.protege, p.mentor) for p in expected.pairs]:
            continue
        for one, other in zip(found.pairs, expected.pairs, strict=True):
            for a, b in zip(one.parts, other.parts, strict=True):
                assert a.value == pytest.approx(b.value, abs=1e-5)
                assert dataclasses.replace(a, value=b.value) == b
        # who comes first for several places is not worked out without a table
        told = [tuple(change for change in one.changes if change.places < 2) for one in expected.unplaced]
        assert found.unplaced == tuple(
            dataclasses.replace(one, changes=changes) for one, changes in zip(expected.unplaced, told, strict=True)
        )
        assert found.certificate.blocking_pairs == expected.certificate.blocking_pairs


def test_pins_are_kept_and_impossible_ones_named():
    for seed in range(40):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng, 10, 6), builders.policy(rng)
        pins = (("p03", "m01"), ("p04", "m01"), ("p05", "nobody"))
        policy = dataclasses.replace(policy, pins=pins[: 1 + seed % 3])
        try:
            expected = match_by_table(policy, pool)
        except Refused as refused:
            with pytest.raises(Refused) as found:
                match_large(policy, pool)
            assert found.value.faults == refused.faults
            continue
        found = match_large(policy, pool)
        assert found.certificate.primal == expected.certificate.primal
        assert found.certificate.dual == expected.certificate.dual
        assert {(p.protege, p.mentor) for p in found.pairs if p.pinned} == set(policy.pins)


def test_nobody_on_either_side_is_an_answer():
    for proteges, mentors in ((0, 3), (3, 0), (0, 0)):
        pool = builders.pool(np.random.default_rng(1), proteges, mentors)
        assert match_large(Policy(), pool).pairs == ()


def test_a_pool_that_needs_no_table_goes_without_one_and_what_needs_one_says_so():
    size = 1_500
    side = {"numbers": {"x": np.random.default_rng(2).normal(size=size)}}
    pool = Pool(
        proteges=Side(ids=tuple(f"p{i:05d}" for i in range(size)), **side),
        mentors=Side(ids=tuple(f"m{i:05d}" for i in range(size)), **side),
        capacity=np.ones(size, dtype=np.int64),
    )
    policy = Policy(criteria=(criteria.Near(field="x", scale=4.0, weight=1.0),), rules=(rules.Forbid(),))
    found = match(policy, pool)
    assert found.certificate.optimal
    assert found.certificate.pairs_considered == size * size
    assert found.certificate.rounds >= 1
    wide = Pool(
        proteges=pool.proteges,
        mentors=crowd(TABLE_AT_MOST // size + 1),
        capacity=np.ones(TABLE_AT_MOST // size + 1, dtype=np.int64),
    )
    with pytest.raises(TooLarge, match="worst-off-first is worked out for up to"):
        match(dataclasses.replace(policy, criteria=(), objective="worst-off-first"), wide)


def test_only_costs_take_a_small_pool_of_many_mentors_without_a_table(monkeypatch):
    pool, policy = Pool(proteges=crowd(3), mentors=crowd(9), capacity=np.ones(9, dtype=np.int64)), Policy(lottery="x")
    monkeypatch.setattr("mentorlift.science.assignment.matching.MOST_MENTORS", 5)
    taken = []
    monkeypatch.setattr("mentorlift.science.assignment.sparse.large.match_large", lambda *_, **how: taken.append(how))
    assert match(policy, pool, costs=False).certificate.optimal
    assert not taken
    match(policy, pool)
    assert taken == [{"costs": True}]


def crowd(size):
    return Side(ids=tuple(f"m{i:06d}" for i in range(size)))


def test_a_bound_that_is_near_enough_is_told_as_one_and_holds_for_every_pair(monkeypatch):
    monkeypatch.setattr(rounds, "SMALL", 100)
    monkeypatch.setattr(rounds, "FEWEST", 8)
    monkeypatch.setattr(rounds, "ENOUGH", 1)
    monkeypatch.setattr(rounds, "NEARLY", 10)
    near = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng, 60, 40), builders.policy(rng)
        best, found = match_by_table(policy, pool), match_large(policy, pool)
        proof = found.certificate
        assert proof.coverage == best.certificate.coverage
        assert proof.primal <= best.certificate.primal <= proof.dual
        assert proof.optimal == (proof.gap == 0)
        assert proof.short == (0.0 if proof.optimal else proof.gap / proof.primal) <= 0.1
        check_prices(proof, policy, pool)
        near += not proof.optimal
    assert near
