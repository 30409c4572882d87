"""Bounds against published ones and a multivariate normal; the guardrail seldom alarms for nothing and sees harm."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from mentorlift.science.effects import guardrail
from mentorlift.science.effects.alpha_spending import bounds, spent
from mentorlift.science.effects.guardrail import ALPHA, watch, without_skew
from tests.science.trial import panel, plan, units

PLAN = plan(early=(0, 20), late=(20, 40), retention_at=(10,), pre=(-5, 0))


def test_bounds_equal_those_printed_for_five_equal_looks() -> None:
    # Lan and DeMets' O'Brien-Fleming type, one-sided 0.025: Reboussin et al. (2000), Control. Clin. Trials 21(3)
    found = bounds([0.2, 0.4, 0.6, 0.8, 1.0], [1, 2, 3, 4, 5], 0.025)
    assert found == pytest.approx((4.8769, 3.3569, 2.6803, 2.2898, 2.0310), abs=2e-4)


def test_what_is_spent_is_what_a_multivariate_normal_says() -> None:
    shares, information = [0.25, 0.5, 1.0], [30.0, 45.0, 130.0]  # the calendar is not what was learned
    found = bounds(shares, information, 0.05)
    correlation = [[math.sqrt(min(a, b) / max(a, b)) for a in information] for b in information]
    for k in (1, 2, 3):
        matrix = np.array(correlation)[:k, :k]
        below = multivariate_normal.cdf(np.array(found[:k]), cov=matrix, abseps=1e-9, releps=1e-9, maxpts=200_000)
        assert 1 - below == pytest.approx(spent(shares[k - 1], 0.05), abs=2e-6)


def test_a_first_look_that_may_spend_nothing_has_no_bound() -> None:
    assert bounds([0.01, 1.0], [1, 2], 0.05)[0] == math.inf
    assert bounds([1.0], [7], 0.05)[0] == pytest.approx(1.6448536, abs=1e-6)
    with pytest.raises(ValueError, match="rising"):
        bounds([0.5, 1.0], [3, 3], 0.05)


def programme(rng: np.random.Generator, *, gain: float = 0.0, leaving: float = 0.0, cohorts: int = 6, today: int = 300):
    """Twenty people start every 20 days from day 0."""
    n = 20 * cohorts
    start = np.repeat(np.arange(cohorts) * 20, 20)
    arm = np.concatenate([rng.permutation(np.arange(20) % 2) for _ in range(cohorts)])
    left = rng.random(n) < 0.15 + leaving * arm
    exit_day = np.where(left, rng.integers(1, 20, n), np.inf)
    y = rng.gamma(0.8, 100.0, (n, 45)) + gain * arm[:, None]
    y[np.arange(-5, 40)[None, :] >= exit_day[:, None]] = np.nan
    people = units(
        arm, stratum=start // 20, exit_day=exit_day, observed_day=(today - start).astype(float), started=start
    )
    return people, panel(y, first_day=-5)


def states(people, sold, **changes) -> dict[str, str]:
    found = watch(people, sold, PLAN, **({"first_start": 0, "last_start": 100} | changes))
    return {one.figure: one.state for one in found}


def test_harm_is_seen_and_told_apart() -> None:
    rng = np.random.default_rng(8)
    assert states(*programme(rng, gain=-60)) == {"revenue": "harm", "staying": "no_sign"}
    assert states(*programme(rng, leaving=0.6, gain=80))["staying"] == "harm"
    assert states(*programme(rng, gain=60)) == {"revenue": "no_sign", "staying": "no_sign"}


def test_before_twenty_people_a_side_nothing_is_said() -> None:
    people, sold = programme(np.random.default_rng(1), gain=-90, today=39)  # one intake has completed
    assert states(people, sold) == {"revenue": "too_few", "staying": "too_few"}
    found = watch(*programme(np.random.default_rng(1), today=10), PLAN, first_start=0, last_start=100)
    assert {one.state for one in found} == {"too_few"}


@pytest.mark.parametrize("cohorts", [3, 4, 5, 6, 7])
def test_rounding_is_no_spread_to_judge_harm_by(cohorts: int) -> None:
    rng = np.random.default_rng(cohorts)
    for _ in range(6):
        people, sold = programme(rng, cohorts=cohorts)
        each = np.where(people.arm == 1, 0.7, 1.1) * rng.random()
        assert states(people, replace(sold, y=np.tile(each[:, None], 45)))["revenue"] == "too_few"


def test_once_the_others_have_mentors_nothing_can_be_compared() -> None:
    people, sold = programme(np.random.default_rng(2))
    served = replace(people, served_day=np.where(people.arm == 0, 12.0, np.inf))
    assert set(states(served, sold).values()) == {"not_comparable"}


def test_what_comes_in_later_does_not_undo_the_schedule() -> None:
    people, sold = programme(np.random.default_rng(3))
    early = replace(people, observed_day=people.observed_day - 220)  # day 80: half the calendar
    assert [one.looks for one in watch(early, sold, PLAN, first_start=0, last_start=100)] == [2, 2]
    assert [one.looks for one in watch(people, sold, PLAN, first_start=0, last_start=100)] == [4, 4]


def test_it_alarms_for_nothing_as_seldom_as_it_says() -> None:
    rng, alarms, runs = np.random.default_rng(20261128), 0, 100
    for _ in range(runs):
        alarms += "harm" in states(*programme(rng)).values()
    assert alarms / runs <= ALPHA + 3 * math.sqrt(ALPHA * (1 - ALPHA) / runs)


def test_what_a_skewed_mean_does_to_student_is_taken_off() -> None:
    """Means of 30 exponential figures: 5 % lie below the normal's 5 %, where t has twice as many."""
    draws = np.random.default_rng(5).exponential(1.0, (20_000, 30))
    t = (draws.mean(axis=1) - 1) / (draws.std(axis=1, ddof=1) / math.sqrt(30))
    here = np.array([without_skew(one, 2 / math.sqrt(30)) for one in t])
    assert np.mean(t < -1.645) > 0.08
    assert np.mean(here < -1.645) == pytest.approx(0.05, abs=0.01)
    assert without_skew(-2.2, 0.0) == -2.2
    assert all(np.diff([without_skew(one, 0.8) for one in np.linspace(-9, 9, 200)]) >= 0)


def test_few_mentored_and_figures_with_a_long_tail_make_no_alarm() -> None:
    """25 against 100, figures alike and very uneven: the low mean of the few and its small spread come together."""
    rng, inside, low, plain = np.random.default_rng(9), np.ones(125, dtype=bool), 0, 0
    for _ in range(1000):
        people = units(rng.permutation(np.arange(125) < 25).astype(int))
        found = guardrail._look(people, rng.lognormal(0, 1.5, 125), inside, 1, ALPHA / 4)
        low += found.z <= -1.96
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(guardrail, "without_skew", lambda t, _: t)
            plain += guardrail._look(people, rng.lognormal(0, 1.5, 125), inside, 1, ALPHA / 4).z <= -1.96
    assert plain > 80
    assert low <= 25 + 3 * math.sqrt(1000 * 0.025 * 0.975)
