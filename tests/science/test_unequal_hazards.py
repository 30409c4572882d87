"""Log-rank and hazard ratio where chances differ: against lifelines and slow versions."""

from dataclasses import replace

import numpy as np
import pytest
from lifelines import CoxPHFitter
from scipy.optimize import brentq

from benchmarks.coverage_unequal import followed
from mentorlift.science.effects.hazard_ratio import hazard_ratio
from mentorlift.science.effects.life_table import life_table
from mentorlift.science.effects.log_rank import log_rank
from mentorlift.science.effects.partial_likelihood import partial_likelihood
from tests.science.trial import plan, table
from tests.science.unequal import by_weights, rows_of, unlike

PLAN = plan(retention_at=(30, 90))
CLOSE = {"rel": 1e-8, "abs": 1e-10}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("strata", [1, 3])
def test_the_hazard_ratio_is_the_weighted_one_of_lifelines(strata):
    people = unlike(strata=strata, n=400)
    fit = CoxPHFitter().fit(
        rows_of(people, 90),
        "time",
        "event",
        weights_col="w",
        robust=True,
        strata=["stratum"],
        fit_options={"precision": 1e-14, "r_precision": 1e-16},
    )
    (got,) = hazard_ratio(people, None, PLAN)
    assert np.log(got.estimate) == pytest.approx(fit.params_["arm"], abs=1e-8)


@pytest.mark.filterwarnings("ignore")
def test_the_sandwich_is_that_of_lifelines_where_nobody_leaves_together():
    people = unlike(strata=1, distinct=True, n=200)
    likelihood = partial_likelihood(life_table(people, 1), 10_000)
    at = likelihood.maximise()
    fit = CoxPHFitter().fit(
        rows_of(people)[["time", "event", "arm", "w"]],
        "time",
        "event",
        weights_col="w",
        robust=True,
        fit_options={"precision": 1e-14, "r_precision": 1e-16},
    )
    assert at == pytest.approx(fit.params_["arm"], abs=1e-8)
    spread = np.sqrt((likelihood.residuals(at) ** 2).sum()) / likelihood.information(at)
    assert spread == pytest.approx(fit.standard_errors_["arm"], rel=1e-8)


def scaled(people, inverse):
    group = 2 * people.stratum + people.arm
    return inverse * (np.bincount(group) / np.bincount(group, weights=inverse))[group]


def score(people, inverse, log=0.0):
    """Treated leavers less those to be expected, day by day and stratum by stratum; Efron's ties where log is not 0."""
    w, rows, total = scaled(people, inverse), table(people), 0.0
    time, event = rows.time.to_numpy(), rows.event.to_numpy()
    for s in np.unique(people.stratum):
        for day in np.unique(time[event & (people.stratum == s)]):
            risk = (people.stratum == s) & (time >= day)
            left = risk & event & (time == day)
            count = left.sum() if log else 1
            for k in range(count):
                stay = [(w * ((people.arm == a) & risk)).sum() for a in (0, 1)]
                go = [(w * ((people.arm == a) & left)).sum() for a in (0, 1)]
                rate = [np.exp(a * log) * (stay[a] - k / count * go[a] * bool(log)) for a in (0, 1)]
                total -= w[left].sum() / count * rate[1] / sum(rate)
            total += w[left & (people.arm == 1)].sum()
    return total


def test_log_rank_is_the_score_with_the_error_of_moving_single_weights():
    people = unlike(n=70)
    value, error = by_weights(people, lambda w: score(people, w))
    (got,) = log_rank(people, None, PLAN)
    assert got.estimate == pytest.approx((value / error) ** 2, rel=1e-6)
    assert "people by one over their chance, F with 1 and df" in got.method


def test_the_error_of_the_hazard_ratio_is_that_of_moving_single_weights():
    people = replace(unlike(n=60), observed_day=np.full(60, 91.0))
    log, error = by_weights(
        people, lambda w: brentq(lambda b: score(people, w, b), -4, 4 + 1e-3, xtol=1e-13, rtol=1e-14)
    )
    (got,) = hazard_ratio(people, None, PLAN)
    assert np.log(got.estimate) == pytest.approx(log, abs=1e-8)
    assert got.se / got.estimate == pytest.approx(
        error, rel=0.02
    )  # of who leaves together the mean weight is taken as given


def test_a_trend_in_days_is_tested_by_the_spread_of_people():
    """The same hazard ratio on all days, people weighed very unlike: one in twenty is doubted, not more."""
    doubted = []
    for seed in range(150):
        people, _ = followed(np.random.default_rng([seed, 8]), 0.05, 0.9, kept=1.0)
        table_ = life_table(people, 1)
        likelihood = partial_likelihood(table_, 90)
        doubted.append(likelihood.proportionality(likelihood.maximise(), np.arange(people.n)) < 0.05)
    assert np.mean(doubted) <= 0.06 + 3 * np.sqrt(0.05 * 0.95 / 150)
