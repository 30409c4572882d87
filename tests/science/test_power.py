"""The smallest effect that is promised is planted, and the real estimators find it in four of five programmes."""

import math
from dataclasses import replace

import numpy as np
import pytest

from mentorlift.science.effects.headline import headline
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.staggered import staggered
from mentorlift.science.lottery.power import smallest_visible
from mentorlift.science.lottery.power_staggered import Start, smallest_staggered
from tests.science.trial import panel, plan, units

RUNS = 200
ERROR = 3 * math.sqrt(0.8 * 0.2 / RUNS)
PLAN = plan(early=(0, 30), late=(30, 31), assignment="lottery")


def sales(n=4000, *, seed=1, leave=0.0, days=30):
    """Levels that differ, weekends off, a share who leave each day."""
    rng = np.random.default_rng(seed)
    y = 100 * rng.lognormal(0, 0.3, (n, 1)) * rng.lognormal(0, 0.6, (n, days)) * (rng.random((n, days)) < 0.8)
    y[np.arange(days) >= rng.geometric(max(leave, 1e-12), n)[:, None]] = np.nan
    y[:, np.arange(days) % 7 >= 5] = np.nan
    return y


def stated(y, treated, control, gain):
    """The share of programmes whose headline says gain."""
    rng, seen = np.random.default_rng(2), 0
    arm = (np.arange(treated + control) < treated).astype(int)
    for _ in range(RUNS):
        drawn = y[rng.choice(len(y), len(arm), replace=False)] * (1 + gain * arm)[:, None]
        people = units(arm, started=np.full(len(arm), 700_000))
        seen += headline(itt_per_day(people, panel(drawn), PLAN)) == "gain"
    return seen / RUNS


@pytest.mark.parametrize(("treated", "control", "leave"), [(10, 10, 0.0), (12, 36, 0.0), (40, 40, 0.05)])
def test_a_gain_of_the_promised_size_is_stated_four_times_out_of_five(treated, control, leave):
    y = sales(leave=leave)
    worked = np.isfinite(sales()).any(axis=0)
    found = smallest_visible(y[:2000], treated, control, scheduled=worked)
    for percent in (found.by_formula_percent, found.by_simulation_percent):
        assert stated(y, treated, control, percent / 100) == pytest.approx(0.8, abs=ERROR + 0.02)


@pytest.mark.slow
def test_where_ten_begin_at_a_time_the_promised_gain_is_seen_four_times_out_of_five():
    periods, begin = 8, np.repeat([2, 4, 6, 99], 10)
    rng = np.random.default_rng(3)
    y = 100 * rng.lognormal(0, 0.3, (3000, 1)) * rng.lognormal(0, 0.4, (3000, periods))
    starts = [Start(period=p, units=10) for p in (2, 4, 6, 9)]
    gain = smallest_staggered(y, starts).by_formula_percent / 100
    planned = plan(assignment="staggered", pre=(-4, 0), early=(0, 2), late=(2, 4))
    arm, start, seen = (begin < 99).astype(int), np.where(begin < 99, begin, 0), 0
    people = units(arm, started=start, observed_day=np.full(40, 50.0))
    for _ in range(RUNS):
        drawn = y[rng.choice(len(y), 40, replace=False)] * np.where(np.arange(periods) >= begin[:, None], 1 + gain, 1)
        by_tenure = np.full((40, 2 * periods), np.nan)
        for row, first in enumerate(periods - start):
            by_tenure[row, first : first + periods] = drawn[row]
        rows = staggered(people, replace(panel(by_tenure, first_day=-periods), periods=True), planned)
        seen += all(row.ci_low > 0 for row in rows if (row.question, row.window) == ("staggered", "all"))
    assert seen / RUNS == pytest.approx(0.8, abs=ERROR + 0.02)
