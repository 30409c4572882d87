"""Money: equal to arithmetic by hand, and its interval holds the truth as often as it says."""

from dataclasses import replace

import numpy as np
import pytest

from mentorlift.science.effects.data import Panel, Units
from mentorlift.science.effects.estimate import Estimate, NotEstimable
from mentorlift.science.effects.money import Costs, money
from mentorlift.science.effects.plan import Plan

PLAN = Plan(treated=("mentored",), control="later", primary="revenue", early=(0, 5), late=(5, 10), retention_at=(10,))
COSTS = Costs(margin=0.4, mentor_hours=20, hour_cost=30, fixed=100, replacement=5000)


def programme(rng: np.random.Generator, n: int, gain: float, stay: float) -> tuple[Units, Panel]:
    arm = rng.permutation(np.arange(n) % 2)
    left = rng.random(n) > 0.6 + stay * arm
    exit_day = np.where(left, rng.integers(1, 10, n), np.inf)
    y = rng.gamma(2.0, 50.0, (n, 10)) + gain * arm[:, None]
    y[np.arange(10)[None, :] >= exit_day[:, None]] = np.nan
    none = np.full(n, -1)
    units = Units(
        arms=("later", "mentored"), arm=arm, stratum=np.zeros(n, dtype=int), cluster=none, mentor=none, wish=none,
        dose=np.full(n, np.nan), exit_day=exit_day, observed_day=np.full(n, 10.0), served_day=np.full(n, np.inf),
    )  # fmt: skip
    return units, Panel(outcome="revenue", first_day=0, y=y)


def test_money_equals_arithmetic_by_hand() -> None:
    units, panel = programme(np.random.default_rng(1), 60, 20.0, 0.2)
    found = money(units, panel, PLAN, COSTS)
    now, later = units.arm == 1, units.arm == 0
    benefit = 0.4 * np.nansum(panel.y, axis=1) + 5000 * (units.exit_day > 10)
    each = benefit[now].mean() - benefit[later].mean()
    se = np.sqrt(benefit[now].var(ddof=1) / now.sum() + benefit[later].var(ddof=1) / later.sum())
    assert found.benefit == pytest.approx(now.sum() * each, rel=1e-12)
    assert found.cost == 20 * 30 + 100
    assert found.from_sales.value + found.from_staying.value == pytest.approx(found.benefit, rel=1e-12)
    assert (found.benefit_high - found.benefit_low) / 2 == pytest.approx(now.sum() * se * 2.0, rel=0.03)
    assert found.net == pytest.approx(found.benefit - 700, rel=1e-12)
    assert found.net_low == pytest.approx(found.benefit_low - 700, rel=1e-9)  # nothing else is uncertain
    assert found.lost_sales is None


def test_everything_uncertain_is_drawn_together() -> None:
    units, panel = programme(np.random.default_rng(5), 200, 20.0, 0.2)
    wide = replace(COSTS, replacement_low=1000.0, replacement_high=12_000.0, commission=0.05)
    lost = Estimate(question="mentor_sales", estimate=-9.0, se=4.0, df=12.0, rows=800)
    found = money(units, panel, PLAN, wide, mentor_sales=lost)
    people, stayed = found.people, found.separations_avoided
    replacing = (1000 + 5000 + 12_000) / 3
    assert found.benefit == pytest.approx(found.from_sales.value + replacing * stayed, rel=1e-12)
    assert found.lost_sales
    assert found.lost_sales.value == pytest.approx(0.4 * 9 * 800, rel=1e-12)
    assert found.net == pytest.approx(found.benefit - 700 - 0.4 * 9 * 800, rel=1e-12)
    # the same drawn directly, another way: both effects together, the triangle, and a t with 12 degrees of freedom
    now, rng, many = units.arm == 1, np.random.default_rng(99), 400_000
    total, here = np.nansum(panel.y, axis=1), (units.exit_day > 10).astype(float)
    covariance = sum(np.cov(total[side], here[side]) / side.sum() for side in (now, ~now))
    effect = [values[now].mean() - values[~now].mean() for values in (total, here)]
    sales, staying = people * rng.multivariate_normal(effect, covariance, many).T
    lost_by = 0.4 * 800 * (9.0 + 4.0 * rng.standard_t(12, many))
    net = 0.4 * sales + rng.triangular(1000, 5000, 12_000, many) * staying - 700 - lost_by
    assert (found.net_low, found.net_high) == pytest.approx(np.quantile(net, [0.025, 0.975]), rel=0.03)
    assert found.individual.value == pytest.approx(0.05 * found.from_sales.value / 0.4 / people, rel=1e-12)
    assert found.net_without_lost[0] > found.net_low
    assert money(units, panel, PLAN, wide, mentor_sales=lost) == found  # the same inputs, the same bytes


def test_paid_back_is_the_first_day_from_which_it_stays_paid() -> None:
    units, panel = programme(np.random.default_rng(6), 400, 60.0, 0.0)
    found = money(units, panel, PLAN, replace(COSTS, replacement=0.0, fixed=0.0, mentor_hours=0.0))
    assert (found.paid_back, found.surely_paid_back) == (7, 7)  # nothing was spent: from the first look on
    dear = money(units, panel, PLAN, replace(COSTS, replacement=0.0, fixed=1e9))
    assert dear.paid_back is None
    assert dear.paid is False


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng, held, runs = np.random.default_rng(20261101), 0, 600
    # planted: 8 a day while here. Staying .6 + .1; someone who leaves does so on day 1 to 9, on average having 5 days
    truth = 0.4 * ((0.7 * 10 + 0.3 * 5) * 108 - (0.6 * 10 + 0.4 * 5) * 100) + 5000 * 0.1
    for _ in range(runs):
        found = money(*programme(rng, 200, 8.0, 0.1), PLAN, COSTS)
        held += found.benefit_low <= truth * found.people <= found.benefit_high
    assert 0.95 - 3 * np.sqrt(0.95 * 0.05 / runs) <= held / runs <= 0.95 + 3 * np.sqrt(0.95 * 0.05 / runs)


def test_a_programme_whose_others_started_early_has_no_money_figure() -> None:
    units, panel = programme(np.random.default_rng(2), 40, 0.0, 0.0)
    served = Units(
        **{**{name: getattr(units, name) for name in units.__dataclass_fields__}, "served_day": np.full(40, 7.0)}
    )
    with pytest.raises(NotEstimable, match="mentored from day 7"):
        money(served, panel, PLAN, COSTS)
