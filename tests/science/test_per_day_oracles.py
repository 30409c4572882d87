"""The per-day effect, durability, parts and totals against slow direct walks over people and days."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import t as student
from scipy.stats import ttest_ind

from mentorlift.science.effects.durability import durability
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.parts import parts
from mentorlift.science.effects.total_value import total_value
from tests.science.sellers import sellers
from tests.science.trial import only, panel, plan, units

CLOSE = {"rel": 1e-8, "abs": 1e-10}
PLAN = plan(early=(0, 14), late=(14, 28))
THICK = {"n": 140, "strata": 2}  # each stratum has enough people at work for daily means of its own
THIN = {"n": 60, "strata": 6}


def stratum_weight(people, i):
    same = people.stratum == people.stratum[i]
    return same.mean() / (same & (people.arm == people.arm[i])).sum()


def walk(people, y, span, own_means):
    """The estimator as a function of how many times each person counts."""
    weight = [stratum_weight(people, i) for i in range(people.n)]
    return lambda multiplier: slow_per_day(people, y, span, own_means, weight * multiplier)


def slow_per_day(people, y, span, own_means, weight):
    """(treated, control) daily means averaged over days."""
    cells = np.unique(people.stratum) if own_means else [None]
    total = [0.0, 0.0]
    for cell in cells:
        members = [i for i in range(people.n) if cell is None or people.stratum[i] == cell]
        sums, weights = [0.0, 0.0], 0.0
        for day in range(*span):
            scheduled = [i for i in members if (people.started[i] + day) % 7 < 5]
            if not scheduled:
                continue
            means = []
            for arm in (1, 0):
                there = [i for i in members if people.arm[i] == arm and np.isfinite(y[i, day])]
                if there:
                    mean = sum(weight[i] * y[i, day] for i in there) / sum(weight[i] for i in there)
                    everybody = [weight[i].real for i in members if people.arm[i] == arm]
                    stretch = own_mean([weight[i].real for i in there], everybody)
                    means.append(mean.real + stretch * (mean - mean.real))
            if len(means) == 2:
                day_weight = sum(weight[i].real for i in scheduled)
                weights += day_weight
                sums = [s + day_weight * m for s, m in zip(sums, means, strict=True)]
        share = len(members) / people.n
        total = [a + share * s / weights for a, s in zip(total, sums, strict=True)]
    return np.array(total)


def own_mean(weights, everybody):
    """Root of what squares about the mean of those at work lack, beyond what those of all who were drawn lack."""
    counts = [sum(group) ** 2 / sum(weight**2 for weight in group) for group in (weights, everybody)]
    return math.sqrt((1 - 1 / counts[1]) / (1 - 1 / counts[0])) if counts[0] > 1 else 1.0


def influences(estimator, n):
    """Each person's influence by the complex step: exact to rounding, and nothing of the closed form is used."""
    out = []
    for i in range(n):
        multiplier = np.ones(n, dtype=complex)
        multiplier[i] += 1e-20j
        out.append(np.asarray(estimator(multiplier)).imag / 1e-20)
    return np.array(out)


def stratified(people, psi):
    """Covariance of a stratified draw, and the variance of each stratum and arm with its degrees of freedom."""
    pieces = []
    for code in np.unique(people.stratum):
        for arm in (0, 1):
            own = psi[(people.stratum == code) & (people.arm == arm)]
            centred = own - own.mean(axis=0)
            pieces.append((len(own) / (len(own) - 1) * centred.T @ centred, len(own) - 1))
    return sum(piece for piece, _ in pieces), pieces


@pytest.mark.parametrize(("given", "own_means"), [(THICK, True), (THIN, False)])
def test_the_headline_is_the_walk_over_people_and_days(given, own_means):
    people, outcome = sellers(4, **given)
    estimator = walk(people, outcome.y, (0, 14), own_means)
    treated, control = estimator(np.ones(people.n))
    _, pieces = stratified(people, influences(estimator, people.n))
    variances = [(np.array([1, -1]) @ piece @ np.array([1, -1]), df) for piece, df in pieces]
    variance = sum(v for v, _ in variances)
    df = variance**2 / sum(v**2 / d for v, d in variances)
    got = only(itt_per_day(people, outcome, PLAN), window="early", scale="difference")
    assert got.estimate == pytest.approx(treated - control, **CLOSE)
    assert got.se == pytest.approx(math.sqrt(variance), **CLOSE)
    assert got.df == pytest.approx(df, **CLOSE)
    assert got.p_value == pytest.approx(2 * student.sf(abs(got.estimate) / got.se, df), **CLOSE)
    assert got.ci_high == pytest.approx(got.estimate + student.ppf(0.975, df) * got.se, **CLOSE)


def test_on_a_single_day_the_error_is_welchs_among_those_at_work():
    rng = np.random.default_rng(3)
    arm = np.repeat((1, 0), (30, 50))
    y = np.where(rng.random((80, 1)) < 0.4, rng.lognormal(3, 1, (80, 1)), np.nan)
    got = only(itt_per_day(units(arm), panel(y), plan(early=(0, 1))), window="early", scale="difference")
    there = np.isfinite(y[:, 0])
    welch = ttest_ind(y[there & (arm == 1), 0], y[there & (arm == 0), 0], equal_var=False)
    assert got.estimate / got.se == pytest.approx(welch.statistic, **CLOSE)


def test_where_few_of_those_drawn_are_still_at_work_the_error_is_as_large_as_the_spread():
    found = []
    for seed in range(1500):
        rng = np.random.default_rng([5, seed])
        leaves = np.where(rng.random(80) < 0.25, np.inf, 0)
        y = 100 * rng.lognormal(0, 0.3, 80)[:, None] * rng.lognormal(0, 1, (80, 6))
        y[leaves == 0] = np.nan
        people = units(np.repeat((1, 0), 40), exit_day=leaves)
        got = only(itt_per_day(people, panel(y), plan(early=(0, 6))), window="early", scale="difference")
        found.append((got.estimate, got.se))
    values, errors = np.array(found).T
    assert math.sqrt((errors**2).mean()) / values.std() == pytest.approx(1, abs=3 / math.sqrt(2 * len(values)))


@pytest.mark.parametrize(("given", "own_means"), [(THICK, True), (THIN, False)])
def test_the_headline_in_percent_is_of_the_control_mean(given, own_means):
    people, outcome = sellers(4, **given)
    estimator = walk(people, outcome.y, (14, 28), own_means)
    treated, control = estimator(np.ones(people.n))
    covariance, _ = stratified(people, influences(estimator, people.n))
    gradient = 100 * np.array([1 / control, -treated / control**2])
    got = only(itt_per_day(people, outcome, PLAN), window="late", scale="percent")
    assert got.estimate == pytest.approx(100 * (treated / control - 1), **CLOSE)
    assert got.se == pytest.approx(math.sqrt(gradient @ covariance @ gradient), **CLOSE)


def test_a_mentor_with_several_proteges_is_one_unit():
    people, outcome = sellers(4, n=140, strata=1)
    mentor = np.where(people.arm == 1, np.arange(people.n) % 11, -1)
    people = replace(people, mentor=mentor)
    estimator = walk(people, outcome.y, (0, 14), True)
    psi = influences(estimator, people.n) @ np.array([1.0, -1.0])
    sums = np.array([psi[mentor == code].sum() for code in range(11)])
    alone = psi[people.arm == 0]
    variance = 11 / 10 * (sums**2).sum() + len(alone) / (len(alone) - 1) * (alone**2).sum()
    got = only(itt_per_day(people, outcome, PLAN), window="early", scale="difference")
    assert got.se == pytest.approx(math.sqrt(variance), **CLOSE)
    assert got.clusters == 11 + len(alone)


@pytest.mark.parametrize("seed", [4, 5, 11])
def test_durability_is_fiellers_set(seed):
    people, outcome = sellers(seed, gain=0.9, **THIN)

    windows = [walk(people, outcome.y, span, False) for span in ((14, 28), (0, 14))]

    def percents(multiplier):
        pairs = [estimator(multiplier) for estimator in windows]
        return np.array([pair[0] / pair[1] - 1 for pair in pairs])

    late, early = percents(np.ones(people.n))
    covariance, _ = stratified(people, influences(percents, people.n))
    (got,) = durability(people, outcome, PLAN)
    assert got.estimate == pytest.approx(late / early, **CLOSE)
    critical = student.ppf(0.975, got.df)

    def beyond(ratio):
        gradient = np.array([1, -ratio])
        return (late - ratio * early) ** 2 - critical**2 * gradient @ covariance @ gradient

    if got.ci_kind == "interval":
        assert got.ci_low == pytest.approx(brentq(beyond, got.ci_low - 0.5, got.estimate, xtol=1e-14), rel=1e-7)
        assert got.ci_high == pytest.approx(brentq(beyond, got.estimate, got.ci_high + 0.5, xtol=1e-14), rel=1e-7)
    elif got.ci_kind == "complement":
        middle = (got.ci_low + got.ci_high) / 2
        assert beyond(middle) > 0 and beyond(got.ci_low - 1) < 0 and beyond(got.ci_high + 1) < 0
    else:
        assert max(beyond(ratio) for ratio in np.linspace(-50, 50, 2001)) < 0
    if abs(early) <= 3 * math.sqrt(covariance[1, 1]):
        assert "not to be quoted" in got.method


def chain(people, outcome):
    """Calls on every day at work, sales on some, money as it is."""
    rng = np.random.default_rng(9)
    there = np.isfinite(outcome.y)
    calls = np.where(there, rng.poisson(12, outcome.y.shape) + 1.0, np.nan)
    sales = np.where(there, rng.binomial(np.nan_to_num(calls).astype(int), 0.2), np.nan)
    return {"revenue": outcome, "calls": panel(calls, outcome="calls"), "sales": panel(sales, outcome="sales")}


def slow_totals(people, columns, multiplier):
    """Stratum-weighted total per drawn person, per column (treated, control)."""
    out = []
    for column in columns:
        for arm in (1, 0):
            total = 0.0
            for code in np.unique(people.stratum):
                members = [i for i in range(people.n) if people.stratum[i] == code and people.arm[i] == arm]
                mean = sum(multiplier[i] * column[i] for i in members) / sum(multiplier[i] for i in members)
                total = total + (people.stratum == code).mean() * mean
            out.append(total)
    return np.array(out)


def test_parts_add_up_to_the_total_and_have_their_own_errors():
    people, outcome = sellers(6, **THICK)
    panels = chain(people, outcome)
    columns = [np.isfinite(outcome.y[:, :14]).sum(axis=1)]
    columns += [np.nansum(panels[name].y[:, :14], axis=1) for name in ("calls", "sales", "revenue")]

    def steps(multiplier):
        totals = slow_totals(people, columns, multiplier)
        return np.diff(np.log(totals[0::2] / totals[1::2]), prepend=0)

    values = steps(np.ones(people.n))
    without = np.array([steps(np.arange(people.n) != i) for i in range(people.n)]) - values
    same = (people.stratum == people.stratum[:, None]) & (people.arm == people.arm[:, None])
    share = 1 - 1 / same.sum(axis=1)
    variance = (share[:, None] * without**2).sum(axis=0)
    delta, _ = stratified(people, influences(steps, people.n))
    found = [e for e in parts(people, panels, PLAN) if e.window == "early"]
    assert [e.outcome for e in found] == ["days", "calls", "sales", "revenue"]
    assert [e.estimate for e in found] == pytest.approx(list(values), **CLOSE)
    assert [e.se for e in found] == pytest.approx(list(np.sqrt(variance)), **CLOSE)
    assert [e.se for e in found] == pytest.approx(list(np.sqrt(np.diag(delta))), rel=0.01)
    total = only(total_value(people, outcome, PLAN), window="early", scale="percent")
    assert math.exp(sum(e.estimate for e in found)) == pytest.approx(1 + total.estimate / 100, **CLOSE)


def test_total_value_is_neymans_stratified_estimate():
    people, outcome = sellers(6, **THICK)
    totals = np.nansum(outcome.y[:, 14:28], axis=1)
    value = variance = 0.0
    for code in np.unique(people.stratum):
        one, zero = (totals[(people.stratum == code) & (people.arm == arm)] for arm in (1, 0))
        share = (people.stratum == code).mean()
        value += share * (one.mean() - zero.mean())
        variance += share**2 * (one.var(ddof=1) / len(one) + zero.var(ddof=1) / len(zero))
    got = only(total_value(people, outcome, PLAN), window="late", scale="difference")
    assert (got.estimate, got.se) == pytest.approx((value, math.sqrt(variance)), **CLOSE)
