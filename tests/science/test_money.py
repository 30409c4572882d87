"""Money: equal to arithmetic by hand, and its interval holds the truth as often as it says."""

from dataclasses import replace

import numpy as np
import pytest

from mentorlift.science.effects.data import Panel, Units
from mentorlift.science.effects.estimate import Estimate, NotEstimable
from mentorlift.science.effects.money import Costs, money
from mentorlift.science.effects.plan import Plan
from mentorlift.science.effects.total_value import total_value
from mentorlift.science.lottery.redraws import pivotal_rows

PLAN = Plan(treated=("mentored",), control="later", primary="revenue", early=(0, 5), late=(5, 10), retention_at=(10,))
EARLY = ("early", "difference")
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


def test_what_mentors_lost_and_a_successor_cost_make_the_day_of_the_pay_back_as_unsure_as_the_result() -> None:
    units, panel = programme(np.random.default_rng(5), 400, 80.0, 0.35)
    plain = money(units, panel, PLAN, COSTS)
    assert plain.net_low > 0 and plain.surely_paid_back is not None
    lost = Estimate(question="mentor_sales", estimate=-1.0, se=800.0, df=12.0, rows=800)
    unsure = money(units, panel, PLAN, COSTS, mentor_sales=lost)
    assert unsure.net_low < 0 < unsure.net and unsure.surely_paid_back is None
    wide = replace(COSTS, fixed=300_000.0, replacement_low=0.0, replacement_high=30_000.0)
    dear = money(units, panel, PLAN, wide)
    assert dear.net_low < 0 < dear.net and dear.surely_paid_back is None


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


def teams_of(rng: np.random.Generator, teams: int, gain: float, strata: int = 2) -> tuple[Units, Panel]:
    """Whole teams drawn, half of them, of unlike sizes and with a level of their own."""
    size = rng.integers(4, 16, teams)
    team = np.repeat(np.arange(teams), size)
    stratum = np.arange(teams) % strata
    drawn = np.zeros(teams, dtype=int)
    for code in range(strata):
        mine = np.flatnonzero(stratum == code)
        drawn[rng.permutation(mine)[: len(mine) // 2]] = 1
    units, panel = programme(rng, len(team), 0.0, 0.0)
    arm = drawn[team]
    y = panel.y + gain * arm[:, None] + rng.normal(0, 15, teams)[team][:, None]
    return replace(units, arm=arm, cluster=team, stratum=stratum[team]), replace(panel, y=y)


def test_where_teams_were_drawn_money_is_that_of_their_totals() -> None:
    import statsmodels.api as sm

    units, panel = teams_of(np.random.default_rng(4), 40, 10.0)
    found = money(units, panel, PLAN, COSTS)
    (total,) = [e for e in total_value(units, panel, replace(PLAN, early=(0, 10))) if (e.window, e.scale) == EARLY]
    assert found.from_sales.value == pytest.approx(found.people * 0.4 * total.estimate, rel=1e-10)
    # one figure of both, team by team, in a regression written out: the same benefit and the same error
    benefit = 0.4 * np.nansum(panel.y, axis=1) + 5000 * (units.exit_day > 10)
    count = np.bincount(units.cluster)
    scaled = np.bincount(units.cluster, weights=benefit) * len(count) / count.sum()
    first = np.unique(units.cluster, return_index=True)[1]
    arm, strata = units.arm[first], np.eye(2)[units.stratum[first]]
    centred = (count - count.mean())[:, None]
    x = np.hstack([strata, strata * arm[:, None], centred, centred * arm[:, None]])
    fit = sm.OLS(scaled, x).fit(cov_type="HC2")
    share = np.concatenate([np.zeros(2), strata.mean(axis=0), np.zeros(2)])
    assert found.benefit == pytest.approx(found.people * (share @ fit.params), rel=1e-8)
    error = np.sqrt(share @ fit.cov_params() @ share)
    reach = (found.benefit_high - found.benefit_low) / 2 / found.people / error
    assert 2.0 < reach < 2.2  # a t with the degrees of freedom of some thirty teams


def test_with_teams_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    rng, held, runs = np.random.default_rng(7), 0, 400
    truth = 0.4 * 8.0 * (0.6 * 10 + 0.4 * 5)  # staying is the same in both, and a leaver has five days
    for _ in range(runs):
        found = money(*teams_of(rng, 36, 8.0), PLAN, replace(COSTS, replacement=0.0))
        held += found.benefit_low <= truth * found.people <= found.benefit_high
    assert 0.95 - 3 * np.sqrt(0.95 * 0.05 / runs) <= held / runs <= 0.95 + 3 * np.sqrt(0.95 * 0.05 / runs)


def needy(rng: np.random.Generator, n: int = 300) -> tuple[Units, Panel, float]:
    """Who sells less is drawn more often and gains more; with what such a draw brings in all, on average."""
    level = rng.lognormal(3, 0.4, n)
    chance = np.clip(0.4 * (1 / level) / (1 / level).mean(), 0.1, 0.85)
    chance *= round(chance.sum()) / chance.sum()
    arm = pivotal_rows(chance, np.zeros(n, dtype=int), 1, rng)[0].astype(int)
    gain = 200 / level
    units, panel = programme(rng, n, 0.0, 0.0)
    y = level[:, None] * rng.lognormal(0, 0.3, (n, 10)) + (gain * arm)[:, None]
    units = replace(units, arm=arm, exit_day=np.full(n, np.inf), chance=np.column_stack([1 - chance, chance]))
    return units, replace(panel, y=y), float(10 * gain @ chance)


def test_where_chances_differ_the_others_stand_for_those_drawn_in() -> None:
    units, panel, _ = needy(np.random.default_rng(3))
    found = money(units, panel, PLAN, COSTS)
    worth, now, odds = 0.4 * panel.y.sum(axis=1), units.arm == 1, units.chance[:, 1] / units.chance[:, 0]
    weight = odds[~now] / odds[~now].sum()
    mean = weight @ worth[~now]
    assert found.benefit == pytest.approx(worth[now].sum() - now.sum() * mean, rel=1e-10)
    own = worth[now].var(ddof=1) / now.sum()
    error = np.sqrt(own + (weight**2 * (worth[~now] - mean) ** 2 / (1 - weight)).sum())
    assert (found.benefit_high - found.benefit_low) / 2 == pytest.approx(now.sum() * error * 1.97, rel=0.03)


def test_where_chances_differ_the_interval_holds_what_a_draw_is_worth() -> None:
    rng, held, blind, runs = np.random.default_rng(8), 0, 0, 300
    for _ in range(runs):
        units, panel, worth = needy(rng)
        found = money(units, panel, PLAN, COSTS)
        held += found.benefit_low <= 0.4 * worth <= found.benefit_high
        plain = money(replace(units, chance=None), panel, PLAN, COSTS)
        blind += plain.benefit_low <= 0.4 * worth <= plain.benefit_high
    assert held / runs >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / runs)
    assert blind / runs < 0.5


def test_a_programme_whose_others_started_early_has_no_money_figure() -> None:
    units, panel = programme(np.random.default_rng(2), 40, 0.0, 0.0)
    served = Units(
        **{**{name: getattr(units, name) for name in units.__dataclass_fields__}, "served_day": np.full(40, 7.0)}
    )
    with pytest.raises(NotEstimable, match="mentored from day 7"):
        money(served, panel, PLAN, COSTS)
