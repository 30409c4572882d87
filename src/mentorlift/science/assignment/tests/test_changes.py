"""What would give somebody without a pair one: every change is made and the pool solved again."""

import dataclasses

import numpy as np
import pytest

from mentorlift.science.assignment.criteria import Preference
from mentorlift.science.assignment.matching import match
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool, Side
from mentorlift.science.assignment.rules import Forbid, allowed_pairs
from mentorlift.science.assignment.scores import score
from mentorlift.science.assignment.words import why_nobody

from . import builders


@dataclasses.dataclass(frozen=True)
class Eased:
    """A rule that holds for all but two people."""

    rule: object
    excepted: set[str]
    kind = "eased"

    def fields(self):
        return self.rule.fields()

    def forbids(self, pool):
        out = self.rule.forbids(pool)
        for i, person in enumerate(pool.proteges.ids):
            for j, other in enumerate(pool.mentors.ids):
                out[i, j] &= {person, other} != self.excepted
        return out


def with_more_places(pool: Pool, mentor: str, places: int) -> Pool:
    return dataclasses.replace(pool, capacity=pool.capacity + places * (np.array(pool.mentors.ids) == mentor))


def without_rule(policy, rule, *two):
    return dataclasses.replace(
        policy, rules=tuple(Eased(one, set(two)) if one is rule else one for one in policy.rules)
    )


def can_be_placed(policy, pool, person, role):
    """Whether one of the best sets has this person: some pair with them costs nothing."""
    best = match(policy, pool).certificate
    allowed = score(policy, pool).allowed & (pool.capacity > 0)
    for i, j in np.argwhere(allowed):
        pin = (pool.proteges.ids[i], pool.mentors.ids[j])
        if pin[0 if role == "protege" else 1] != person or any(pin[0] == kept for kept, _ in policy.pins):
            continue
        one = match(dataclasses.replace(policy, pins=(*policy.pins, pin)), pool).certificate
        if (one.coverage, one.primal) == (best.coverage, best.primal):
            return True
    return False


@pytest.mark.parametrize("objective", ["coverage-then-score", "score"])
def test_every_change_places_the_person_and_is_worth_what_is_said(objective):
    seen = {"place": 0, "places": 0, "rule": 0, "mentor": 0}
    for seed in range(90):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng, proteges=8, most_places=2), builders.policy(rng, objective=objective)
        found = match(policy, pool)
        for one in found.unplaced:
            for change in one.changes:
                if change.rule is None:
                    after = policy, with_more_places(pool, change.partner, change.places)
                else:
                    after = without_rule(policy, change.rule, one.person, change.partner), pool
                again = match(*after)
                if change.pairs is not None:
                    gained = again.certificate.coverage - found.certificate.coverage
                    more = again.certificate.primal - found.certificate.primal
                    if objective == "score":
                        assert (change.pairs, change.points) == (0, more)
                    else:
                        assert (change.pairs, change.points) == (gained, more)
                assert can_be_placed(*after, one.person, one.role)
                kind = "rule" if change.rule else ("place" if change.places == 1 else "places")
                seen["mentor" if one.role == "mentor" else kind] += 1
    if objective == "score":
        assert not seen.pop("places")
    assert min(seen.values()) > 5, seen


def test_whoever_no_single_place_helps_is_told_of_none():
    checked = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng, proteges=7, mentors=3, most_places=2), builders.policy(rng)
        for one in match(policy, pool).unplaced:
            if one.role != "protege" or any(c.rule is None and c.places == 1 for c in one.changes):
                continue
            checked += 1
            for mentor in pool.mentors.ids:
                assert not can_be_placed(policy, with_more_places(pool, mentor, 1), one.person, "protege")
    assert checked > 10


def test_as_many_mentors_would_do_as_are_counted():
    checked = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng, proteges=7, mentors=4, most_places=2), builders.policy(rng)
        for one in match(policy, pool).unplaced:
            if can_be_placed(policy, pool, one.person, one.role):
                continue  # told apart from somebody with a mentor by lot alone
            for change in one.changes:
                if change.rule is None and change.places == 1:
                    would = [
                        mentor
                        for mentor in pool.mentors.ids
                        if can_be_placed(policy, with_more_places(pool, mentor, 1), one.person, "protege")
                    ]
                    assert len(would) == change.ways
                    checked += 1
    assert checked > 20


def test_changes_stand_beside_the_pins():
    checked = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng, proteges=8, most_places=2), builders.policy(rng)
        allowed = allowed_pairs(policy.rules, pool) & (pool.capacity > 0)
        if not allowed.any():
            continue
        i, j = (int(k) for k in rng.choice(np.argwhere(allowed)))
        pinned = dataclasses.replace(policy, pins=((pool.proteges.ids[i], pool.mentors.ids[j]),))
        found = match(pinned, pool)
        for one in found.unplaced:
            for change in one.changes:
                if change.pairs is None:
                    continue
                if change.rule is None:
                    again = match(pinned, with_more_places(pool, change.partner, change.places))
                else:
                    again = match(without_rule(pinned, change.rule, one.person, change.partner), pool)
                assert again.certificate.coverage - found.certificate.coverage == change.pairs
                assert again.certificate.primal - found.certificate.primal == change.points
                checked += 1
    assert checked > 40


def test_no_change_is_promised_where_prices_do_not_tell():
    rng = np.random.default_rng(3)
    pool = builders.pool(rng, proteges=8, most_places=1)
    for settings in ({"mode": "random"}, {"mode": "stable"}, {"objective": "worst-off-first"}):
        found = match(builders.policy(np.random.default_rng(3), **settings), pool)
        assert any(one.role == "protege" for one in found.unplaced)
        assert all(not one.changes for one in found.unplaced)


def test_the_words_name_the_place_and_the_rule():
    pool = builders.pool(np.random.default_rng(0), proteges=2, mentors=1)
    pool = dataclasses.replace(pool, capacity=np.array([1]))
    policy = dataclasses.replace(builders.policy(np.random.default_rng(0)), rules=())
    one = next(u for u in match(policy, pool).unplaced)
    assert "one more place with m00 would give them one" in why_nobody(one)
    barred = dataclasses.replace(policy, rules=(Forbid(frozenset({("p00", "m00"), ("p01", "m00")})),))
    told = [why_nobody(u) for u in match(barred, pool).unplaced if u.role == "protege"]
    assert all("without the rule forbid" in text and "m00" in text for text in told)


def table_pool(scores, capacity):
    """A pool whose pairs score as in a table, and the policy that says so."""
    people, mentors = np.array(scores).shape
    pool = Pool(
        proteges=Side(ids=tuple(f"p{i}" for i in range(people))),
        mentors=Side(ids=tuple(f"m{j}" for j in range(mentors))),
        capacity=np.array(capacity),
    )
    return pool, Policy(criteria=(Given(scores),), lottery="x")


class Given(Preference):
    """A criterion with a given value for each pair."""

    def __init__(self, table):
        object.__setattr__(self, "table", np.array(table, dtype=float))
        object.__setattr__(self, "weight", 1.0)

    def values(self, pool):
        return self.table


def changes_of(found):
    return {
        one.person: [(c.places, c.partner, c.ways, c.pairs) for c in one.changes if c.rule is None]
        for one in found.unplaced
    }


def test_whoever_fits_less_is_told_of_as_many_places_as_put_the_others_first():
    pool, policy = table_pool([[0.9], [0.6], [0.3]], [1])
    assert changes_of(match(policy, pool)) == {"p1": [(1, "m0", 1, 1)], "p2": [(2, "m0", 0, None)]}


def test_a_place_with_somebody_to_whom_another_could_move_would_do_as_well():
    # p0 may have either mentor, p1 only m0; m1 gives no place yet
    pool, policy = table_pool([[0.9, 0.9], [0.5, 0.0]], [1, 0])
    only = dataclasses.replace(policy, rules=(Forbid(frozenset({("p1", "m1")})),))
    told = changes_of(match(only, pool))
    assert [(places, ways, pairs) for places, _who, ways, pairs in told["p1"]] == [(1, 2, 1)]
