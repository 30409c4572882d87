"""Planned limits on days, and several pre-periods as covariates."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm

from mentorlift.science.effects.analysis import Drawn, analyse
from mentorlift.science.effects.data import Panel
from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.winsorise import limit_of
from tests.science.sellers import sellers
from tests.science.test_regression_oracles import lin_design
from tests.science.trial import only, plan

CLOSE = {"rel": 1e-8, "abs": 1e-10}
SPANS = ((-90, -60), (-60, -30), (-30, 0))


def with_past(n=240, **shape):
    """The usual sellers with ninety days before, correlated with what they sell later."""
    people, outcome = sellers(n=n, leave=0, **shape)
    rng = np.random.default_rng(4)
    level = np.nanmean(outcome.y, axis=1)[:, None]
    past = level * rng.lognormal(0, 0.7, (n, 90)) * (1 + 0.3 * rng.normal(size=(n, 3)).repeat(30, axis=1))
    return people, Panel(outcome="revenue", first_day=-90, y=np.hstack([past, outcome.y]))


@pytest.mark.parametrize("errors", ["HC1", "HC2"])
def test_several_pre_periods_are_lins_regression_on_all_of_them(errors):
    people, outcome = with_past()
    chosen = plan(early=(0, 28), late=(14, 28), pre=SPANS, errors=errors)
    y = np.nanmean(outcome.window(0, 28), axis=1)
    columns = np.column_stack([np.nanmean(outcome.window(*span), axis=1) for span in SPANS])
    design, contrast = lin_design(people, np.arange(people.n), columns)
    fitted = sm.OLS(y, design).fit(cov_type=errors)
    got = only(itt(people, outcome, chosen), window="early", scale="difference")
    assert got.estimate == pytest.approx(contrast @ fitted.params, **CLOSE)
    assert got.se == pytest.approx(np.sqrt(contrast @ fitted.cov_params() @ contrast), **CLOSE)
    assert "pre-period mean [-90, -60) and pre-period mean [-60, -30) and pre-period mean [-30, 0)" in got.method


def test_three_periods_say_more_than_one_and_one_is_as_it_was():
    people, outcome = with_past()
    chosen = plan(early=(0, 28), late=(14, 28), pre=(-30, 0))
    one, three = (
        only(itt(people, outcome, replace(chosen, pre=pre)), window="early", scale="difference")
        for pre in ((-30, 0), SPANS)
    )
    assert three.se < one.se
    assert ", adjusted for pre-period mean by arm" in one.method


def test_there_is_one_pre_period_per_twenty_people_of_the_smaller_arm():
    people, outcome = with_past(n=100)
    got = only(itt(people, outcome, plan(early=(0, 28), late=(14, 28), pre=SPANS)), window="early", scale="difference")
    assert np.bincount(people.arm).min() // 20 == 2
    assert "pre-period mean [-30, 0) left out" in got.method


def test_a_pre_period_nobody_has_figures_of_is_named():
    people, outcome = with_past()
    got = only(
        itt(people, outcome, plan(early=(0, 28), late=(14, 28), pre=((-200, -100), (-30, 0)))),
        window="early",
        scale="difference",
    )
    assert "adjusted for pre-period mean [-30, 0) by arm" in got.method
    assert "no pre-period [-200, -100)" in got.method


def test_overlapping_pre_periods_are_refused():
    with pytest.raises(ValueError, match="the pre windows overlap"):
        plan(pre=((-60, -20), (-30, 0)))


def test_the_limit_is_a_quantile_of_the_days_with_a_value_whoever_had_them():
    y = np.array([[0.0, 1.0, np.nan, 5.0], [0.0, -40.0, 2.0, 3.0]])
    assert limit_of(y, 0.8) == pytest.approx(np.quantile([1, 5, 40, 2, 3], 0.8), **CLOSE)
    assert limit_of(np.zeros((3, 4)), 0.8) is None


def test_every_question_on_a_limited_outcome_says_the_limit():
    people, outcome = sellers(n=120)
    limit = limit_of(outcome.y, 0.95)
    limited = replace(outcome, y=np.clip(outcome.y, -limit, limit), limit=limit)
    chosen = plan(early=(0, 14), late=(14, 28), retention_at=(7,), winsorise=0.95)
    found = analyse([Drawn(units=people, panels={"revenue": limited})], chosen)
    said = [e for e in found if "of a day at most" in e.method]
    assert {e.question for e in said} >= {"itt_per_day", "itt", "total_value", "by_week", "ate"}
    assert all(e.outcome in ("", "days") for e in found if e not in said and e.estimate is not None)
    assert f"revenue of a day at most {limit:g} (quantile 0.95 of all days with a value, planned)" in said[0].method


def test_a_limit_keeps_what_a_rare_giant_sale_would_drown():
    people, outcome = sellers(n=300, gain=0.5, leave=0)
    rng = np.random.default_rng(1)
    giant = np.where((rng.random(outcome.y.shape) < 0.0005) & np.isfinite(outcome.y), 1e5, outcome.y)
    limit = limit_of(giant, 0.99)
    chosen = plan(early=(0, 28), late=(14, 28))
    raw, limited = (
        only(itt(people, replace(outcome, y=y), chosen), window="early", scale="difference")
        for y in (giant, np.clip(giant, -limit, limit))
    )
    assert limited.se < raw.se / 3
