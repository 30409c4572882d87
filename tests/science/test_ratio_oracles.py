"""Ratios of sums against weighted regressions of statsmodels, and against a slow direct version."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import t as student

from mentorlift.science.effects.data import Panel
from mentorlift.science.effects.parts import HANGS_ON_ONE, parts
from mentorlift.science.effects.ratio import ratio
from mentorlift.science.effects.total_value import arm_totals
from tests.science.sellers import sellers
from tests.science.trial import only, plan, units

CLOSE = {"rel": 1e-8, "abs": 1e-10}
PLAN = plan(early=(0, 28), late=(14, 28), ratios=("revenue/calls",))


def with_calls(seed=1, **shape):
    people, revenue = sellers(seed=seed, **shape)
    rng = np.random.default_rng(seed + 100)
    calls = np.where(np.isfinite(revenue.y), rng.poisson(4, revenue.y.shape), np.nan)
    return people, {"revenue": revenue, "calls": Panel(outcome="calls", first_day=0, y=calls)}


def test_a_ratio_of_sums_is_a_regression_of_peoples_ratios_weighted_by_what_stands_below():
    people, panels = with_calls(strata=1, n=80)
    top, bottom = (np.nansum(panels[name].y, axis=1) for name in ("revenue", "calls"))
    arms = []
    for code in (1, 0):
        mine = (people.arm == code) & (bottom > 0)
        fitted = sm.WLS(top[mine] / bottom[mine], np.ones(mine.sum()), weights=bottom[mine]).fit(cov_type="HC3")
        n = (people.arm == code).sum()
        arms.append((fitted.params[0], fitted.cov_params()[0, 0] * (n - 1) / n))
    got = only(ratio(people, panels, PLAN), window="early", scale="difference")
    assert got.outcome == "revenue/calls"
    assert got.estimate == pytest.approx(arms[0][0] - arms[1][0], **CLOSE)
    assert got.se == pytest.approx(np.sqrt(arms[0][1] + arms[1][1]), **CLOSE)


def slow_means(people, columns, weight):
    """(treated, control) means of each column, strata by their share, as people count `weight` times."""
    out = []
    for column in columns:
        for code in (1, 0):
            total = 0.0
            for s in np.unique(people.stratum):
                mine = (people.stratum == s) & (people.arm == code)
                total += np.mean(people.stratum == s) * (weight[mine] @ column[mine]) / weight[mine].sum()
            out.append(total)
    return np.array(out)


def moves(people, columns):
    """How each mean moves with what a person counts, by the complex step."""
    steps = 1e-30j * np.eye(people.n)
    return np.array([slow_means(people, columns, 1 + step).imag / 1e-30 for step in steps])


def log_of_ratios(means):
    return np.log(means[0] * means[3] / (means[1] * means[2]))


@pytest.mark.parametrize("clusters", [0, 9])
def test_the_error_over_strata_and_groups_is_that_of_leaving_out_every_unit(clusters):
    people, panels = with_calls(strata=1 if clusters else 3, n=120, clusters=clusters)
    columns = [np.nansum(panels[name].y, axis=1) for name in ("revenue", "calls")]
    whole, pull = slow_means(people, columns, np.ones(people.n)), moves(people, columns)
    unit = people.cluster if clusters else np.arange(people.n)
    variance = 0.0
    for s in np.unique(people.stratum):
        for code in (0, 1):
            mine = (people.stratum == s) & (people.arm == code)
            units = np.unique(unit[mine])
            for u in units:
                left = whole - pull[mine & (unit == u)].sum(axis=0) * len(units) / (len(units) - 1)
                change = log_of_ratios(left) - log_of_ratios(whole)
                variance += (len(units) - 1) / len(units) * change**2
                if not clusters:
                    assert left == pytest.approx(slow_means(people, columns, 1.0 * (unit != u)), **CLOSE)
    got = only(ratio(people, panels, PLAN), window="early", scale="percent")
    times, spread = np.exp(log_of_ratios(whole)), np.sqrt(variance)
    assert got.estimate == pytest.approx(100 * (times - 1), **CLOSE)
    assert got.se == pytest.approx(100 * times * spread, **CLOSE)
    reach = student.ppf(0.975, got.df) * spread
    assert (got.ci_low, got.ci_high) == pytest.approx([100 * (times * np.exp(d) - 1) for d in (-reach, reach)], **CLOSE)
    assert got.p_value == pytest.approx(2 * student.sf(abs(np.log(times)) / spread, got.df), **CLOSE)


def test_with_many_people_errors_and_intervals_are_those_of_the_delta_method():
    people, panels = with_calls(strata=2, n=4000)
    columns = [np.nansum(panels[name].y, axis=1) for name in ("revenue", "calls")]
    whole, shift = slow_means(people, columns, np.ones(people.n)), 1e-6
    _, means = arm_totals(people, columns, 1, (0, 28))
    gradient = [(log_of_ratios(whole + step) - log_of_ratios(whole)) / shift for step in shift * np.eye(4)]
    got = only(ratio(people, panels, PLAN), window="early", scale="percent")
    times = 1 + got.estimate / 100
    assert got.se == pytest.approx(100 * times * np.sqrt(gradient @ means.covariance() @ gradient), rel=3e-3)
    assert (got.ci_high - got.estimate, got.estimate - got.ci_low) == pytest.approx((1.96 * got.se,) * 2, rel=0.1)


def few(top, bottom):
    """Five people, then five, each with a total on one day."""
    people = units(np.repeat([1, 0], 5), observed_day=np.full(10, 28.0))
    made = {
        name: Panel(outcome=name, first_day=0, y=np.tile(np.asarray(total)[:, None] / 28.0, 28))
        for name, total in (("revenue", top), ("calls", bottom))
    }
    return people, made


TEN = np.array([3.0, 5, 8, 2, 9, 4, 6, 7, 3, 5])


def test_whoever_has_no_call_gives_no_degree_of_freedom_to_revenue_per_call():
    calls = np.where(np.arange(10) % 5 < 2, 0.0, TEN)
    people, panels = few(calls * TEN, calls)
    three = units(np.repeat([1, 0], 3), observed_day=np.full(6, 28.0))
    those = {name: replace(panels[name], y=panels[name].y[calls > 0]) for name in panels}
    with_them, alone = (
        only(ratio(*given, PLAN), window="early", scale="difference") for given in ((people, panels), (three, those))
    )
    assert with_them.df == pytest.approx(alone.df, **CLOSE)
    assert with_them.estimate == pytest.approx(alone.estimate, **CLOSE)


def test_what_hangs_on_one_person_is_refused_in_words():
    calls = np.where((people := np.arange(10)) % 5 == 0, TEN, 0.0)
    assert {e.not_estimable for e in ratio(*few(TEN * calls, calls), PLAN)} == {HANGS_ON_ONE}
    revenue = np.where(people % 5 == 0, TEN, 0.0)
    early = [e for e in ratio(*few(revenue, TEN), PLAN) if e.window == "early"]
    assert [e.not_estimable for e in early] == [None, HANGS_ON_ONE]
    found = {e.outcome: e for e in parts(*few(revenue, TEN), PLAN) if e.window == "early"}
    assert found["revenue"].not_estimable == HANGS_ON_ONE
    assert found["calls"].estimate == pytest.approx(np.log(TEN[:5].sum() / TEN[5:].sum()))


def test_a_total_below_zero_has_a_difference_and_no_percent():
    early = [e for e in ratio(*few(np.where(np.arange(10) < 5, -TEN, TEN + 1), TEN), PLAN) if e.window == "early"]
    assert early[0].estimate < 0
    assert early[1].not_estimable == "an arm's total is not above zero, so a ratio of totals has no meaning"


def held(setting, runs, question):
    """How often intervals of no effect hold zero, by outcome or scale, among those that were answered."""
    rng, found = np.random.default_rng(11), {}
    for _ in range(runs):
        for e in question(*few(*setting(rng)), PLAN):
            if e.window == "early" and e.estimate is not None:
                found.setdefault((e.outcome, e.scale), []).append(e.ci_low <= 0 <= e.ci_high)
    return {key: np.mean(each) for key, each in found.items()}


@pytest.mark.slow
@pytest.mark.parametrize("gone", [0, 0.3])
@pytest.mark.parametrize("log_sd", [0.5, 1.0])
def test_five_people_a_side_with_skewed_sums_of_whom_some_left_at_once_are_enough(gone, log_sd):
    def setting(rng):
        calls = rng.poisson(20 * rng.lognormal(0, 0.4, 10)) * (rng.random(10) >= gone)
        return calls * rng.lognormal(0, log_sd, 10), 1.0 * calls

    for question in (parts, ratio):
        found = held(setting, 1000, question)
        least = 0.93 - 3 * np.sqrt(0.07 * 0.93 / 1000)
        assert all(share >= least for share in found.values()), found


def test_without_a_call_in_an_arm_there_is_no_ratio():
    people, panels = with_calls()
    none = replace(panels["calls"], y=np.where((people.arm == 1)[:, None], 0.0, panels["calls"].y))
    got = ratio(people, panels | {"calls": none}, PLAN)
    assert {e.not_estimable for e in got} == {"what stands below the line is not above zero in both arms"}
    assert {e.outcome for e in got} == {"revenue/calls"}


def test_the_parts_of_calls_are_days_and_calls_a_day_and_nothing_that_comes_after_a_call():
    people, panels = with_calls()
    panels["sales"] = replace(panels["calls"], outcome="sales", y=panels["calls"].y / 2)
    names = [e.outcome for e in parts(people, panels, replace(PLAN, primary="calls")) if e.window == "early"]
    assert names == ["days", "calls"]
    names = [e.outcome for e in parts(people, panels, replace(PLAN, primary="sales")) if e.window == "early"]
    assert names == ["days", "calls", "sales"]
