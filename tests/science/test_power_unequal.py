"""With unequal chances too the promised gain is found in four of five programmes, and only with them."""

import math
from fractions import Fraction

import numpy as np
import pytest

from mentorlift.science.effects.headline import headline
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.lottery.power import smallest_of
from mentorlift.science.lottery.power_chances import of_both_arms
from mentorlift.science.lottery.power_designs import in_strata, two_arms, two_branches
from mentorlift.science.lottery.unequal import chances, pivotal
from tests.science.test_power import PLAN, sales
from tests.science.trial import panel, units

RUNS = 200
ERROR = 3 * math.sqrt(0.8 * 0.2 / RUNS)
TREATED, CONTROL = 60, 60


def chances_of(weight, share):
    exact = {str(i): Fraction(float(w)) for i, w in enumerate(weight)}
    return np.array([float(p) for p in chances(exact, share * len(weight)).values()])


def stated(y, weight, gain):
    """The share of programmes whose headline says gain; `weight` of each of y's people."""
    rng, seen = np.random.default_rng(2), 0
    for _ in range(RUNS):
        people = rng.choice(len(y), TREATED + CONTROL, replace=False)
        chance = chances_of(weight[people], Fraction(TREATED, TREATED + CONTROL))
        arm = np.array(pivotal([Fraction(p).limit_denominator(10**6) for p in chance], lambda p: rng.random() < p)) * 1
        drawn = units(arm, started=np.full(len(arm), 700_000), chance=np.column_stack([1 - chance, chance]))
        seen += headline(itt_per_day(drawn, panel(y[people] * (1 + gain * arm)[:, None]), PLAN)) == "gain"
    return seen / RUNS


def those_who_sell_little_come_sooner(y):
    level = np.nanmean(y, axis=1)
    return np.where(level < np.median(level), 4.0, 1.0)


def of_no_matter(y):
    return np.where(np.arange(len(y)) % 3 == 0, 5.0, 2.0)


@pytest.mark.parametrize(("weighing", "known"), [(those_who_sell_little_come_sooner, True), (of_no_matter, False)])
def test_a_gain_of_the_promised_size_is_stated_four_times_out_of_five(weighing, known):
    y = sales()
    weight = weighing(y)
    first = chances_of(weight[:2000], Fraction(TREATED, TREATED + CONTROL))
    samples = two_arms(TREATED, CONTROL, of_both_arms(first, known=known))
    found = smallest_of(y[:2000], samples, scheduled=np.isfinite(y).any(axis=0))
    plain = smallest_of(y[:2000], two_arms(TREATED, CONTROL), runs=0)
    assert found.by_formula_percent > 1.1 * plain.by_formula_percent
    for percent in (found.by_formula_percent, found.by_simulation_percent):
        assert stated(y, weight, percent / 100) == pytest.approx(0.8, abs=ERROR + 0.02)


def test_what_hangs_together_with_the_chance_counts_where_it_is_known():
    """Few of those who sell much, and differ much, are drawn: that the history's people are these makes it dearer."""
    y = sales()
    p, mean = chances_of(those_who_sell_little_come_sooner(y), Fraction(1, 4)), np.nanmean(y, axis=1)
    known, unknown = (of_both_arms(p, known=each) for each in (True, False))
    errors = [smallest_of(y, two_arms(30, 90, pair), runs=0).standard_error for pair in (known, unknown)]
    apart = (mean - mean.mean()) ** 2
    slow = math.sqrt(sum(np.mean(apart / q) * q.mean() / n for q, n in ((p, 30), (1 - p, 90))))
    assert errors[0] == pytest.approx(slow, rel=0.001) and errors[0] > 1.02 * errors[1]


def test_unequal_chances_cost_as_many_people_as_kish_says():
    y, first = sales(), np.repeat([0.2, 0.8], 50)
    (own, other) = of_both_arms(first, known=False)
    worth = [100**2 / (1 / p).sum() for p in (first, 1 - first)]
    assert [50 / own.per_effective, 50 / other.per_effective] == pytest.approx(worth)
    unequal = smallest_of(y, two_arms(50, 50, (own, other)), runs=0)
    alike = smallest_of(y, two_arms(round(worth[0]), round(worth[1])), runs=0)
    assert unequal.standard_error == pytest.approx(alike.standard_error)


@pytest.mark.parametrize("known", [True, False])
def test_chances_that_are_alike_are_none(known):
    y = sales(500)
    alike = of_both_arms(np.full(500, 0.4), known=known)
    found, plain = (smallest_of(y, two_arms(40, 60, pair), runs=2000) for pair in (alike, None))
    assert found.standard_error == pytest.approx(plain.standard_error)
    assert found.by_formula == pytest.approx(plain.by_formula)
    assert found.by_simulation == pytest.approx(plain.by_simulation, rel=0.06)


def test_strata_and_branches_have_them_too():
    y = sales(600)
    site = np.arange(600) % 2
    pair = of_both_arms(np.where(np.arange(600) % 5 == 0, 0.8, 0.4), known=True)
    sizes = [(site == s, 40, 60) for s in (0, 1)]
    within, plain = (smallest_of(y, in_strata(sizes, chances), runs=2000) for chances in (pair, None))
    assert within.standard_error > plain.standard_error
    assert within.by_simulation == pytest.approx(within.by_formula, rel=0.1)
    branches = two_branches(60, 90, asked=160, share_yes=0.3, chances=pair)
    assert all(any(sample.chances is own for own in pair) for parts in branches.values() for sample in parts)
