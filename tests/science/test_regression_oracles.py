"""The regressions against statsmodels and linearmodels, CR2 and its degrees of freedom against whole matrices."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from linearmodels.iv import IV2SLS

from mentorlift.science.effects import linear
from mentorlift.science.effects.complier import complier
from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.taker_comparison import taker_comparison
from tests.science.sellers import means, sellers
from tests.science.trial import only, plan

CLOSE = {"rel": 1e-8, "abs": 1e-10}
PLAN = plan(early=(0, 28), late=(14, 28))


def lin_design(people, rows, columns=None):
    """Stratum dummies, arm by stratum, centred covariates and them by arm; and the shares that pick the effect."""
    codes = people.stratum[rows]
    dummies = (codes[:, None] == np.unique(codes)).astype(float)
    z = people.arm[rows][:, None] == 1
    blocks = [dummies, dummies * z]
    if columns is not None:
        centred = columns[rows] - columns[rows].mean(axis=0)
        blocks += [centred, centred * z]
    design = np.hstack(blocks)
    contrast = np.zeros(design.shape[1])
    k = dummies.shape[1]
    contrast[k : 2 * k] = dummies.mean(axis=0)
    return design, contrast


@pytest.mark.parametrize("errors", ["HC1", "HC2"])
@pytest.mark.parametrize("strata", [1, 3])
def test_itt_and_its_errors_are_those_of_statsmodels(errors, strata):
    people, outcome = sellers(strata=strata)
    y, rows = means(people, outcome)
    design, contrast = lin_design(people, rows)
    fitted = sm.OLS(y[rows], design).fit(cov_type=errors)
    got = only(itt(people, outcome, replace(PLAN, errors=errors)), window="early", scale="difference")
    assert got.estimate == pytest.approx(contrast @ fitted.params, **CLOSE)
    assert got.se == pytest.approx(np.sqrt(contrast @ fitted.cov_params() @ contrast), **CLOSE)


def test_itt_in_one_stratum_has_the_statistic_of_welch():
    from scipy.stats import ttest_ind

    people, outcome = sellers(strata=1)
    y, rows = means(people, outcome)
    got = only(itt(people, outcome, PLAN), window="early", scale="difference")
    welch = ttest_ind(*(y[rows][people.arm[rows] == code] for code in (1, 0)), equal_var=False)
    assert got.estimate / got.se == pytest.approx(welch.statistic, **CLOSE)


@pytest.mark.parametrize("errors", ["HC1", "HC2"])
def test_itt_with_covariates_is_lins_regression(errors):
    people, outcome = sellers(n=150)
    rng = np.random.default_rng(5)
    columns = rng.normal(size=(people.n, 2))
    people = replace(people, covariates={"age": columns[:, 0], "tests": columns[:, 1]})
    y, rows = means(people, outcome)
    design, contrast = lin_design(people, rows, columns)
    fitted = sm.OLS(y[rows], design).fit(cov_type=errors)
    got = only(
        itt(people, outcome, replace(PLAN, covariates=("age", "tests"), errors=errors)),
        window="early",
        scale="difference",
    )
    assert got.estimate == pytest.approx(contrast @ fitted.params, **CLOSE)
    assert got.se == pytest.approx(np.sqrt(contrast @ fitted.cov_params() @ contrast), **CLOSE)


def test_covariates_that_repeat_the_strata_or_each_other_are_left_out_and_named():
    people, outcome = sellers(n=150)
    tests = np.random.default_rng(5).normal(size=people.n)
    site = (people.stratum == 0).astype(float)
    people = replace(people, covariates={"site": site, "tests": tests, "points": 10 * tests + 3})
    got = only(
        itt(people, outcome, replace(PLAN, covariates=("site", "tests", "points"))), window="early", scale="difference"
    )
    alone = only(itt(people, outcome, replace(PLAN, covariates=("tests",))), window="early", scale="difference")
    assert (got.estimate, got.se) == (alone.estimate, alone.se)
    assert "adjusted for tests by arm" in got.method
    assert "site left out, points left out" in got.method


def test_the_percent_is_the_effect_over_the_adjusted_control_mean():
    people, outcome = sellers(n=150)
    y, rows = means(people, outcome)
    design, contrast = lin_design(people, rows)
    fitted = sm.OLS(y[rows], design).fit(cov_type="HC2")
    base = np.roll(contrast, -3)
    effect, control = contrast @ fitted.params, base @ fitted.params
    gradient = contrast / control - base * effect / control**2
    got = only(itt(people, outcome, PLAN), window="early", scale="percent")
    assert got.estimate == pytest.approx(100 * effect / control, **CLOSE)
    assert got.se == pytest.approx(100 * np.sqrt(gradient @ fitted.cov_params() @ gradient), **CLOSE)


def test_weighted_itt_is_weighted_least_squares():
    people, outcome = sellers(strata=1)
    weight = np.random.default_rng(2).uniform(0.5, 3, people.n)
    people = replace(people, covariates={"months": weight})
    y, rows = means(people, outcome)
    design = sm.add_constant(people.arm[rows].astype(float))
    fitted = sm.WLS(y[rows], design, weights=weight[rows]).fit(cov_type="HC1")
    got = only(itt(people, outcome, replace(PLAN, weight="months", errors="HC1")), window="early", scale="difference")
    assert (got.estimate, got.se) == pytest.approx((fitted.params[1], fitted.bse[1]), **CLOSE)


def test_clustered_itt_is_cr1_of_statsmodels():
    people, outcome = sellers(n=120, strata=1, clusters=8)
    y, rows = means(people, outcome)
    design = sm.add_constant(people.arm[rows].astype(float))
    fitted = sm.OLS(y[rows], design).fit(cov_type="cluster", cov_kwds={"groups": people.cluster[rows]})
    got = only(itt(people, outcome, replace(PLAN, errors="CR1")), window="early", scale="difference")
    assert (got.estimate, got.se) == pytest.approx((fitted.params[1], fitted.bse[1]), **CLOSE)
    assert got.df == got.clusters - 1 == 15


def test_clustered_itt_is_cr1_of_pyfixest():
    import pyfixest

    people, outcome = sellers(n=120, strata=1, clusters=8)
    y, rows = means(people, outcome)
    frame = pd.DataFrame({"y": y[rows], "z": people.arm[rows].astype(float), "team": people.cluster[rows]})
    fitted = pyfixest.feols("y ~ z", frame, vcov={"CRV1": "team"})
    got = only(itt(people, outcome, replace(PLAN, errors="CR1")), window="early", scale="difference")
    assert (got.estimate, got.se) == pytest.approx((fitted.coef()["z"], fitted.se()["z"]), **CLOSE)
    assert got.p_value == pytest.approx(fitted.pvalue()["z"], **CLOSE)


def slow_cr2(x, y, cluster, contrast):
    """Bell and McCaffrey's variance and degrees of freedom from whole n x n matrices, as they write them."""
    n = len(y)
    bread = np.linalg.inv(x.T @ x)
    annihilator = np.eye(n) - x @ bread @ x.T
    residual = annihilator @ y
    variance, columns = 0.0, []
    for code in np.unique(cluster):
        here = np.flatnonzero(cluster == code)
        size, axes = np.linalg.eigh(annihilator[np.ix_(here, here)])
        root = axes @ np.diag([0 if s < 1e-9 else s**-0.5 for s in size]) @ axes.T
        direction = root @ x[here] @ bread @ contrast
        variance += (direction @ residual[here]) ** 2
        columns.append(annihilator[:, here] @ direction)
    g = np.column_stack(columns)
    eigen = np.linalg.eigvalsh(g.T @ g)
    return variance, eigen.sum() ** 2 / (eigen**2).sum()


def regression(seed, n=40, k=4, groups=9):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=(n, k - 1))])
    return x, x @ rng.normal(size=k) + rng.normal(size=n), np.sort(rng.integers(0, groups, n)), rng.normal(size=k)


@pytest.mark.parametrize("seed", range(4))
def test_cr2_is_bell_and_mccaffreys_formula(seed):
    x, y, cluster, contrast = regression(seed)
    cluster = np.unique(cluster, return_inverse=True)[1]
    fitted = linear.fit(x, y, "CR2", cluster=cluster)
    variance, df = slow_cr2(x, y, cluster, contrast)
    assert contrast @ fitted.covariance @ contrast == pytest.approx(variance, **CLOSE)
    assert fitted.df(contrast) == pytest.approx(df, **CLOSE)


@pytest.mark.parametrize("seed", range(4))
def test_hc2_is_cr2_with_every_row_its_own_cluster(seed):
    x, y, _, contrast = regression(seed)
    fitted = linear.fit(x, y, "HC2")
    variance, df = slow_cr2(x, y, np.arange(len(y)), contrast)
    assert contrast @ fitted.covariance @ contrast == pytest.approx(variance, **CLOSE)
    assert fitted.df(contrast) == pytest.approx(df, **CLOSE)


def taking(seed=3, **given):
    people, outcome = sellers(seed, **given)
    rng = np.random.default_rng(seed)
    dose = np.where(people.arm == 1, rng.integers(0, 5, people.n), 0).astype(float)
    return replace(people, dose=dose), outcome


@pytest.mark.parametrize("per_session", [False, True])
def test_complier_is_two_stage_least_squares_of_linearmodels(per_session):
    people, outcome = taking(n=120, strata=1)
    y, rows = means(people, outcome)
    dose = people.dose[rows] if per_session else (people.dose[rows] >= 1).astype(float)
    fitted = IV2SLS(y[rows], np.ones(len(rows)), dose, people.arm[rows]).fit(cov_type="robust")
    name = "revenue per session" if per_session else "revenue"
    got = only(complier(people, outcome, replace(PLAN, errors="HC1")), window="early", outcome=name)
    assert (got.estimate, got.se) == pytest.approx((fitted.params.iloc[1], fitted.std_errors.iloc[1]), **CLOSE)


def test_a_weak_first_stage_gives_the_set_that_anderson_and_rubin_do_not_reject():
    people, outcome = sellers(7, n=60, strata=1)
    rng = np.random.default_rng(7)
    people = replace(people, dose=(rng.random(people.n) < 0.35 + 0.1 * people.arm).astype(float))
    got = only(complier(people, outcome, PLAN), window="early", outcome="revenue")
    assert "Anderson-Rubin" in got.method and got.se is None
    y, rows = means(people, outcome)
    design = sm.add_constant(people.arm[rows].astype(float))

    def rejected(effect):
        fitted = sm.OLS(y[rows] - effect * people.dose[rows], design).fit(cov_type="HC2")
        from scipy.stats import t

        return abs(fitted.params[1] / fitted.bse[1]) > t.ppf(0.975, got.df)

    assert got.ci_kind in ("interval", "complement", "line")
    if got.ci_kind == "line":
        assert not any(rejected(effect) for effect in (-1e6, -100, 0, 100, 1e6))
        return
    for end in (got.ci_low, got.ci_high):
        step = 1e-6 * abs(end)
        assert rejected(end - step) != rejected(end + step)


def test_a_threshold_above_one_session_is_refused():
    people, outcome = taking()
    got = only(complier(people, outcome, replace(PLAN, at_least=3)), window="early", outcome="revenue")
    assert "breaks the exclusion" in got.not_estimable


def test_unknown_doses_are_not_taken_for_none():
    people, outcome = taking()
    dose = people.dose.copy()
    dose[np.flatnonzero(people.arm == 1)[:2]] = np.nan
    got = only(complier(replace(people, dose=dose), outcome, PLAN), window="early", outcome="revenue")
    assert got.not_estimable.startswith("the sessions of 2 mentored people are unknown")


def test_the_taker_comparison_is_a_plain_regression_on_taking_part():
    people, outcome = taking(n=120)
    y, rows = means(people, outcome)
    rows = rows[people.arm[rows] == 1]
    fitted = sm.OLS(y[rows], sm.add_constant((people.dose[rows] >= 1).astype(float))).fit(cov_type="HC1")
    got = only(taker_comparison(people, outcome, replace(PLAN, errors="HC1")), window="early", scale="difference")
    assert (got.estimate, got.se) == pytest.approx((fitted.params[1], fitted.bse[1]), **CLOSE)
    assert got.method.startswith("not an effect")
