"""Log-rank test and hazard ratio against lifelines and against slow direct sums."""

import numpy as np
import pytest
from lifelines import CoxPHFitter
from lifelines.statistics import logrank_test

from mentorlift.science.effects.hazard_ratio import hazard_ratio
from mentorlift.science.effects.life_table import life_table
from mentorlift.science.effects.log_rank import log_rank
from mentorlift.science.effects.partial_likelihood import partial_likelihood
from tests.science.trial import leavers, plan, table, units

PLAN = plan()


def test_log_rank_in_one_stratum_is_that_of_lifelines():
    people = leavers(strata=1)
    rows = table(people)
    a, b = rows[rows.arm == 1], rows[rows.arm == 0]
    want = logrank_test(a.time, b.time, a.event, b.event)
    (got,) = log_rank(people, None, PLAN)
    assert got.estimate == pytest.approx(want.test_statistic, rel=1e-10)
    assert got.p_value == pytest.approx(want.p_value, rel=1e-8)


def test_stratified_log_rank_is_the_score_test_summed_over_strata():
    people = leavers(strata=3)
    rows = table(people)
    score = variance = 0.0
    for _, mine in rows.groupby("stratum"):
        for day in sorted(mine.time[mine.event].unique()):
            here = mine[mine.time >= day]
            n, n1 = len(here), here.arm.sum()
            d = ((here.time == day) & here.event).sum()
            d1 = ((here.time == day) & here.event & (here.arm == 1)).sum()
            score += d1 - d * n1 / n
            variance += d * n1 / n * (1 - n1 / n) * (n - d) / (n - 1) if n > 1 else 0
    (got,) = log_rank(people, None, PLAN)
    assert got.estimate == pytest.approx(score**2 / variance)


@pytest.mark.parametrize("strata", [1, 3])
def test_hazard_ratio_is_that_of_lifelines(strata):
    people = leavers(strata=strata, n=400)
    rows = table(people)
    rows["event"] &= rows.time <= 180
    rows["time"] = np.minimum(rows.time, 180)
    fit = CoxPHFitter().fit(
        rows, "time", "event", strata=["stratum"], fit_options={"precision": 1e-14, "r_precision": 1e-16}
    )
    (got,) = hazard_ratio(people, None, PLAN)
    log, spread = fit.params_["arm"], fit.standard_errors_["arm"]
    assert np.log(got.estimate) == pytest.approx(log, abs=1e-8)
    assert got.se / got.estimate == pytest.approx(spread, abs=1e-8)
    assert got.p_value == pytest.approx(fit.summary.loc["arm", "p"], rel=1e-5)


def test_score_residuals_sum_to_the_score_and_their_spread_is_near_lifelines_robust_error():
    people = leavers(strata=1, n=400)
    likelihood = partial_likelihood(life_table(people, 1), 180)
    at = likelihood.maximise()
    assert likelihood.residuals(at).sum() == pytest.approx(0, abs=1e-8)
    assert likelihood.residuals(0.0).sum() == pytest.approx(likelihood.left_treated - likelihood.expected(0.0).sum())
    rows = table(people)
    rows["event"] &= rows.time <= 180
    rows["time"] = np.minimum(rows.time, 180)
    fit = CoxPHFitter().fit(rows[["time", "event", "arm"]], "time", "event", robust=True)
    spread = np.sqrt((likelihood.residuals(at) ** 2).sum()) / likelihood.information(at)
    assert spread == pytest.approx(fit.standard_errors_["arm"], rel=0.01)


def test_proportionality_is_the_score_test_of_a_trend_in_days():
    likelihood = partial_likelihood(life_table(leavers(strata=2), 1), 180)
    log = likelihood.maximise()
    days = np.arange(181)
    left = likelihood.table.left[:, 1, :181].sum(axis=0)
    left = np.pad(left, (0, 181 - len(left)))

    def loglik(b, g):
        rate = np.exp(b + g * likelihood.day)
        total = np.log(likelihood.control + rate * likelihood.treated).sum()
        return b * left.sum() + g * (left @ days) - total

    h, k = 1e-3, 1e-5
    score = (loglik(log, k) - loglik(log, -k)) / (2 * k)
    bb = -(loglik(log + h, 0) - 2 * loglik(log, 0) + loglik(log - h, 0)) / h**2
    gg = -(loglik(log, k) - 2 * loglik(log, 0) + loglik(log, -k)) / k**2
    bg = -(loglik(log + h, k) - loglik(log + h, -k) - loglik(log - h, k) + loglik(log - h, -k)) / (4 * h * k)
    from scipy.stats import chi2

    assert likelihood.proportionality(log) == pytest.approx(chi2.sf(score**2 / (gg - bg**2 / bb), 1), rel=1e-3)


def test_the_proportionality_test_sees_an_early_gain_that_fades():
    rng = np.random.default_rng(4)
    arm = np.arange(2000) % 2
    first = rng.geometric(np.where(arm == 1, 0.002, 0.01))
    later = 30 + rng.geometric(np.where(arm == 1, 0.012, 0.006))
    (got,) = hazard_ratio(units(arm, exit_day=np.where(first <= 30, first, later)), None, PLAN)
    assert "hazards are not proportional" in got.method
