"""The sequence against its formula, and against looking again and again."""

import math

import numpy as np
import pytest

from mentorlift.science.effects.confidence_sequence import anytime_p, confidence_sequence, looks, mixing, width
from mentorlift.science.effects.total_value import total_value
from tests.science.trial import only, panel, plan, units

PLAN = plan(early=(0, 3), late=(3, 6))


def growing(seed=0, n=400, effect=0.0, data_end=100, strata=4):
    """People who start one after another; each has a window of three days."""
    rng = np.random.default_rng(seed)
    observed = np.sort(rng.integers(1, data_end, n))[::-1].astype(float)
    stratum = np.arange(n) % strata
    arm = (rng.permuted(np.arange(n) // strata) % 3 == 0).astype(int)
    y = rng.lognormal(3, 0.6, (n, 6)) + effect * arm[:, None]
    y[np.arange(6) >= observed[:, None]] = np.nan
    return units(arm, stratum=stratum, observed_day=observed), panel(y)


def test_the_half_width_is_that_of_the_theorem():
    count, rho, alpha = 250, 0.13, 0.05
    top = 2 * (count * rho**2 + 1) / (count**2 * rho**2) * math.log(math.sqrt(count * rho**2 + 1) / alpha)
    assert width(count, rho, 0.95) == pytest.approx(math.sqrt(top))


def test_the_interval_is_centred_on_the_total_value_and_wider_than_a_single_look():
    people, outcomes = growing(effect=5.0)
    got = only(confidence_sequence(people, outcomes, PLAN), window="early")
    single = only(total_value(people, outcomes, PLAN), window="early", scale="difference")
    assert got.estimate == pytest.approx(single.estimate)
    assert (got.ci_low + got.ci_high) / 2 == pytest.approx(single.estimate)
    assert 1.2 < (got.ci_high - got.ci_low) / (single.ci_high - single.ci_low) < 2
    assert "of 400" in got.method


def test_the_mixing_makes_it_narrow_at_the_planned_number():
    rho = mixing(500, 0.95)
    assert width(500, rho, 0.95) == pytest.approx(min(width(500, r, 0.95) for r in np.linspace(0.02, 1, 500)), rel=0.01)


def test_p_is_below_five_percent_exactly_where_zero_is_excluded():
    rho = mixing(400, 0.95)
    z = width(300, rho, 0.95) * math.sqrt(300)
    assert anytime_p(z * 1.0001, 300, rho) < 0.05 < anytime_p(z * 0.9999, 300, rho)


def test_looks_follow_the_order_of_start_and_end_with_the_answer():
    people, outcomes = growing()
    path = looks(people, outcomes, PLAN)
    assert [look.completed for look in path] == sorted(look.completed for look in path)
    got = only(confidence_sequence(people, outcomes, PLAN), window="early")
    assert (path[-1].low, path[-1].high) == (got.ci_low, got.ci_high)


def test_few_completed_people_are_refused():
    people, outcomes = growing(n=60)
    early = only(confidence_sequence(people, outcomes, plan(early=(0, 70))), window="early")
    assert "needs 20 in each" in early.not_estimable


@pytest.mark.parametrize("mentored", [0.1, 0.7, 120.3, 1e6 / 7])
def test_arms_that_are_constant_and_apart_are_refused_whichever_way_rounding_goes(mentored):
    people, _ = growing(strata=3)
    constant = np.where(people.arm[:, None] == 1, mentored, 0.3) * np.ones(6)
    early = only(confidence_sequence(people, panel(constant), PLAN), window="early")
    assert early.not_estimable == "within the arms everybody has the same total"


@pytest.mark.slow
def test_looking_all_the_time_gives_no_more_than_five_percent_false_alarms():
    alarms = []
    for seed in range(400):
        people, outcomes = growing(seed=seed, n=300, data_end=40)
        alarms.append(any(look.low > 0 or look.high < 0 for look in looks(people, outcomes, PLAN)))
    assert np.mean(alarms) <= 0.05
