"""Formula and simulation agree in every design, and both with what the estimators' errors turn out to be."""

import math

import numpy as np
import pytest

from mentorlift.science.lottery.power import smallest_of, smallest_visible
from mentorlift.science.lottery.power_designs import curve, in_strata, opt_in, two_arms, two_branches
from mentorlift.science.lottery.power_staggered import Start, smallest_staggered

Z = 1.959964 + 0.841621
RUNS = 2000


def history(seed=3, n=700, days=20, leave=0.02):
    """People with a level of their own, days that hang together, some of whom leave."""
    rng = np.random.default_rng(seed)
    y = rng.normal(60, 12, (n, 1)) + rng.normal(0, 6, (n, days)).cumsum(axis=1) / 3
    y[np.arange(days) >= rng.geometric(leave, n)[:, None]] = np.nan
    return y


def agree(found):
    """Within three Monte Carlo errors: the share that sees the gain, 0.8, over its slope there, in standard errors."""
    slope = math.exp(-(0.841621**2) / 2) / math.sqrt(2 * math.pi)
    apart = 3 * math.sqrt(0.8 * 0.2 / RUNS) / slope / Z
    assert found.by_simulation == pytest.approx(found.by_formula, rel=apart + 0.01)


@pytest.mark.parametrize("sizes", [(100, 100), (40, 160), (160, 40)])
def test_two_arms_of_equal_and_unequal_size(sizes):
    agree(smallest_of(history(), two_arms(*sizes), runs=RUNS))


def test_strata_take_what_lies_between_them_out_of_the_variance():
    y = history()
    site = np.arange(len(y)) % 2
    y = y + 30 * site[:, None]
    whole = smallest_of(y, two_arms(80, 120), runs=RUNS)
    within = smallest_of(y, in_strata([(site == 0, 40, 60), (site == 1, 40, 60)]), runs=RUNS)
    agree(within)
    variances = [smallest_visible(y[site == s], 40, 60, runs=0).standard_error ** 2 for s in (0, 1)]
    assert within.standard_error == pytest.approx(math.sqrt(sum(variances) / 4))
    assert within.by_formula < 0.8 * whole.by_formula


def test_a_stratum_that_the_history_does_not_know_is_taken_to_be_like_all():
    y = history()
    nobody = np.zeros(len(y), dtype=bool)
    found = smallest_of(y, in_strata([(nobody, 80, 120)]), runs=0)
    assert found.standard_error == pytest.approx(smallest_visible(y, 80, 120, runs=0).standard_error)


def test_teams():
    rng = np.random.default_rng(4)
    team = np.repeat(np.arange(60), 10)
    y = history(n=600) + rng.normal(0, 8, 60)[team][:, None]
    agree(smallest_of(y, two_arms(20, 25), group=team, runs=RUNS))


def test_a_waiting_list_shows_less_the_earlier_the_others_start():
    y = history(leave=0.001)
    whole, cut = (smallest_of(days, two_arms(80, 80), runs=RUNS) for days in (y, y[:, :5]))
    agree(cut)
    assert cut.standard_error != whole.standard_error


def test_those_who_say_yes_are_drawn_in_the_same_proportions():
    assert opt_in(40, 60, asked=200, share_yes=0.25) == (20, 30)
    assert opt_in(1, 99, asked=20, share_yes=0.2) == (1, 3)
    with pytest.raises(ValueError, match="fewer than two"):
        opt_in(10, 10, asked=5, share_yes=0.2)


def test_two_branches_are_the_formula_of_the_estimator():
    y, p = history(), 0.3
    parts = two_branches(110, 171, asked=322, share_yes=p)
    a, t = (smallest_of(y, parts[name], runs=0).standard_error for name in ("ate", "att"))
    atu = smallest_of(y, parts["atu"], runs=RUNS)
    assert atu.standard_error == pytest.approx(math.sqrt((a**2 + p**2 * t**2) / (1 - p) ** 2))
    assert sum(part.weight * part.gain for part in parts["atu"]) == pytest.approx(1)
    for name in parts:
        agree(smallest_of(y, parts[name], runs=RUNS))


def test_the_curve_is_lowest_where_the_arms_are_alike():
    y = history()
    points = curve(y, 281)
    places = [n for n, _ in points]
    assert places == sorted(set(places)) and places[0] >= 2 and places[-1] <= 279
    assert min(points, key=lambda point: point[1])[0] == pytest.approx(140, abs=8)
    for n, percent in points[::6]:
        assert percent == pytest.approx(smallest_visible(y, n, 281 - n, runs=0).by_formula_percent)
    assert curve(y, 3) == []


STARTS = (Start(period=2, units=40), Start(period=4, units=40), Start(period=6, units=40), Start(period=9, units=40))


def test_a_staggered_start_by_formula_and_by_simulation():
    y = history(n=900, days=8, leave=0.03)
    found = smallest_staggered(y, STARTS, runs=3000)
    assert found.by_simulation == pytest.approx(found.by_formula, rel=3 / math.sqrt(2 * 3000) + 0.02)


def test_a_staggered_start_in_which_nobody_waits_shows_nothing():
    with pytest.raises(ValueError, match="still waits"):
        smallest_staggered(history(days=8), [Start(period=0, units=10), Start(period=2, units=10)])
