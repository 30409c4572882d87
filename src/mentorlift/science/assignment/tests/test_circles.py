"""Circles against every way there is to form them, on small random pools."""

import dataclasses
import itertools

import numpy as np
import pytest

from mentorlift.science.assignment import circles as module
from mentorlift.science.assignment import rules
from mentorlift.science.assignment.circle_rules import CircleRules
from mentorlift.science.assignment.circles import circles
from mentorlift.science.assignment.limits import TooLarge
from mentorlift.science.assignment.many_circles import NotFound
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool, Side
from mentorlift.science.assignment.rules import line_above

from . import builders
from .slow import slow_points


def fits(members, pool, asked):
    """Whether these protégés may sit in one circle."""
    for i, k in itertools.combinations(members, 2):
        for name in asked.apart:
            a, b = pool.proteges.texts[name][i], pool.proteges.texts[name][k]
            if a and a == b:
                return False
        if asked.not_in_line:
            one, other = pool.proteges.ids[i], pool.proteges.ids[k]
            above = pool.managers[asked.not_in_line]
            if other in line_above(one, above) or one in line_above(other, above):
                return False
    return True


def every_way(pool, policy, asked, points):
    """(placed, score) of every way to form circles, protégé by protégé."""
    mentors = range(len(pool.mentors))
    pins = {pool.proteges.ids.index(p): pool.mentors.ids.index(m) for p, m in policy.pins}
    for choice in itertools.product([None, *mentors], repeat=len(pool.proteges)):
        if any(choice[i] != j for i, j in pins.items()):
            continue
        if any(j is not None and points[i][j] is None for i, j in enumerate(choice)):
            continue
        groups = [[i for i, j in enumerate(choice) if j == mentor] for mentor in mentors]
        sizes = [len(group) for group in groups]
        if any(n and not asked.least <= n <= min(asked.most, pool.capacity[j]) for j, n in enumerate(sizes)):
            continue
        if all(fits(group, pool, asked) for group in groups):
            yield sum(sizes), sum(points[i][j] for i, j in enumerate(choice) if j is not None)


def random_rules(rng):
    least = int(rng.integers(1, 4))
    return CircleRules(
        least=least,
        most=least + int(rng.integers(0, 3)),
        apart=tuple(name for name in ("team", "site") if rng.random() < 0.4),
        not_in_line="manager_id" if rng.random() < 0.5 else "",
    )


def test_no_way_to_form_circles_is_better():
    placed, impossible = 0, 0
    for seed in range(150):
        rng = np.random.default_rng(seed)
        pool, policy, asked = builders.pool(rng, 6, 3, most_places=5), builders.policy(rng), random_rules(rng)
        points = slow_points(policy, pool, 1_000_000)
        if seed % 3 == 0:
            pins = [(i, j) for i, row in enumerate(points) for j, p in enumerate(row) if p is not None]
            pins = [pair for pair in pins if pool.capacity[pair[1]]][:1]
            policy = dataclasses.replace(
                policy, pins=tuple((pool.proteges.ids[i], pool.mentors.ids[j]) for i, j in pins)
            )
        ways = list(every_way(pool, policy, asked, points))
        found = circles(policy, pool, asked)
        if found is None:
            assert not ways
            impossible += 1
            continue
        assert found.optimal
        assert (found.placed, found.primal) == max(ways)
        check(found, policy, pool, asked, points)
        placed += found.placed
    assert placed > 200 and impossible > 5


def check(found, policy, pool, asked, points):
    """Recomputes what the circles say of themselves."""
    rows = {p: i for i, p in enumerate(pool.proteges.ids)}
    cols = {m: j for j, m in enumerate(pool.mentors.ids)}
    seated = [member for circle in found.circles for member in circle.members]
    assert sorted([*seated, *found.without]) == sorted(pool.proteges.ids)
    for circle in found.circles:
        members = [rows[member] for member in circle.members]
        assert asked.least <= len(members) <= min(asked.most, pool.capacity[cols[circle.mentor]])
        assert fits(members, pool, asked)
        assert circle.score == sum(points[i][cols[circle.mentor]] for i in members)
    assert found.primal == sum(circle.score for circle in found.circles)
    made = {(member, circle.mentor) for circle in found.circles for member in circle.members}
    assert set(policy.pins) <= made


def test_circles_of_many_keep_all_rules_and_no_way_exceeds_their_bound(monkeypatch):
    monkeypatch.setattr(module, "PROVED_UP_TO", 0)
    best, not_found, placed = 0, 0, 0
    for seed in range(150):
        rng = np.random.default_rng(seed)
        pool, policy, asked = builders.pool(rng, 6, 3, most_places=5), builders.policy(rng), random_rules(rng)
        points = slow_points(policy, pool, 1_000_000)
        pins = [(i, j) for i, row in enumerate(points) for j, p in enumerate(row) if p is not None and pool.capacity[j]]
        if seed % 3 == 0:
            names = tuple((pool.proteges.ids[i], pool.mentors.ids[j]) for i, j in pins[:1])
            policy = dataclasses.replace(policy, pins=names)
        ways = list(every_way(pool, policy, asked, points))
        try:
            found = circles(policy, pool, asked)
        except NotFound:
            assert policy.pins
            not_found += 1
            continue
        if found is None or not pins:
            continue  # nobody may have anybody: the programme has said so
        check(found, policy, pool, asked, points)
        assert max(way[0] for way in ways) <= found.most_placed
        assert found.primal <= max(way[1] for way in ways if way[0] == found.placed) <= found.dual
        assert not found.optimal or (found.placed, found.primal) == max(ways)
        best += (found.placed, found.primal) == max(ways)
        placed += found.placed
    assert placed > 150 and best > 60 and 0 < not_found < 40, (placed, best, not_found)


def test_equal_circles_are_told_apart_by_the_lottery():
    pool = Pool(proteges=Side(ids=("p1", "p2", "p3", "p4")), mentors=Side(ids=("m1", "m2")), capacity=np.array([2, 2]))
    asked = CircleRules(least=2, most=2)
    seen = {circles(Policy(lottery=str(k)), pool, asked).circles for k in range(40)}
    assert len(seen) == 6
    assert circles(Policy(lottery="a"), pool, asked) == circles(Policy(lottery="a"), pool, asked)


def test_a_circle_that_would_be_too_small_is_none():
    pool = Pool(proteges=Side(ids=("p1", "p2")), mentors=Side(ids=("m1",)), capacity=np.array([4]))
    found = circles(Policy(), pool, CircleRules(least=3, most=4))
    assert (found.circles, found.without, found.optimal) == ((), ("p1", "p2"), True)


def test_nobody_is_an_answer():
    nobody = Pool(proteges=Side(ids=()), mentors=Side(ids=()), capacity=np.zeros(0, dtype=np.int64))
    assert circles(Policy(), nobody, CircleRules()).circles == ()


def test_what_cannot_be_meant_or_is_too_large_is_refused(monkeypatch):
    with pytest.raises(ValueError, match="the least is not above the most"):
        CircleRules(least=4, most=3)
    monkeypatch.setattr(module, "CIRCLES_UP_TO", 5)
    with pytest.raises(TooLarge, match="circles are worked out for up to 5 possible pairs"):
        circles(Policy(rules=(rules.Forbid(),)), builders.pool(np.random.default_rng(3)), CircleRules())
