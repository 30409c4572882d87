"""Few teams, few pairs: intervals that know how little they rest on."""

import numpy as np
import pytest
from scipy import stats

from mentorlift.science.effects.lee_bounds import imbens_manski, lee_bounds
from mentorlift.science.effects.policy_value import LoggedPairs, policy_value
from tests.science.trial import panel, plan, units

DAYS = plan(early=(0, 4), late=(4, 8), pre_period_mean=False)


def teams(cells, size, seed=1):
    rng = np.random.default_rng(seed)
    of_team = [(int(k < a), code) for code, (a, b) in enumerate(cells) for k in range(a + b)]
    arm, stratum = np.repeat(np.array(of_team), size, axis=0).T
    cluster = np.repeat(np.arange(len(of_team)), size)
    level = 100 + rng.normal(0, 1, len(of_team))[cluster] + rng.normal(0, 1, len(cluster))
    return units(arm, stratum=stratum, cluster=cluster), panel(level[:, None] + rng.normal(0, 0.3, (len(cluster), 8)))


def lower(people, outcome):
    return next(e for e in lee_bounds(people, outcome, DAYS) if (e.window, e.scale) == ("early", "difference"))


def test_bounds_of_few_teams_use_the_freedom_of_few_teams():
    people, outcome = teams([(3, 3)], 20)
    mean = np.bincount(people.cluster, weights=outcome.y[:, :4].mean(axis=1)) / 20
    found = lower(people, outcome)  # nobody leaves: both bounds are the difference, the interval is Welch's
    welch = stats.ttest_ind(mean[:3], mean[3:], equal_var=False)
    low, high = welch.confidence_interval()
    assert found.df == pytest.approx(welch.df)
    assert (found.ci_low, found.ci_high) == (pytest.approx(low), pytest.approx(high))


def test_bounds_of_pairs_of_teams_are_judged_by_how_teams_differ():
    people, outcome = teams([(1, 1)] * 4, 60)
    mean = np.bincount(people.cluster, weights=outcome.y[:, :4].mean(axis=1)) / 60
    found = lower(people, outcome)
    assert found.se == pytest.approx(np.sqrt(mean[::2].var(ddof=1) / 4 + mean[1::2].var(ddof=1) / 4))


@pytest.mark.parametrize("width", [0.0, 0.4, 3.0])
def test_the_reach_beyond_bounds_solves_its_equation_with_few_degrees_of_freedom(width):
    c = imbens_manski(width, 1.0, 0.95, 3.0)
    assert stats.t.cdf(c + width, 3) - stats.t.cdf(-c, 3) == pytest.approx(0.95)


def logged(count, beside):
    rng = np.random.default_rng(1)
    target = np.r_[np.ones(count), np.zeros(beside)]
    n = count + beside
    return LoggedPairs(
        outcome=rng.normal(100, 10, n), logged=np.full(n, 0.25), target=target, draw=np.zeros(n, dtype=int)
    )


def test_pairs_that_count_as_few_are_no_answer():
    (found,) = policy_value(logged(3, 30), outcome="revenue")
    assert found.not_estimable == "the drawn pairs count as 3; 10 are needed"


def test_the_ratio_knows_as_many_pairs_as_carry_it():
    pairs = logged(12, 36)
    ratio = policy_value(pairs, outcome="revenue")[1]
    mean = pairs.outcome[:12]
    low, high = stats.t.interval(0.95, 11, mean.mean(), mean.std(ddof=1) / np.sqrt(12))
    assert (ratio.ci_low, ratio.ci_high) == (pytest.approx(low), pytest.approx(high))  # before: as if 48 carried it
