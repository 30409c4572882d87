"""Where nobody differs within the arms a rule refuses, whichever way rounding goes."""

import itertools

import numpy as np
import pytest

from mentorlift.science.effects.randomisation_inference import randomisation_inference
from mentorlift.science.effects.redrawn import Target, differences
from tests.science.redraws import shuffled
from tests.science.trial import panel, plan, units

APART = [(0, 1), (1, 2), (0.1, 0.7), (100.1, 120.3), (3, 3.0001), (1e6 / 7, 1e5 / 3)]


def constant_in_each_arm(n, values, *, strata=1, chances=False, spread=0.0):
    """Two days a person; within an arm everybody has the same, or what is `spread` of it more or less."""
    arm, stratum = np.arange(n) % 2, np.arange(n) // 2 % strata
    y = np.where(arm == 1, *values) * (1 + spread * np.random.default_rng(n).normal(size=n))
    chance = np.full((n, 2), 0.5) if chances else None
    people = units(arm, stratum=stratum, observed_day=np.full(n, 2.0), chance=chance)
    return people, panel(np.tile(y[:, None], 2)), shuffled(arm, stratum)


@pytest.mark.parametrize("chances", [False, True])
@pytest.mark.parametrize("values", APART)
def test_arms_that_are_constant_and_apart_are_refused_whichever_way_rounding_goes(values, chances):
    for n, strata in itertools.product((6, 7, 10, 23, 41), (1, 3)):
        people, outcomes, redraws = constant_in_each_arm(max(n, 4 * strata), values, strata=strata, chances=chances)
        answers = randomisation_inference(people, outcomes, plan(early=(0, 2), late=(0, 2), redraws=20), redraws)
        assert {e.not_estimable for e in answers} == {
            "within the arms everybody has the same values",
            "within the arms everybody has the same total",
        }


@pytest.mark.parametrize("chances", [False, True])
def test_a_spread_of_a_thousandth_within_the_arms_is_one(chances):
    people, outcomes, redraws = constant_in_each_arm(40, (1, 2), chances=chances, spread=1e-3)
    answers = randomisation_inference(people, outcomes, plan(early=(0, 2), late=(0, 2), redraws=99), redraws)
    assert [e.p_value for e in answers] == 4 * [0.01]


def test_outcomes_that_a_covariate_tells_exactly_are_refused():
    size = np.random.default_rng(3).normal(50, 20, 31)
    arm = np.arange(31) % 2
    people = units(arm, observed_day=np.full(31, 1.0), covariates={"size": size})
    known = plan(early=(0, 1), late=(0, 1), covariates=("size",), redraws=20)
    answers = randomisation_inference(people, panel((3.7 * size)[:, None]), known, shuffled(arm, np.zeros(31)))
    assert {e.estimate for e in answers} == {None}


@pytest.mark.parametrize("low_and_high", APART)
def test_a_redraw_without_spread_is_infinitely_far_out_or_not_at_all(low_and_high):
    y = np.where(np.arange(12) < 6, *low_and_high)
    people = units(np.arange(12) % 2)
    codes = np.array([np.arange(12) < 6, np.arange(12) >= 6, np.arange(12) % 2]).astype(int)
    target = Target(columns=(y - y.mean())[:, None], inside=np.ones(12, dtype=bool))
    (found,) = differences(people, [target], 1, codes)
    assert np.isinf(found.t()).tolist() == [True, True, False]
    assert found.t()[2] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("low_and_high", APART)
def test_strata_that_cancel_out_without_spread_are_no_difference(low_and_high):
    stratum = np.arange(18) // 6
    arm = np.where(stratum == 1, np.arange(18) % 2, np.arange(18) % 2 == 0).astype(int)
    y = np.where(np.arange(18) % 2 == 1, *low_and_high) * np.array([0.5, 0.7, 0.2])[stratum]
    target = Target(columns=(y - np.repeat(y.reshape(3, 6).mean(axis=1), 6))[:, None], inside=np.ones(18, dtype=bool))
    (found,) = differences(units(arm, stratum=stratum), [target], 1, arm[None])
    assert (found.covariance[0, 0, 0], found.t()[0]) == (0.0, 0.0)
