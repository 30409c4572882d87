"""What another mentor for one protégé would cost, against solving again with that pair pinned."""

import dataclasses

import numpy as np
import pytest

from mentorlift.science.assignment.alternatives import alternatives
from mentorlift.science.assignment.matching import match
from mentorlift.science.assignment.scores import score

from . import builders


def test_the_cost_of_another_mentor_is_what_pinning_them_loses():
    compared = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng), builders.policy(rng)
        best = match(policy, pool).certificate
        allowed = score(policy, pool).allowed
        for one in alternatives(policy, pool, "p02"):
            j = pool.mentors.ids.index(one.mentor)
            assert bool(allowed[2, j]) == (not one.broken)
            if one.broken:
                assert one.cost is None
                continue
            pinned = match(dataclasses.replace(policy, pins=(("p02", one.mentor),)), pool).certificate
            assert one.unplaces == best.coverage - pinned.coverage
            assert one.cost == best.primal - pinned.primal
            compared += 1
    assert compared > 40


def test_allowed_mentors_come_first_and_the_cheapest_of_them_on_top():
    for seed in range(10):
        rng = np.random.default_rng(seed)
        found = alternatives(builders.policy(rng), builders.pool(rng), "p01")
        assert [bool(one.broken) for one in found] == sorted(bool(one.broken) for one in found)
        costs = [(one.unplaces, one.cost) for one in found if not one.broken]
        assert costs == sorted(costs)


def test_somebody_outside_the_pool_has_no_alternatives():
    rng = np.random.default_rng(1)
    with pytest.raises(KeyError):
        alternatives(builders.policy(rng), builders.pool(rng), "nobody")


def test_the_next_best_of_either_side_costs_what_pinning_them_loses():
    compared = {"protege": 0, "mentor": 0}
    for seed in range(40):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng), builders.policy(rng)
        found = match(policy, pool)
        scores = score(policy, pool)
        rows = {person: i for i, person in enumerate(pool.proteges.ids)}
        cols = {person: j for j, person in enumerate(pool.mentors.ids)}
        for pair in found.pairs:
            told = [("protege", (pair.protege, pair.runner_up), pair.runner_up_cost, pair.runner_up_unplaces)]
            if pair.mentors_next is not None:
                other = pair.mentors_next
                told.append(("mentor", (other.person, pair.mentor), other.cost, other.unplaces))
                better = scores.allowed[:, cols[pair.mentor]].copy()
                better[[rows[p.protege] for p in found.pairs if p.mentor == pair.mentor]] = False
                assert other.less == pair.score - scores.total[better, cols[pair.mentor]].max()
            for side, pin, cost, unplaces in told:
                if cost is None:
                    continue
                pinned = match(dataclasses.replace(policy, pins=(pin,)), pool).certificate
                assert unplaces == found.certificate.coverage - pinned.coverage
                assert cost == found.certificate.primal - pinned.primal
                compared[side] += 1
    assert min(compared.values()) > 40
