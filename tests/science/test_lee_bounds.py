"""Lee's bounds against a slow direct version, the bootstrap and a known truth."""

import dataclasses

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from mentorlift.science.effects.contrast import critical
from mentorlift.science.effects.lee_bounds import day_wise_bounds, imbens_manski, lee_bounds
from tests.science.trial import only, panel, plan, units

PLAN = plan(early=(0, 10), late=(10, 20))


def trial(seed=1, n=600, strata=1, gain=4.0, keeps=0.3, days=20):
    """Mentored people who would have left stay with chance `keeps`; nobody leaves because of a mentor."""
    rng = np.random.default_rng(seed)
    stratum = rng.integers(0, strata, n)
    arm = (rng.random(n) < 0.4).astype(int)
    alone = np.minimum(rng.geometric(0.04, n), 200).astype(float)
    with_mentor = np.where(rng.random(n) < keeps, alone + 15, alone)
    level = rng.normal(50, 10, n) + 0.3 * alone
    y0 = level[:, None] + rng.normal(0, 5, (n, days))
    exit_day = np.where(arm == 1, with_mentor, alone)
    y = y0 + gain * arm[:, None]
    y[np.arange(days) >= exit_day[:, None]] = np.nan
    y[:, 5::7] = np.nan
    return units(arm, stratum=stratum, exit_day=exit_day, observed_day=np.full(n, float(days))), panel(y)


def slow(people, outcomes, span):
    """One cell: trim by hand, fraction of a person included, and average the days."""
    lows, highs = [], []
    for day in range(*span):
        y = outcomes.y[:, day]
        treated, control = ((people.arm == a) & np.isfinite(y) for a in (1, 0))
        if not treated.any():
            continue
        stay = [np.mean(people.exit_day[people.arm == a] > day) for a in (0, 1)]
        keep = min(1.0, stay[0] / stay[1]) * treated.sum()
        ranked = np.sort(y[treated])

        def partial(values, keep=keep):
            whole = int(np.floor(keep + 1e-12))
            rest = values[whole] * (keep - whole) if whole < len(values) else 0.0
            return (values[:whole].sum() + rest) / keep

        lows.append(partial(ranked) - y[control].mean())
        highs.append(partial(ranked[::-1]) - y[control].mean())
    return np.mean(lows), np.mean(highs)


def test_bounds_in_one_cell_are_those_of_trimming_by_hand():
    people, outcomes = trial()
    for window in ("early", "late"):
        low, high = slow(people, outcomes, PLAN.span(window))
        answers = [e for e in lee_bounds(people, outcomes, PLAN) if e.window == window and e.scale == "difference"]
        assert [e.estimate for e in answers] == pytest.approx([low, high], abs=1e-10)
        assert low < high
        assert {(e.ci_kind, e.ci_low, e.ci_high) for e in answers} == {
            ("bounds", answers[0].ci_low, answers[0].ci_high)
        }


def test_errors_agree_with_the_bootstrap():
    people, outcomes = trial(n=500)
    rng = np.random.default_rng(9)
    drawn = []
    for _ in range(300):
        pick = np.concatenate([rng.choice(np.flatnonzero(people.arm == a), np.sum(people.arm == a)) for a in (0, 1)])
        again = dataclasses.replace(
            people,
            **{
                f.name: getattr(people, f.name)[pick]
                for f in dataclasses.fields(people)
                if isinstance(getattr(people, f.name), np.ndarray)
            },
        )
        drawn.append(slow(again, panel(outcomes.y[pick]), PLAN.late))
    spread = np.std(drawn, axis=0)
    answers = [e for e in lee_bounds(people, outcomes, PLAN) if e.window == "late" and e.scale == "difference"]
    assert [e.se for e in answers] == pytest.approx(list(spread), rel=0.15)


def test_small_strata_share_a_cell_and_large_ones_keep_their_own():
    people, outcomes = trial(n=900, strata=3)
    mixed = dataclasses.replace(
        people, stratum=np.where(people.stratum == 2, 2 + np.arange(people.n) % 40, people.stratum)
    )
    separate = day_wise_bounds(people, outcomes, 1, PLAN.late).means.values
    joined = day_wise_bounds(mixed, outcomes, 1, PLAN.late).means.values
    assert joined == pytest.approx(separate, rel=0.05)
    assert not np.allclose(joined, separate)


def test_without_any_difference_in_staying_the_bounds_are_one_number():
    people, outcomes = trial()
    stayed = dataclasses.replace(people, exit_day=np.full(people.n, np.inf))
    full = panel(np.nan_to_num(outcomes.y, nan=40.0))
    low, high = (e for e in lee_bounds(stayed, full, PLAN) if e.window == "early" and e.scale == "difference")
    assert low.estimate == pytest.approx(high.estimate)
    assert low.ci_high - low.estimate == pytest.approx(critical(0.95, low.df) * low.se, rel=1e-5)


def test_curves_that_cross_are_refused_with_the_day():
    rng = np.random.default_rng(2)
    arm = np.arange(800) % 2
    stays = np.where(arm == 1, np.where(rng.random(800) < 0.3, 8, 99), np.where(rng.random(800) < 0.2, 2, 99))
    y = np.where(np.arange(20) < stays[:, None], 1.0 + rng.random((800, 20)), np.nan)
    people = units(arm, exit_day=stays, observed_day=np.full(800, 20.0))
    got = [e for e in lee_bounds(people, panel(y), plan(early=(0, 20), late=(0, 5))) if e.window == "early"]
    assert all(e.not_estimable.startswith("the staying curves cross") for e in got)


def test_fewer_than_fifty_people_in_an_arm_are_refused():
    people, outcomes = trial(n=90)
    assert all("at least 50" in e.not_estimable for e in lee_bounds(people, outcomes, PLAN))


def test_where_the_control_stays_longer_the_control_is_trimmed():
    people, outcomes = trial()
    swapped = dataclasses.replace(people, arm=1 - people.arm)
    low, high = (e for e in lee_bounds(people, outcomes, PLAN) if e.window == "late" and e.scale == "difference")
    other = [e for e in lee_bounds(swapped, outcomes, PLAN) if e.window == "late" and e.scale == "difference"]
    assert [e.estimate for e in other] == pytest.approx([-high.estimate, -low.estimate])
    assert "trimming of later" in other[0].method


@pytest.mark.parametrize("width", [0.0, 0.5, 3.0])
def test_imbens_manski_solves_its_equation(width):
    want = brentq(lambda c: norm.cdf(c + width) - norm.cdf(-c) - 0.95, 1, 3)
    assert imbens_manski(width, 1.0, 0.95) == pytest.approx(want, abs=1e-9)


@pytest.mark.slow
def test_the_interval_holds_the_truth_of_those_who_always_stay():
    held = []
    for seed in range(150):
        people, outcomes = trial(seed=seed, n=400, strata=2)
        got = [e for e in lee_bounds(people, outcomes, PLAN) if e.window == "late" and e.scale == "difference"]
        held.append(got[0].ci_low <= 4.0 <= got[0].ci_high)
    assert np.mean(held) >= 0.93


def test_one_row_per_bound_and_scale():
    people, outcomes = trial()
    answers = lee_bounds(people, outcomes, PLAN)
    assert len(answers) == 8
    percent = [e for e in answers if e.window == "early" and e.scale == "percent"]
    assert percent[0].estimate < percent[1].estimate
    assert only(answers, window="early", scale="percent", estimate=percent[0].estimate).n_control == np.sum(
        people.arm == 0
    )
