"""Staggered starts against sums written out, pyfixest's saturated regression and statsmodels' HC2."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mentorlift.science.effects.adoption import adoption
from mentorlift.science.effects.group_time import averages, cells_of
from mentorlift.science.effects.interaction_weighted import interaction_weighted
from mentorlift.science.effects.staggered import staggered
from mentorlift.science.effects.uniform_band import sup_t
from mentorlift.science.lottery.power_staggered import Start, smallest_staggered
from tests.science.trial import only, panel, plan, units

CLOSE = {"rel": 1e-8, "abs": 1e-10}
PERIODS = 8


def rollout(seed=1, starts=(3, 5, 6), each=12, never=15, gaps=0.0, gain=4.0, clusters=0):
    """People observed in periods 0..7; groups begin in `starts`, the gain grows with time since, levels differ."""
    rng = np.random.default_rng(seed)
    begin = np.concatenate([np.repeat(starts, each), np.full(never, 99)])
    n = len(begin)
    level = rng.normal(50, 8, n) + 2.0 * (begin < 99)
    y = level[:, None] + 3 * np.arange(PERIODS) + rng.normal(0, 3, (n, PERIODS)).cumsum(axis=1) / 2
    since = np.arange(PERIODS) - begin[:, None]
    y = y + np.where(since >= 0, gain * (1 + since), 0)
    y[rng.random(y.shape) < gaps] = np.nan
    arm = (begin < 99).astype(int)
    started = np.where(begin < 99, begin, 0)
    by_tenure = np.full((n, 2 * PERIODS), np.nan)
    for i in range(n):
        first = PERIODS - started[i]
        by_tenure[i, first : first + PERIODS] = y[i]
    people = units(arm, started=started, observed_day=np.full(n, 50.0))
    if clusters:
        people = replace(people, cluster=np.arange(n) % clusters)
    return people, replace(panel(by_tenure, first_day=-PERIODS), periods=True), y, begin


PLAN = plan(assignment="staggered", pre=(-4, 0), early=(0, 2), late=(2, 4))


def written_out(y, begin, key):
    """Average effect of the cells with this key by plain loops, and its error from every person's influence."""
    n = len(y)
    effects, influences, sizes = [], [], []
    for g in sorted(set(begin[begin < 99])):
        for t in range(y.shape[1]):
            if t == g - 1 or not key(g, t):
                continue
            change = y[:, t] - y[:, g - 1]
            ok = ~np.isnan(change)
            own = [i for i in range(n) if ok[i] and begin[i] == g]
            other = [i for i in range(n) if ok[i] and begin[i] > max(t, g - 1) and begin[i] != g]
            if len(own) < 3 or len(other) < 3:
                continue
            effects.append(np.mean(change[own]) - np.mean(change[other]))
            each = np.zeros(n)
            for rows, sign in ((own, 1), (other, -1)):
                m = len(rows)
                each[rows] = sign * (change[rows] - np.mean(change[rows])) / m * np.sqrt(m / (m - 1))
            influences.append(each)
            sizes.append((g, int((begin == g).sum())))
    return effects, influences, sizes


@pytest.mark.parametrize("gaps", [0.0, 0.15])
@pytest.mark.parametrize("event", [-3, 0, 2])
def test_the_effect_by_period_since_the_beginning_is_the_one_written_out(gaps, event):
    people, outcome, y, begin = rollout(gaps=gaps)
    effects, influences, sizes = written_out(y, begin, lambda g, t: t - g == event)
    weight = np.array([size for _, size in sizes]) / sum(size for _, size in sizes)
    value = weight @ effects
    psi = sum(w * each for w, each in zip(weight, influences, strict=True))
    got = only(staggered(people, outcome, PLAN), question="staggered_by_week", at=event)
    assert got.estimate == pytest.approx(value, **CLOSE)
    assert got.se == pytest.approx(np.sqrt((psi**2).sum()), **CLOSE)


def test_the_overall_effect_weighs_each_groups_own_average_by_its_people():
    people, outcome, y, begin = rollout()
    whole, parts = [], {}
    for g in (3, 5, 6):
        parts[g] = np.mean(written_out(y, begin, lambda own, t, g=g: own == g and t >= g)[0])
        whole.append(parts[g])
    found = staggered(people, outcome, PLAN)
    got = only(found, question="staggered", window="all", scale="difference")
    assert got.estimate == pytest.approx(np.mean(whole), **CLOSE)  # groups of the same size
    for at, g in ((0, 3), (2, 5), (3, 6)):
        assert only(found, question="staggered_by_start", at=at).estimate == pytest.approx(parts[g], **CLOSE)
    treated = np.mean([y[begin == g][:, g:].mean(axis=0).mean() for g in (3, 5, 6)])
    percent = only(found, question="staggered", window="all", scale="percent")
    assert percent.estimate == pytest.approx(100 * got.estimate / (treated - got.estimate), **CLOSE)


def test_one_group_and_one_period_is_neymans_comparison_of_changes():
    import statsmodels.api as sm

    people, outcome, y, begin = rollout()
    shape = adoption(people, outcome)
    (cell,) = [c for c in cells_of(shape) if (c.group, c.period) == (3, 4)]
    found = averages(shape, [cell], lambda _: 0, sized=False)
    used = (begin == 3) | (begin > 4)
    change = (y[:, 4] - y[:, 2])[used]
    fit = sm.OLS(change, sm.add_constant((begin[used] == 3).astype(float))).fit(cov_type="HC2")
    assert found.influence.values[0] == pytest.approx(fit.params[1], **CLOSE)
    assert np.sqrt(found.influence.covariance()[0, 0]) == pytest.approx(fit.bse[1], **CLOSE)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("gaps", [0.0, 0.15])
def test_the_check_is_pyfixests_saturated_regression(gaps):
    import pyfixest

    people, outcome, y, begin = rollout(gaps=gaps)
    rows = [
        {
            "person": i,
            "period": t,
            "y": y[i, t],
            "cell": f"{begin[i]}.{t}" if begin[i] < 99 and t != begin[i] - 1 else "0",
        }
        for i in range(len(y))
        for t in range(PERIODS)
        if np.isfinite(y[i, t])
    ]
    fit = pyfixest.feols(
        "y ~ i(cell, ref='0') | person + period",
        pd.DataFrame(rows),
        vcov={"CRV1": "person"},
        ssc=pyfixest.ssc(k_adj=False, G_adj=True),
    )
    names = [f"cell::{g}.{g + e}" for e in (0, 1) for g in (3, 5, 6)]
    pick = np.array(
        [
            np.mean([any(f"{name}" == c.replace("[T.", "::").rstrip("]") for name in [n]) for n in names])
            for c in fit._coefnames
        ]
    )
    value = float(pick @ fit._beta_hat)
    error = float(np.sqrt(pick @ fit._vcov @ pick))
    assert pick.sum() == pytest.approx(1)
    found, sizes = interaction_weighted(adoption(people, outcome), range(0, 2))
    assert found.values[0] == pytest.approx(value, rel=1e-7)
    assert np.sqrt(found.covariance()[0, 0]) == pytest.approx(error, rel=1e-6)
    assert sizes == (36, 15)


def test_with_everybody_observed_and_never_mentored_alone_to_compare_both_methods_agree():
    people, outcome, _y, _begin = rollout(starts=(4,), each=20)
    found = staggered(people, outcome, PLAN)
    for window in ("early", "late"):
        effect = only(found, question="staggered", window=window, scale="difference").estimate
        assert only(found, question="staggered_check", window=window).estimate == pytest.approx(effect, **CLOSE)


def test_a_growing_effect_is_found_where_one_dummy_would_get_it_wrong():
    import pyfixest

    values, naive = [], []
    for seed in range(30):
        people, outcome, y, begin = rollout(seed=seed, never=0, starts=(2, 5), each=20)
        values.append(
            only(staggered(people, outcome, PLAN), question="staggered", window="early", scale="difference").estimate
        )
        t = np.tile(np.arange(PERIODS), len(y))
        who = np.repeat(np.arange(len(y)), PERIODS)
        data = pd.DataFrame({"y": y.ravel(), "t": t, "who": who, "on": (t >= begin[who]).astype(float)})
        naive.append(pyfixest.feols("y ~ on | who + t", data).coef()["on"])
    # true: the mean of 4 and 8 over the first two periods since the beginning
    assert abs(np.mean(values) - 6) < 4 * np.std(values) / np.sqrt(30)
    assert np.mean(naive) < 4  # below every effect there is


def test_errors_are_by_team_where_teams_are_named():
    people, outcome, y, begin = rollout()
    teams = replace(people, cluster=np.arange(people.n) // 3)
    effects, _influences, _ = written_out(y, begin, lambda g, t: (g, t) == (6, 7))
    change = y[:, 7] - y[:, 5]
    psi = np.zeros(len(y))
    for rows, sign in ((begin == 6, 1), (begin > 7, -1)):
        count = len(set(teams.cluster[rows]))
        psi[rows] = sign * (change[rows] - change[rows].mean()) / rows.sum() * np.sqrt(count / (count - 1))
    shape = adoption(teams, outcome)
    (cell,) = [c for c in cells_of(shape) if (c.group, c.period) == (6, 7)]
    found = averages(shape, [cell], lambda _: 0, sized=False)
    assert found.influence.values[0] == pytest.approx(effects[0], **CLOSE)
    by_team = np.bincount(teams.cluster, weights=psi)
    assert found.influence.covariance()[0, 0] == pytest.approx((by_team**2).sum(), **CLOSE)


def test_days_are_laid_out_in_calendar_weeks_and_days_before_the_beginning_are_left_out():
    # 2026-01-05 is a Monday; the second person begins on the Wednesday of the second week
    monday = 739_621
    assert monday % 7 == 1
    y = np.arange(3 * 21, dtype=float).reshape(3, 21)
    people = units([1, 1, 0], started=np.array([monday + 7, monday + 9, monday]), observed_day=np.full(3, 99.0))
    by_tenure = np.full((3, 21 + 9), np.nan)
    by_tenure[0, 2:23], by_tenure[1, 0:21], by_tenure[2, 9:30] = y
    shape = adoption(people, panel(by_tenure, first_day=-9))
    assert shape.first == monday and shape.group.tolist() == [1, 1, 3]
    assert shape.y[0].tolist() == [3, 10, 17]
    assert shape.y[1].tolist() == [21 + 3, 21 + np.mean(range(9, 14)), 21 + 17]


def test_the_pre_trend_is_seen_where_groups_moved_apart_before():
    people, outcome, _, _ = rollout(each=30, never=40)
    alike = only(staggered(people, outcome, PLAN), question="pre_trend")
    apart = outcome.y + np.where(people.arm == 1, 3, 0)[:, None] * np.arange(2 * PERIODS)
    moved = only(staggered(people, replace(outcome, y=apart), PLAN), question="pre_trend")
    assert alike.p_value > 0.01
    assert moved.p_value < 1e-6


def test_the_band_of_independent_parameters_is_that_of_sidak():
    from scipy.stats import norm

    got = sup_t(np.diag([1.0, 4.0, 9.0, 0.0]), np.inf, 0.95)
    assert got == pytest.approx(norm.ppf(0.5 + 0.95 ** (1 / 3) / 2), abs=0.03)
    assert sup_t(np.ones((4, 4)), np.inf, 0.95) == pytest.approx(1.96, abs=0.03)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"starts": (0,)}, "before their mentoring began"),
        ({"never": 0, "starts": (4,)}, "everybody began at the same time"),
        ({"each": 2}, "no group has three people"),
    ],
)
def test_what_cannot_be_known_says_why(change, why):
    people, outcome, _, _ = rollout(**change)
    assert all(why in e.not_estimable for e in staggered(people, outcome, PLAN))


def test_windows_that_nobody_reaches_and_starts_without_dates_are_refused():
    people, outcome, _, _ = rollout()
    late = only(
        staggered(people, outcome, replace(PLAN, late=(4, 9))), question="staggered", window="late", scale="percent"
    )
    assert "2" not in late.not_estimable[:4] and "periods of this window" in late.not_estimable
    assert "no dates" in staggered(replace(people, started=None), outcome, PLAN)[0].not_estimable


def test_power_of_a_staggered_start_is_judged_as_the_estimator_will():
    starts = [Start(period=period, units=40) for period in (2, 4, 6, 9)]
    rng = np.random.default_rng(3)
    y = rng.normal(60, 12, (900, 1)) + rng.normal(0, 6, (900, 8)).cumsum(axis=1) / 3
    y[np.arange(8) >= rng.geometric(0.03, 900)[:, None]] = np.nan
    found = smallest_staggered(y, starts, runs=0)
    begin = np.repeat([start.period for start in starts], 40)
    started = np.where(begin < 8, begin, 0)
    values = []
    for seed in range(60):
        drawn = y[np.random.default_rng(seed).integers(0, 900, 160)]
        tenure = np.full((160, 16), np.nan)
        for i in range(160):
            tenure[i, 8 - started[i] : 16 - started[i]] = drawn[i]
        people = units((begin < 8).astype(int), started=started, observed_day=np.full(160, 50.0))
        answers = staggered(people, replace(panel(tenure, first_day=-8), periods=True), plan(early=(0, 1), late=(1, 2)))
        values.append(only(answers, question="staggered", window="all", scale="difference").estimate)
    assert np.std(values, ddof=1) == pytest.approx(found.standard_error, rel=3 / np.sqrt(120))
