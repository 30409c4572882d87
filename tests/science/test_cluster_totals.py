"""Whole teams drawn: totals of teams against statsmodels' regression, and no bias where team sizes differ much."""

import numpy as np
import pytest

from mentorlift.science.effects.total_value import total_value
from tests.science.trial import only, panel, plan, units

PLAN = plan(assignment="lottery", early=(0, 8), late=(0, 8))
CLOSE = {"rel": 1e-8, "abs": 1e-10}


def teams(seed=1, count=16, treated=6, gain=0.0, strata=1, even=False):
    """Teams of very different size, whose people sell the more the larger the team."""
    rng = np.random.default_rng(seed)
    size = np.full(count, 8) if even else rng.integers(3, 25, count)
    chosen = np.zeros(count, dtype=int)
    chosen[rng.permutation(count)[:treated]] = 1
    team = np.repeat(np.arange(count), size)
    level = 20 + size[team] + rng.normal(0, 3, count)[team] + rng.normal(0, 5, size.sum())
    arm = chosen[team]
    y = level[:, None] + rng.normal(0, 4, (size.sum(), 8)) + gain * arm[:, None]
    stratum = np.arange(count)[team] % strata
    return units(arm, cluster=team, stratum=stratum), panel(y)


@pytest.mark.parametrize("even", [False, True])
def test_it_is_the_regression_of_scaled_team_totals_with_hc2(even):
    import statsmodels.api as sm

    people, outcome = teams(even=even)
    size = np.bincount(people.cluster)
    total = np.bincount(people.cluster, weights=outcome.y.sum(axis=1)) * len(size) / size.sum()
    arm = np.array([people.arm[people.cluster == c][0] for c in range(len(size))], dtype=float)
    centred = size - size.mean()
    x = np.column_stack([np.ones(len(size)), arm] + ([] if even else [centred, centred * arm]))
    fit = sm.OLS(total, x).fit(cov_type="HC2")
    found = total_value(people, outcome, PLAN)
    got = only(found, window="early", scale="difference")
    assert got.estimate == pytest.approx(fit.params[1], **CLOSE)
    assert got.se == pytest.approx(fit.bse[1], **CLOSE)
    assert ("size of the team" in got.method) is not even
    percent = only(found, window="early", scale="percent")
    assert percent.estimate == pytest.approx(100 * fit.params[1] / fit.params[0], **CLOSE)
    gradient = np.zeros(len(fit.params))
    gradient[:2] = -100 * fit.params[1] / fit.params[0] ** 2, 100 / fit.params[0]
    assert percent.se == pytest.approx(np.sqrt(gradient @ fit.cov_params() @ gradient), **CLOSE)
    assert got.clusters == 16 and got.n_treated + got.n_control == people.n


def test_strata_weigh_by_their_teams():
    people, outcome = teams(strata=2, even=True, count=20, treated=10)
    total = np.bincount(people.cluster, weights=outcome.y.sum(axis=1)) / 8
    arm = np.array([people.arm[people.cluster == c][0] for c in range(20)])
    stratum = np.arange(20) % 2
    value = np.mean(
        [total[(stratum == s) & (arm == 1)].mean() - total[(stratum == s) & (arm == 0)].mean() for s in (0, 1)]
    )
    got = only(total_value(people, outcome, PLAN), window="early", scale="difference")
    assert got.estimate == pytest.approx(value, **CLOSE)


def test_intervals_hold_and_team_size_is_taken_out():
    values, errors, held = [], [], []
    for seed in range(300):
        people, outcome = teams(seed=seed, count=24, treated=10, gain=3.0)
        got = only(total_value(people, outcome, PLAN), window="early", scale="difference")
        values.append(got.estimate - 24)
        errors.append(got.se)
        held.append(got.ci_low <= 24 <= got.ci_high)
    assert abs(np.mean(values)) < 4 * np.std(values) / np.sqrt(300)
    assert np.mean(held) >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 300) - 0.01


def test_fewer_than_three_teams_leave_only_redraws():
    people, outcome = teams(count=6, treated=2)
    found = total_value(people, outcome, PLAN)
    assert all("only randomisation inference answers" in e.not_estimable for e in found)
