"""Circles as a matching, and circles that people join."""

import dataclasses

import numpy as np

from mentorlift.science.assignment.answer import answer
from mentorlift.science.assignment.circle_rules import CircleRules
from mentorlift.science.assignment.circles import circles
from mentorlift.science.assignment.limits import NotWorkedOut
from mentorlift.science.assignment.matching import match
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool, Side
from mentorlift.science.assignment.what_if import what_if

from . import builders
from .slow import slow_points
from .test_circles import every_way, random_rules


def test_circles_as_a_matching_say_what_the_circles_say():
    for seed in range(40):
        rng = np.random.default_rng(seed)
        pool, policy, asked = builders.pool(rng, 6, 3, most_places=4), builders.policy(rng), random_rules(rng)
        policy = dataclasses.replace(policy, mode="optimal", objective="coverage-then-score", circle=asked, pins=())
        found, told = circles(policy, pool, asked), answer(policy, pool)
        made = {(pair.protege, pair.mentor) for pair in told.pairs}
        assert made == {(member, one.mentor) for one in found.circles for member in one.members}
        assert {one.person for one in told.unplaced if one.role == "protege"} == set(found.without)
        proof = told.certificate
        assert (proof.primal, proof.dual, proof.coverage) == (found.primal, found.dual, found.placed)
        assert proof.optimal == found.optimal
        points = slow_points(policy, pool, proof.scale)
        ids = pool.proteges.ids, pool.mentors.ids
        for pair in told.pairs:
            assert pair.score == points[ids[0].index(pair.protege)][ids[1].index(pair.mentor)]
            assert pair.score == sum(part.points for part in pair.parts)


def test_whoever_joins_counts_with_those_who_are_there():
    """Against every way there is, with the sizes of the circles that exist taken off the sizes asked for."""
    seen = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        pool, policy = builders.pool(rng, 5, 3, most_places=3), builders.policy(rng)
        begun = {mentor: int(rng.integers(0, 4)) for mentor in pool.mentors.ids}
        asked = CircleRules(least=2, most=4, begun=tuple(begun.items()))
        points = slow_points(policy, pool, 1_000_000)
        found = circles(policy, pool, asked)
        loose = CircleRules(least=1, most=9)
        ways = []
        for choice_placed, choice_score, sizes in sized_ways(pool, policy, loose, points):
            if all(not n or 2 <= n + begun[m] <= 4 for m, n in zip(pool.mentors.ids, sizes, strict=True)):
                ways.append((choice_placed, choice_score))
        assert (found.placed, found.primal) == max(ways)
        seen += found.placed
    assert seen > 60


def sized_ways(pool, policy, asked, points):
    """every_way, with how many each mentor gets: told by giving each mentor a power of ten to add."""
    marked = [[None if p is None else p * 10**4 + 10**j for j, p in enumerate(row)] for row in points]
    for placed, score in every_way(pool, policy, asked, marked):
        digits = score % 10**4
        yield placed, score // 10**4, [digits // 10**j % 10 for j in range(len(pool.mentors))]


def test_a_policy_without_circles_is_matched():
    pool, policy = builders.pool(np.random.default_rng(1)), builders.policy(np.random.default_rng(1))
    assert answer(policy, pool) == match(policy, pool)


def test_pins_that_no_circle_can_keep_are_said():
    pool = Pool(proteges=Side(ids=("p1", "p2")), mentors=Side(ids=("m1",)), capacity=np.array([1]))
    policy = Policy(circle=CircleRules(least=2, most=2), pins=(("p1", "m1"),))
    try:
        answer(policy, pool)
    except NotWorkedOut as error:
        assert "circles of this size" in str(error)
    else:
        raise AssertionError("a circle of one")


def test_what_if_compares_whole_circles():
    pool = Pool(
        proteges=Side(ids=("p1", "p2", "p3"), texts={"team": ("a", "a", "b")}),
        mentors=Side(ids=("m1", "m2")),
        capacity=np.array([3, 2]),
    )
    three = Policy(circle=CircleRules(least=2, most=3))
    apart = Policy(circle=CircleRules(least=2, most=3, apart=("team",)))
    found = what_if(three, apart, pool)
    assert (found.pairs_before, found.pairs_after) == (3, 2)
    assert len(found.newly_unplaced) == 1
