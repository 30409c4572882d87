"""Difference in differences against statsmodels' regression of changes, and what it says of the time before."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import f

from mentorlift.science.effects.before_after import difference_in_differences, pre_trend
from mentorlift.science.effects.grade import grade
from mentorlift.science.effects.headline import headline
from tests.science.trial import only, panel, plan, units

PLAN = plan(assignment="comparison", pre=(-20, 0), early=(0, 10), late=(10, 20))
CLOSE = {"rel": 1e-8, "abs": 1e-10}


def groups(seed=1, n=120, gain=5.0, ahead=6.0, drift=0.0, strata=1):
    """A treated group that was ahead before, and gains; `drift` by which it pulled away before, a day."""
    rng = np.random.default_rng(seed)
    arm = np.arange(n) % 2
    y = rng.normal(40, 6, n)[:, None] + ahead * arm[:, None] + rng.normal(0, 4, (n, 40))
    y[:, 20:] += (2 + gain * arm)[:, None]
    y += drift * arm[:, None] * np.arange(40)
    y[rng.random(y.shape) < 0.1] = np.nan
    return units(arm, stratum=rng.integers(0, strata, n)), panel(y, first_day=-20)


def test_it_is_the_regression_of_the_change_on_the_group_with_hc2_errors():
    import statsmodels.api as sm

    people, outcome = groups()
    change = np.nanmean(outcome.y[:, 20:30], axis=1) - np.nanmean(outcome.y[:, :20], axis=1)
    fit = sm.OLS(change, sm.add_constant(people.arm.astype(float))).fit(cov_type="HC2")
    found = difference_in_differences(people, outcome, PLAN)
    got = only(found, window="early", scale="difference")
    assert got.estimate == pytest.approx(fit.params[1], **CLOSE)
    assert got.se == pytest.approx(fit.bse[1], **CLOSE)
    level = np.nanmean(outcome.y[:, 20:30], axis=1)[people.arm == 1].mean()
    percent = only(found, window="early", scale="percent")
    assert percent.estimate == pytest.approx(100 * got.estimate / (level - got.estimate), **CLOSE)


def test_strata_weigh_by_their_people():
    people, outcome = groups(strata=3)
    change = np.nanmean(outcome.y[:, 30:], axis=1) - np.nanmean(outcome.y[:, :20], axis=1)
    value = sum(
        (here := people.stratum == s).mean()
        * (change[here & (people.arm == 1)].mean() - change[here & (people.arm == 0)].mean())
        for s in range(3)
    )
    got = only(difference_in_differences(people, outcome, PLAN), window="late", scale="difference")
    assert got.estimate == pytest.approx(value, **CLOSE)


def test_being_ahead_before_is_no_effect_and_pulling_away_before_is_seen():
    people, outcome = groups(gain=0.0)
    assert abs(only(difference_in_differences(people, outcome, PLAN), window="early", scale="difference").estimate) < 2
    assert only(pre_trend(people, outcome, PLAN)).p_value > 0.01
    people, outcome = groups(drift=0.6)
    assert only(pre_trend(people, outcome, PLAN)).p_value < 1e-4


def test_the_pre_trend_is_the_test_of_krishnamoorthy_and_yu_written_out():
    people, outcome = groups()
    means = np.array([np.nanmean(outcome.y[:, 5 * k : 5 * k + 5], axis=1) for k in range(4)])
    moved = (means[:3] - means[3]).T
    one, zero = moved[people.arm == 1], moved[people.arm == 0]
    apart = one.mean(axis=0) - zero.mean(axis=0)
    parts = [(np.cov(side.T) / len(side), len(side) - 1) for side in (one, zero)]
    inverse = np.linalg.inv(sum(part for part, _ in parts))
    square = apart @ inverse @ apart
    q = 3
    turned = [(part @ inverse, free) for part, free in parts]
    v = (q + q * q) / sum((np.trace(s @ s) + np.trace(s) ** 2) / free for s, free in turned)
    got = only(pre_trend(people, outcome, PLAN))
    assert got.estimate == pytest.approx(square * (v - q + 1) / (v * q), **CLOSE)
    assert got.df == pytest.approx(v - q + 1, **CLOSE)
    assert got.p_value == pytest.approx(f.sf(got.estimate, q, v - q + 1), **CLOSE)


def test_small_groups_that_moved_alike_are_seldom_said_to_have_moved_apart():
    seen, runs = 0, 400
    for seed in range(runs):
        y = np.random.default_rng([9, seed]).normal(0, 5, (12, 20)).cumsum(axis=1) + 50
        found = only(pre_trend(units(np.arange(12) % 2), panel(y, first_day=-10), replace(PLAN, pre=(-10, 0))))
        seen += found.p_value < 0.05
    assert seen < 0.05 * runs + 3 * np.sqrt(runs * 0.05 * 0.95)  # by chi-squared: 17 %


def test_too_few_people_for_so_many_pieces_is_said():
    y = np.random.default_rng(1).normal(50, 5, (6, 40))
    spans = tuple((-20 + 4 * k, -16 + 4 * k) for k in range(5))
    found = only(pre_trend(units(np.arange(6) % 2), panel(y, first_day=-20), replace(PLAN, pre=spans)))
    assert found.not_estimable == "too few people to test so many estimates together"


def test_without_time_before_it_is_not_estimable_and_the_grade_is_d():
    people, outcome = groups()
    found = difference_in_differences(people, panel(outcome.y[:, 20:]), PLAN)
    assert all("before the start" in e.not_estimable for e in found)
    assert grade(found, assignment="comparison", draw_verified=False).letter == "D"
    assert headline(found, assignment="comparison") == "not_estimable"


def test_a_comparison_group_is_a_c_that_says_when_the_groups_moved_apart_before():
    people, outcome = groups(drift=0.6)
    found = [*difference_in_differences(people, outcome, PLAN), *pre_trend(people, outcome, PLAN)]
    graded = grade(found, assignment="comparison", draw_verified=False)
    assert graded.letter == "C" and "moved apart before the start" in graded.reasons[1]
    assert headline(found, assignment="comparison") == "gain"


def test_a_start_by_lot_is_as_good_as_its_draw():
    assert grade([], assignment="staggered", draw_verified=True).letter == "A"
    assert grade([], assignment="staggered", draw_verified=False).letter == "C"
    assert "who starts when was drawn" in grade([], assignment="staggered", draw_verified=True).reasons[0]


def test_everybody_alike_is_not_estimable():
    people, outcome = groups()
    flat = replace(outcome, y=np.ones_like(outcome.y))
    assert all(e.not_estimable for e in difference_in_differences(people, flat, PLAN))
    assert only(pre_trend(people, flat, PLAN)).not_estimable


def test_days_between_several_spans_before_the_start_are_no_part_of_before():
    people, outcome = groups()
    spans = ((-20, -15), (-5, 0))
    odd = outcome.y.copy()
    odd[:, 5:15] *= 1000  # between the spans
    several = replace(PLAN, pre=spans)
    kept = replace(outcome, y=np.where(odd == outcome.y, outcome.y, np.nan))
    for question in (difference_in_differences, pre_trend):
        got, without = question(people, replace(outcome, y=odd), several), question(people, kept, several)
        assert [e.estimate for e in got] == [e.estimate for e in without]
        assert got[0].estimate is not None
    before = np.hstack([outcome.window(*span) for span in spans])
    change = np.nanmean(outcome.window(*several.early), axis=1) - np.nanmean(before, axis=1)
    apart = change[people.arm == 1].mean() - change[people.arm == 0].mean()
    early = only(difference_in_differences(people, outcome, several), window="early", scale="difference")
    assert early.estimate == pytest.approx(apart, **CLOSE)
    assert "F on 1 and" in only(pre_trend(people, outcome, several)).method
