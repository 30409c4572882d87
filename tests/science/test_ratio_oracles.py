"""Ratios of sums against weighted regressions of statsmodels, and against a slow direct version."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm

from mentorlift.science.effects.data import Panel
from mentorlift.science.effects.parts import parts
from mentorlift.science.effects.ratio import ratio
from tests.science.sellers import sellers
from tests.science.trial import only, plan

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
        fitted = sm.WLS(top[mine] / bottom[mine], np.ones(mine.sum()), weights=bottom[mine]).fit(cov_type="HC0")
        n = (people.arm == code).sum()
        arms.append((fitted.params[0], fitted.cov_params()[0, 0] * n / (n - 1)))
    got = only(ratio(people, panels, PLAN), window="early", scale="difference")
    assert got.outcome == "revenue/calls"
    assert got.estimate == pytest.approx(arms[0][0] - arms[1][0], **CLOSE)
    assert got.se == pytest.approx(np.sqrt(arms[0][1] + arms[1][1]), **CLOSE)


@pytest.mark.parametrize("clusters", [0, 9])
def test_the_error_over_strata_and_groups_is_that_of_every_units_pull(clusters):
    people, panels = with_calls(strata=1 if clusters else 3, n=120, clusters=clusters)
    top, bottom = (np.nansum(panels[name].y, axis=1) for name in ("revenue", "calls"))
    share = np.bincount(people.stratum) / people.n

    def value(weight):
        out = []
        for code in (1, 0):
            sums = [0.0, 0.0]
            for s in np.unique(people.stratum):
                mine = (people.stratum == s) & (people.arm == code)
                for k, column in enumerate((top, bottom)):
                    sums[k] += share[s] * (weight[mine] @ column[mine]) / weight[mine].sum()
            out.append(sums[0] / sums[1])
        return 100 * (out[0] / out[1] - 1)

    pull = np.empty(people.n)
    for i in range(people.n):  # complex step: how the estimate moves with a person's weight
        weight = np.ones(people.n, dtype=complex)
        weight[i] += 1e-30j
        pull[i] = value(weight).imag / 1e-30
    unit = people.cluster if clusters else np.arange(people.n)
    variance = 0.0
    for s in np.unique(people.stratum):
        for code in (0, 1):
            mine = (people.stratum == s) & (people.arm == code)
            sums = np.array([pull[mine & (unit == u)].sum() for u in np.unique(unit[mine])])
            variance += len(sums) / (len(sums) - 1) * (sums**2).sum()
    got = only(ratio(people, panels, PLAN), window="early", scale="percent")
    assert got.estimate == pytest.approx(value(np.ones(people.n)), **CLOSE)
    assert got.se == pytest.approx(np.sqrt(variance), **CLOSE)


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
