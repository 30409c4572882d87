"""Effects on everyone, on those who said yes and on those who did not, against plain sums."""

import math
from dataclasses import replace

import numpy as np
import pytest

from mentorlift.science.effects.two_branches import two_branches
from tests.science.trial import only, panel, plan, units

CLOSE = {"rel": 1e-8, "abs": 1e-10}
PLAN = plan(early=(0, 10), late=(10, 20))


def branches(seed=1, mandatory=80, voluntary=90, clusters=0):
    """A mandatory branch, and a voluntary one in which those who said yes were drawn; one stratum each."""
    rng = np.random.default_rng(seed)

    def people(name, wish, drawn):
        n = len(wish)
        arm = np.full(n, -1)
        who = rng.permutation(np.flatnonzero(drawn))
        arm[who] = np.arange(len(who)) % 3 == 0
        y = np.exp(rng.normal(3 + 0.3 * (wish == 1)[:, None], 1, (n, 20))) * (1 + 0.3 * (arm == 1))[:, None]
        y[np.arange(20)[None, :] >= rng.geometric(0.03, n)[:, None]] = np.nan
        given = {"wish": wish, "branch": name}
        if clusters:
            given["cluster"] = np.arange(n) % clusters
        return units(arm, **given), panel(y)

    wish = (rng.random(voluntary) < 0.35).astype(int)
    pairs = (
        people("mandatory", np.full(mandatory, -1), np.ones(mandatory, dtype=bool)),
        people("voluntary", wish, wish == 1),
    )
    return tuple(zip(*pairs, strict=True))


def totals(who, outcome, span=(0, 10)):
    return np.nansum(outcome.window(*span), axis=1)


def neyman(one, zero):
    return one.mean() - zero.mean(), one.var(ddof=1) / len(one) + zero.var(ddof=1) / len(zero)


def test_the_effect_on_decliners_is_the_difference_of_the_two_branches_over_their_share():
    people, outcomes = branches()
    (mandatory, voluntary), (m, v) = people, [totals(*pair) for pair in zip(people, outcomes, strict=True)]
    a, va = neyman(m[mandatory.arm == 1], m[mandatory.arm == 0])
    t, vt = neyman(v[voluntary.arm == 1], v[voluntary.arm == 0])
    p = (voluntary.wish == 1).mean()
    vp = p * (1 - p) / voluntary.n
    value = (a - p * t) / (1 - p)
    variance = (va + p**2 * vt) / (1 - p) ** 2 + (a - t) ** 2 * vp / (1 - p) ** 4
    declined = v[voluntary.wish == 0]
    base, base_variance = declined.mean(), declined.var(ddof=1) / len(declined)
    found = two_branches(people, outcomes, PLAN)
    got = only(found, question="atu", window="early", outcome="revenue", scale="difference")
    assert (got.estimate, got.se) == pytest.approx((value, math.sqrt(variance)), **CLOSE)
    percent = only(found, question="atu", window="early", outcome="revenue", scale="percent")
    expected = 100 * math.sqrt(variance / base**2 + value**2 * base_variance / base**4)
    assert (percent.estimate, percent.se) == pytest.approx((100 * value / base, expected), **CLOSE)
    assert "worked out from two groups" in got.method


def test_everyone_and_those_who_said_yes_come_from_their_own_branches():
    people, outcomes = branches(2)
    found = two_branches(people, outcomes, PLAN)
    for question, at in (("ate", 0), ("att", 1)):
        total = totals(people[at], outcomes[at], (10, 20))
        value, variance = neyman(total[people[at].arm == 1], total[people[at].arm == 0])
        got = only(found, question=question, window="late", outcome="revenue", scale="difference")
        assert (got.estimate, got.se) == pytest.approx((value, math.sqrt(variance)), **CLOSE)


def test_the_gap_compares_opt_in_controls_with_opt_outs_and_is_no_effect():
    people, outcomes = branches(3)
    voluntary, total = people[1], totals(people[1], outcomes[1])
    value, variance = neyman(total[(voluntary.arm == 0)], total[voluntary.wish == 0])
    found = two_branches(people, outcomes, PLAN)
    got = only(found, question="selection_gap", window="early", outcome="revenue", scale="difference")
    assert (got.estimate, got.se) == pytest.approx((value, math.sqrt(variance)), **CLOSE)
    assert got.method.startswith("not an effect")


def test_where_chances_differ_opt_in_controls_count_by_their_chance_of_being_one():
    rng = np.random.default_rng(4)
    wish = (np.arange(120) % 2 == 0).astype(int)
    chance = np.where(wish == 1, rng.uniform(0.2, 0.8, 120), np.nan)
    arm = np.where(wish == 1, rng.random(120) < np.nan_to_num(chance), -1).astype(int)
    y = rng.lognormal(3, 1, (120, 20))
    voluntary = units(arm, wish=wish, branch="voluntary", chance=np.column_stack([1 - chance, chance]))
    found = two_branches([voluntary], [panel(y)], PLAN)
    got = only(found, question="selection_gap", window="early", outcome="revenue", scale="difference")
    sold = y[:, :10].sum(axis=1)
    control, declined = arm == 0, wish == 0
    yes = np.average(sold[control], weights=1 / (1 - chance[control]))
    weight = 1 / (1 - chance[control])
    weight /= weight.sum()
    variance = (weight**2 * (sold[control] - yes) ** 2 / (1 - weight)).sum()
    variance += sold[declined].var(ddof=1) / declined.sum()
    assert got.estimate == pytest.approx(yes - sold[declined].mean(), **CLOSE)
    assert got.se == pytest.approx(math.sqrt(variance), **CLOSE)


def test_the_share_of_yes_is_clustered_where_classes_were_drawn():
    people, outcomes = branches(4, clusters=10)
    voluntary = people[1]
    yes = (voluntary.wish == 1).astype(float)
    p = yes.mean()
    sums = [(yes - p)[voluntary.cluster == code].sum() for code in range(10)]
    vp = 10 / 9 * sum(s**2 for s in sums) / voluntary.n**2
    found = two_branches(people, outcomes, PLAN)
    pick = {"window": "early", "outcome": "revenue", "scale": "difference"}
    a, t, u = (only(found, question=question, **pick) for question in ("ate", "att", "atu"))
    variance = (a.se**2 + p**2 * t.se**2) / (1 - p) ** 2 + (a.estimate - t.estimate) ** 2 * vp / (1 - p) ** 4
    assert u.se == pytest.approx(math.sqrt(variance), **CLOSE)


def test_one_lottery_over_everybody_who_was_asked_gives_the_decliners_directly():
    people, outcomes = branches(5)
    wish = np.arange(people[0].n) % 3 == 0
    asked = replace(people[0], wish=wish.astype(int), branch="")
    total = totals(asked, outcomes[0])
    value, variance = neyman(total[~wish & (asked.arm == 1)], total[~wish & (asked.arm == 0)])
    found = two_branches([asked], outcomes[:1], PLAN)
    got = only(found, question="atu", window="early", outcome="revenue", scale="difference")
    assert (got.estimate, got.se) == pytest.approx((value, math.sqrt(variance)), **CLOSE)
    assert "two groups" not in got.method


def test_without_a_branch_for_everybody_only_those_who_said_yes_are_known():
    people, outcomes = branches(6)
    found = two_branches(people[1:], outcomes[1:], PLAN)
    for question in ("ate", "atu"):
        got = only(found, question=question, window="early", outcome="revenue", scale="difference")
        assert "only those who said yes" in got.not_estimable
    assert only(found, question="att", window="early", outcome="revenue", scale="difference").estimate is not None


def test_without_a_wish_nothing_is_said_about_wishes():
    people, outcomes = branches(7)
    found = two_branches(people[:1], outcomes[:1], PLAN)
    for question in ("att", "atu", "selection_gap"):
        got = only(found, question=question, window="early", outcome="revenue", scale="difference")
        assert got.not_estimable == "nobody was asked whether they want a mentor"


def asked_all(seed, n=400, p=0.3, gain=0.3):
    """One mandatory branch in which everybody was asked first; those who said no alone gain, by a share of 0.3."""
    rng = np.random.default_rng(seed)
    wish = (rng.random(n) < p).astype(int)
    arm = np.zeros(n, dtype=int)
    arm[rng.permutation(n)[: n // 2]] = 1
    y = (
        np.exp(rng.normal(3 + 0.3 * wish[:, None], 0.5, (n, 20)))
        * np.where((arm == 1) & (wish == 0), 1 + gain, 1)[:, None]
    )
    return units(arm, wish=wish, branch="mandatory"), panel(y)


def test_where_everybody_was_asked_those_who_said_no_are_looked_at_by_themselves():
    truth = 10 * 0.3 * np.exp(3 + 0.125)
    values, errors, held, yes = [], [], [], []
    for seed in range(150):
        people, outcome = asked_all(seed)
        found = two_branches([people], [outcome], PLAN)
        got = only(found, question="atu", window="early", outcome="revenue", scale="difference")
        values.append(got.estimate)
        errors.append(got.se)
        held.append(got.ci_low <= truth <= got.ci_high)
        yes.append(only(found, question="att", window="early", outcome="revenue", scale="difference").estimate)
    assert abs(np.mean(values) - truth) < 4 * np.std(values) / np.sqrt(150)
    assert abs(np.mean(yes)) < 4 * np.std(yes) / np.sqrt(150)
    assert 0.93 - 3 * np.sqrt(0.05 * 0.95 / 150) <= np.mean(held)
    assert np.mean(errors) == pytest.approx(np.std(values, ddof=1), rel=3 / np.sqrt(300) + 0.05)


def test_beside_a_voluntary_branch_the_direct_answer_is_taken_and_it_is_the_more_precise():
    (mandatory, m), (voluntary, v) = asked_all(1), tuple(each[1] for each in branches(mandatory=10, voluntary=300))
    direct = two_branches([mandatory, voluntary], [m, v], PLAN)
    got = only(direct, question="atu", window="early", outcome="revenue", scale="difference")
    no = mandatory.wish == 0
    sums = totals(mandatory, m)
    effect, variance = neyman(sums[no & (mandatory.arm == 1)], sums[no & (mandatory.arm == 0)])
    assert (got.estimate, got.se) == pytest.approx((effect, math.sqrt(variance)), **CLOSE)
    assert "worked out" not in got.method
    unknown = replace(mandatory, wish=np.where(np.arange(mandatory.n) == 0, -1, mandatory.wish))
    other = two_branches([unknown, voluntary], [m, v], PLAN)
    worked_out = only(other, question="atu", window="early", outcome="revenue", scale="difference")
    assert "worked out from two groups" in worked_out.method and worked_out.se > got.se
