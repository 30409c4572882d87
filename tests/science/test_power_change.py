"""Of a comparison group the promised gain is found in four of five programmes by `difference_in_differences`."""

import math

import numpy as np
import pytest

from mentorlift.science.effects.before_after import difference_in_differences
from mentorlift.science.lottery.power import NothingVaries
from mentorlift.science.lottery.power_change import smallest_change
from mentorlift.science.lottery.power_designs import in_strata, two_arms
from tests.science.trial import panel, plan, units

RUNS = 300
ERROR = 3 * math.sqrt(0.8 * 0.2 / RUNS)
PLAN = plan(assignment="comparison", pre=(-20, 0), early=(0, 20), late=(20, 21))


def sales(n=3000, seed=1, noise=0.6):
    """40 days of people whose level differs and moves, some with nothing on a day, weekends off."""
    rng = np.random.default_rng(seed)
    level = rng.lognormal(0, 0.4, (n, 1)) * np.exp(rng.normal(0, 0.04, (n, 40)).cumsum(axis=1))
    y = 100 * level * rng.lognormal(0, noise, (n, 40)) * (rng.random((n, 40)) < 0.8)
    y[:, np.arange(40) % 7 >= 5] = np.nan
    return y


def stated(y, arm, gain, stratum=None, site=None):
    """The share of programmes whose intervals in money and in percent are above zero."""
    rng, seen = np.random.default_rng(2), 0
    for _ in range(RUNS):
        people = rng.choice(len(y), len(arm), replace=False)
        if site is not None:
            people = np.array([rng.choice(np.flatnonzero(site == s)) for s in stratum])
        drawn = y[people]
        drawn[:, 20:] *= (1 + gain * arm)[:, None]
        found = difference_in_differences(units(arm, stratum=stratum), panel(drawn, first_day=-20), PLAN)
        seen += all(row.ci_low is not None and row.ci_low > 0 for row in found if row.window == "early")
    return seen / RUNS


@pytest.mark.parametrize(("sizes", "noise"), [((12, 12), 0.6), ((15, 60), 0.6), ((60, 40), 1.3)])
def test_a_gain_of_the_promised_size_is_seen_four_times_out_of_five(sizes, noise):
    """With the last, chance may leave nothing of what the treated would have had, and there is no percentage."""
    y, arm = sales(noise=noise), (np.arange(sum(sizes)) < sizes[0]).astype(int)
    found = smallest_change(y[:1500, 20:], y[:1500, :20], two_arms(*sizes))
    for percent in (found.by_formula_percent, found.by_simulation_percent):
        assert stated(y, arm, percent / 100) == pytest.approx(0.8, abs=ERROR + 0.03)


def test_strata_that_move_apart_are_not_compared_with_each_other():
    y, site = sales(), np.arange(3000) % 2
    y[site == 1, 20:] *= 1.5
    stratum = np.arange(60) % 2
    arm = (np.arange(60) < 24).astype(int)
    parts = in_strata([(site == s, 12, 18) for s in (0, 1)])
    within = smallest_change(y[:, 20:], y[:, :20], parts)
    whole = smallest_change(y[:, 20:], y[:, :20], two_arms(24, 36), runs=0)
    assert within.by_formula < 0.9 * whole.by_formula
    assert stated(y, arm, within.by_formula_percent / 100, stratum, site) == pytest.approx(0.8, abs=ERROR + 0.03)


def test_without_a_gain_the_error_is_that_of_two_means_of_changes():
    y = sales(500)
    y[:40, 20:] = np.nan  # they have left, and are not compared
    y[40:60, :20] = np.nan
    found = smallest_change(y[:, 20:], y[:, :20], two_arms(30, 50), runs=0)
    change = np.nanmean(y[60:, 20:], axis=1) - np.nanmean(y[60:, :20], axis=1)
    assert found.people == found.units == 440
    assert found.standard_error == pytest.approx(change.std(ddof=1) * math.sqrt(1 / 30 + 1 / 50))
    assert found.mean == pytest.approx(np.nanmean(y[60:, 20:], axis=1).mean())


def test_teams_whose_people_move_together_show_less():
    rng = np.random.default_rng(3)
    team = np.repeat(np.arange(60), 10)
    y = sales(600) + 30
    y[:, 20:] += rng.normal(0, 20, 60)[team][:, None]
    alone = smallest_change(y[:, 20:], y[:, :20], two_arms(200, 200), runs=0)
    together = smallest_change(y[:, 20:], y[:, :20], two_arms(20, 20), group=team)
    assert together.units == 60 and together.standard_error > 1.5 * alone.standard_error
    assert together.by_simulation == pytest.approx(together.by_formula, rel=0.12)
    by_team = (np.nanmean(y[:, 20:], axis=1) - np.nanmean(y[:, :20], axis=1)).reshape(60, 10).mean(axis=1)
    assert together.standard_error == pytest.approx(by_team.std(ddof=1) * math.sqrt(2 / 20))


def test_what_cannot_be_worked_out_is_said():
    y = sales(30)
    with pytest.raises(ValueError, match="fewer than 3 people"):
        smallest_change(y[:, 20:], y[:, :20], two_arms(2, 20))
    with pytest.raises(ValueError, match="both windows"):
        smallest_change(y[:, 20:], np.full((30, 20), np.nan), two_arms(10, 20))
    with pytest.raises(NothingVaries):
        smallest_change(np.full((30, 20), 5.0), np.full((30, 20), 3.0), two_arms(10, 20))
    loss = smallest_change(-y[:, 20:], y[:, :20], two_arms(10, 20))
    assert loss.by_formula > 0 and loss.by_formula_percent is None and loss.by_simulation is None
