"""Rotating peer pairs against every plan there is, on small groups."""

import dataclasses
import functools
import itertools

import numpy as np
import pytest

from mentorlift.science.assignment import rotation as module
from mentorlift.science.assignment import rules
from mentorlift.science.assignment.limits import TooLarge
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Pool, Side
from mentorlift.science.assignment.rotation import rotation
from mentorlift.science.assignment.scores import score

from . import builders


def peers(rng, count):
    """The same people on both sides."""
    ids = [f"p{i:02d}" for i in range(count)]
    side = builders.side(rng, ids)
    return Pool(proteges=side, mentors=side, capacity=np.ones(count, dtype=np.int64), managers={"manager_id": {}})


def group(count):
    side = Side(ids=tuple(f"p{i:02d}" for i in range(count)))
    return Pool(proteges=side, mentors=side, capacity=np.ones(count, dtype=np.int64))


@functools.cache
def every_week(count):
    """All sets of pairs among so many people, each as a frozenset of sorted couples."""

    def grow(left):
        if not left:
            return [()]
        first, rest = left[0], left[1:]
        out = list(grow(rest))
        for other in rest:
            out += [((first, other), *more) for more in grow(tuple(p for p in rest if p != other))]
        return out

    return [frozenset(one) for one in grow(tuple(range(count)))]


def worth_of(policy, pool):
    found = score(policy, pool)
    return found.total + found.total.T, found.allowed & found.allowed.T


def test_every_week_is_the_best_after_those_before():
    """Most pairs, then those placed who sat out most often, then the score: by looking at all weeks there can be."""
    odd = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        count = int(rng.integers(2, 8))
        pool, policy = peers(rng, count), builders.policy(rng)
        policy = dataclasses.replace(policy, rules=tuple(r for r in policy.rules if r.kind != "not-in-line"))
        worth, allowed = worth_of(policy, pool)
        found = rotation(policy, pool, 3)
        if found.way == "table":
            continue
        met, sat_out = set(), np.zeros(count, dtype=int)
        for week in found.weeks:

            def value(one, sat_out=sat_out, worth=worth):
                placed = {i for couple in one for i in couple}
                often = [sum(sat_out[i] >= k for i in placed) for k in range(3, 0, -1)]
                return (len(one), *often, sum(int(worth[i, j]) for i, j in one))

            open_weeks = [one for one in every_week(count) if not one & met and all(allowed[c] for c in one)]
            mine = frozenset((int(a[1:]), int(b[1:])) for a, b in week.pairs)
            assert mine in open_weeks
            assert value(mine) == max(map(value, open_weeks))
            assert week.best and week.score == value(mine)[-1]
            met |= mine
            alone = [int(person[1:]) for person in week.out]
            assert sorted([*alone, *(i for couple in mine for i in couple)]) == list(range(count))
            sat_out[alone] += 1
            odd += len(alone) > 0
    assert odd > 40


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6, 7, 8, 9, 10])
def test_without_rules_everybody_meets_everybody_once_and_sits_out_as_often(count):
    """The longest period there is: n - 1 weeks, n where the number is odd, and not a pair is missing."""
    weeks = count - 1 + count % 2
    found = rotation(Policy(lottery="spring"), group(count), weeks)
    couples = [pair for week in found.weeks for pair in week.pairs]
    assert sorted(couples) == list(itertools.combinations([f"p{i:02d}" for i in range(count)], 2))
    out = [person for week in found.weeks for person in week.out]
    assert sorted(out) == ([f"p{i:02d}" for i in range(count)] if count % 2 else [])


def test_a_plan_that_would_run_into_a_poor_week_gives_way_to_a_table():
    """Six people for five weeks: after three weeks two triangles can be left, in which nobody finds a full week."""
    ways = {}
    for k in range(12):
        found = rotation(Policy(lottery=str(k)), group(6), 5)
        assert [len(week.pairs) for week in found.weeks] == [3] * 5
        ways.setdefault(found.way, []).append(any(week.best for week in found.weeks))
    assert set(ways) == {"week by week", "table"}
    assert not any(ways["table"]) and all(ways["week by week"])


@pytest.mark.parametrize("count", [5, 7, 11])
def test_the_odd_one_out_changes_from_week_to_week(count):
    found = rotation(Policy(lottery="a"), group(count), count // 2)
    out = [week.out for week in found.weeks]
    assert all(len(alone) == 1 for alone in out) and len(set(out)) == len(out)


def test_forbidden_pairs_and_those_who_have_met_never_meet():
    pool = group(6)
    apart = rules.Forbid(frozenset({("p00", "p01"), ("p03", "p02")}))  # either way round bars the pair
    found = rotation(Policy(rules=(apart,)), pool, 4, met=[("p04", "p05"), ("p05", "p00"), ("p99", "p00")])
    couples = [pair for week in found.weeks for pair in week.pairs]
    assert len(couples) == len(set(couples))
    assert not {("p00", "p01"), ("p02", "p03"), ("p04", "p05"), ("p00", "p05")} & set(couples)


def test_more_weeks_than_there_are_others_leave_the_last_ones_empty():
    found = rotation(Policy(), group(4), 5)
    assert [len(week.pairs) for week in found.weeks] == [2, 2, 2, 0, 0]


def test_the_lottery_tells_equal_weeks_apart_and_the_same_text_gives_the_same_plan():
    plans = {rotation(Policy(lottery=str(k)), group(4), 1).weeks[0].pairs for k in range(30)}
    assert len(plans) == 3
    assert rotation(Policy(lottery="x"), group(8), 3) == rotation(Policy(lottery="x"), group(8), 3)


def test_nobody_and_one_alone_are_answers():
    assert rotation(Policy(), group(0), 2).pairs == 0
    assert [week.out for week in rotation(Policy(), group(1), 2).weeks] == [("p00",), ("p00",)]


def test_two_sides_that_differ_and_too_many_people_are_refused(monkeypatch):
    with pytest.raises(ValueError, match="the same people on both sides"):
        rotation(Policy(), builders.pool(np.random.default_rng(1)), 2)
    monkeypatch.setattr(module, "ROTATION_UP_TO", 5)
    with pytest.raises(TooLarge, match="peer pairs are worked out for up to 5 people, and these are 6"):
        rotation(Policy(), group(6), 2)
