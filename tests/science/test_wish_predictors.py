"""Who said no: against the logistic regression of statsmodels, Firth's penalty maximised, and every pull."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize

from mentorlift.science.effects.logistic import logistic
from mentorlift.science.effects.wish_predictors import predictors, wish_predictors
from tests.science.trial import only, plan, units

CLOSE = {"rel": 1e-8, "abs": 1e-10}
PLAN = plan(wish_predictors=("test", "self - test"))


def people(seed=1, n=160, slope=0.8, **changes):
    rng = np.random.default_rng(seed)
    test = rng.normal(50, 10, n)
    rating = 0.5 * test + rng.normal(0, 8, n)
    no = rng.random(n) < 1 / (1 + np.exp(-slope * (test - 50) / 10 - 0.5))
    wish = np.where(np.arange(n) % 10 == 9, -1, np.where(no, 0, 1))
    return replace(units(np.full(n, -1), wish=wish, covariates={"test": test, "self": rating}), **changes)


def design(n=120, seed=2):
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    return x, (rng.random(n) < 1 / (1 + np.exp(-x @ [0.3, 0.8, -0.5]))).astype(float)


def test_without_the_penalty_it_is_the_logistic_regression_of_statsmodels():
    x, y = design()
    got = logistic(x, y, np.arange(len(y)), penalised=False)
    theirs = sm.Logit(y, x).fit(disp=0, tol=1e-14, maxiter=200, cov_type="HC0")
    assert got.beta == pytest.approx(theirs.params, rel=1e-8)
    assert got.covariance == pytest.approx(theirs.cov_params() * len(y) / (len(y) - 1), rel=1e-7)


def test_classes_that_were_drawn_are_the_unit_of_error():
    x, y = design()
    group = np.arange(len(y)) // 6
    got = logistic(x, y, group, penalised=False)
    theirs = sm.Logit(y, x).fit(
        disp=0, tol=1e-14, cov_type="cluster", cov_kwds={"groups": group, "use_correction": False}
    )
    assert got.covariance == pytest.approx(theirs.cov_params() * 20 / 19, rel=1e-7)


def test_the_penalty_is_firths():
    x, y = design(n=40)

    def loss(beta):
        p = 1 / (1 + np.exp(-x @ beta))
        information = (x * (p * (1 - p))[:, None]).T @ x
        return -(y @ np.log(p) + (1 - y) @ np.log(1 - p) + 0.5 * np.linalg.slogdet(information)[1])

    direct = minimize(loss, np.zeros(3), method="BFGS", options={"gtol": 1e-10}).x
    assert logistic(x, y, np.arange(40)).beta == pytest.approx(direct, abs=1e-6)
    step = 1e-5
    at = logistic(x, y, np.arange(40)).beta
    slopes = [(loss(at + step * e) - loss(at - step * e)) / (2 * step) for e in np.eye(3)]
    assert slopes == pytest.approx([0, 0, 0], abs=1e-8)


def test_a_predictor_that_tells_all_still_has_a_finite_odds_ratio():
    x = np.column_stack([np.ones(30), np.repeat([0.0, 1.0], 15)])
    got = logistic(x, x[:, 1], np.arange(30))
    assert got.beta[1] == pytest.approx(2 * np.log(15.5 / 0.5), rel=1e-8)  # half a person added to each cell


def test_the_difference_is_in_standard_deviations_and_its_error_that_of_every_persons_pull():
    drawn = people()
    asked = drawn.wish >= 0
    values, no = drawn.covariates["test"][asked], drawn.wish[asked] == 0

    def value(weight):
        means, spreads = [], []
        for side in (no, ~no):
            n, w = side.sum(), weight[side]
            mean = (w @ values[side]) / w.sum()
            means.append(mean)
            spreads.append((w @ (values[side] - mean) ** 2) / w.sum() * n / (n - 1))
        return (means[0] - means[1]) / np.sqrt(sum(spreads) / 2)

    variance = 0.0
    for i in range(len(values)):
        weight = np.ones(len(values), dtype=complex)
        weight[i] += 1e-30j
        n = (no == no[i]).sum()
        variance += n / (n - 1) * (value(weight).imag / 1e-30) ** 2
    got = only(wish_predictors(drawn, PLAN), group="test", scale="difference")
    assert got.estimate == pytest.approx(value(np.ones(len(values))), **CLOSE)
    assert got.se == pytest.approx(np.sqrt(variance), **CLOSE)
    assert (got.n_treated, got.n_control) == (no.sum(), (~no).sum())


def test_overrating_is_the_standardised_rating_less_the_standardised_result():
    drawn = people()
    rating, test = (drawn.covariates[name] for name in ("self", "test"))
    expected = (rating - rating.mean()) / rating.std(ddof=1) - (test - test.mean()) / test.std(ddof=1)
    assert predictors(drawn, PLAN)["self - test"] == pytest.approx(expected, **CLOSE)


def test_every_row_says_that_it_is_no_effect_and_is_for_analysts():
    found = wish_predictors(people(), PLAN)
    assert [(e.group, e.scale) for e in found] == [
        (name, scale) for name in ("test", "self - test") for scale in ("difference", "ratio")
    ]
    assert all(e.method.startswith("not an effect: ") for e in found)
    assert all("p by Holm over 2 predictors" in e.method for e in found)
    assert {e.audience for e in found} == {"analysts"}


def test_with_four_who_said_yes_nothing_is_shown():
    drawn = people()
    few = replace(drawn, wish=np.where(np.arange(drawn.n) < 4, 1, 0))
    assert {e.not_estimable for e in wish_predictors(few, PLAN)} == {"fewer than 5 people gave one of the answers"}


def test_a_predictor_too_many_is_left_out_of_the_regression_and_said_so():
    drawn = people(n=40, slope=0.0)
    found = wish_predictors(drawn, plan(wish_predictors=("test", "self")))
    smaller = min((drawn.wish == 0).sum(), (drawn.wish == 1).sum())
    assert smaller < 20
    assert only(found, group="self", scale="ratio").not_estimable.startswith("there are fewer than 10 people")
    assert only(found, group="self", scale="difference").estimate is not None


def test_both_figures_hold_the_truth_nineteen_times_in_twenty():
    held, draws = np.zeros(2), 300
    for seed in range(draws):
        found = wish_predictors(people(seed=seed, slope=0.0), plan(wish_predictors=("test",)))
        held += [e.ci_low <= none <= e.ci_high for e, none in zip(found, (0.0, 1.0), strict=True)]
    assert np.all(np.abs(held / draws - 0.95) <= 0.01 + 3 * np.sqrt(0.05 * 0.95 / draws))
