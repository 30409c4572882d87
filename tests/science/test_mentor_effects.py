"""The spread between mentors: the analysis of variance, whole matrices, direct redraws, and nobody's name."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import f as f_law
from scipy.stats import f_oneway, norm

from mentorlift.science.effects.estimate import NotEstimable
from mentorlift.science.effects.mentor_effects import by_redraw, mentor_effects
from mentorlift.science.effects.mentor_spread import Spread
from tests.science.trial import only, panel, plan, units

CLOSE = {"rel": 1e-8, "abs": 1e-10}
PLAN = plan(early=(0, 1), late=(0, 1), mentors_drawn_within="site")


def totals(seed=1, mentors=24, spread=1.5, rest=2.0, pools=3, most=4):
    rng = np.random.default_rng(seed)
    size = rng.integers(2, most + 1, mentors)
    mentor = np.repeat(np.arange(mentors), size)
    pool = np.sort(np.arange(mentors) % pools)[mentor]
    total = 50 + 10 * pool + rng.normal(0, spread, mentors)[mentor] + rng.normal(0, rest, len(mentor))
    return total, pool, mentor


def trial(**shape):
    total, pool, mentor = totals(**shape)
    n = len(total)
    people = units(
        np.repeat([1, 0], n), mentor=np.concatenate([mentor, np.full(n, -1)]), pool=np.concatenate([pool, pool])
    )
    return people, panel(np.concatenate([total, total])[:, None])


def test_without_spread_and_in_one_pool_it_is_the_analysis_of_variance():
    total, _, mentor = totals(pools=1)
    got = Spread.of(total, np.zeros(len(total), dtype=int), mentor).f(0.0)
    assert got == pytest.approx(f_oneway(*(total[mentor == j] for j in range(24))).statistic, **CLOSE)


def test_with_equal_numbers_the_spread_is_the_textbooks():
    total, _, mentor = totals(pools=1, most=2)
    found = Spread.of(total, np.zeros(len(total), dtype=int), mentor)
    assert found.ratio() == pytest.approx(max(0, (found.f(0.0) - 1) / 2), **CLOSE)
    low, high = found.interval(0.95)
    limits = f_law.ppf([0.975, 0.025], 23, 24)
    assert (low, high) == pytest.approx([max(0.0, (found.f(0.0) / limit - 1) / 2) for limit in limits], rel=1e-8)


def whole_matrices(total, pool, mentor, ratio):
    """F at a ratio by generalised least squares, how much of it chance alone would give, and its degrees of freedom."""
    x = (pool[:, None] == np.unique(pool)).astype(float)
    z = (mentor[:, None] == np.unique(mentor)).astype(float)
    inverse = np.linalg.inv(np.eye(len(total)) + ratio * z @ z.T)
    middle = inverse - inverse @ x @ np.linalg.inv(x.T @ inverse @ x) @ x.T @ inverse
    both = np.hstack([x, z])
    left = total - both @ np.linalg.lstsq(both, total, rcond=None)[0]
    free, axes = len(total) - z.shape[1], z.shape[1] - x.shape[1]
    rest = left @ left / free
    return (total @ middle @ total / rest - free) / axes, (np.trace(middle) - free) / axes, (axes, free)


@pytest.mark.parametrize("ratio", [0.0, 0.4, 3.0])
def test_the_pivot_is_generalised_least_squares_over_whole_matrices(ratio):
    found = Spread.of(*totals())
    direct, _, freedom = whole_matrices(*totals(), ratio)
    assert found.f(ratio) == pytest.approx(direct, rel=1e-8)
    assert (len(found.axis), found.free) == freedom == (21, len(totals()[0]) - 24)


def alike(**shape):
    """Totals of mentors whose averages differ less than those of so few people do by chance."""
    total, pool, mentor = totals(spread=0.0, **shape)
    own, around = ((np.bincount(code, weights=total) / np.bincount(code))[code] for code in (mentor, pool))
    return total - 0.8 * (own - around), pool, mentor


@pytest.mark.parametrize("shape", [{}, {"pools": 1, "mentors": 6}, {"most": 2}])
def test_mentors_more_alike_than_chance_have_it_do_not_make_the_upper_end_zero(shape):
    total, pool, mentor = alike(**shape)
    flat, _, freedom = whole_matrices(total, pool, mentor, 0.0)
    law = f_law(*freedom)
    assert flat < law.ppf(0.025)  # the exact interval is empty

    def above(ratio):
        value, by_chance, _ = whole_matrices(total, pool, mentor, ratio)
        return value + (law.ppf(norm.cdf(-1)) - flat) * by_chance - law.ppf(0.025)

    low, high = Spread.of(total, pool, mentor).interval(0.95)
    assert (low, high) == pytest.approx((0, brentq(above, 0, 100, xtol=1e-12)), rel=1e-7)
    assert high > 0


def test_the_exact_interval_stands_where_mentors_differ_as_much_as_chance_has_it():
    total, pool, mentor = totals(spread=1.0)
    flat, _, freedom = whole_matrices(total, pool, mentor, 0.0)
    law = f_law(*freedom)
    assert flat > law.ppf(0.16)
    ends = Spread.of(total, pool, mentor).interval(0.95)
    for end, level in zip(ends, law.ppf([0.975, 0.025]), strict=True):
        assert end == 0 or whole_matrices(total, pool, mentor, end)[0] == pytest.approx(level, rel=1e-8)


def test_a_range_without_any_spread_has_a_width():
    total, pool, mentor = alike()
    n = len(total)
    people = units(
        np.repeat([1, 0], n), mentor=np.concatenate([mentor, np.full(n, -1)]), pool=np.concatenate([pool, pool])
    )
    found = mentor_effects(people, panel(np.concatenate([total, total])[:, None]), PLAN)
    assert all((e.estimate, e.ci_low) == (0, 0) and e.ci_high > 0 for e in found)


@pytest.mark.parametrize("unit", [1.0, 0.1, 1 / 3, 1e6 / 7])
def test_proteges_who_bring_in_the_same_are_refused_whichever_way_rounding_goes(unit):
    _, pool, mentor = totals(most=5)
    with pytest.raises(NotEstimable, match="bring in the same"):
        Spread.of(unit * (1.1 + mentor % 7), pool, mentor)


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_the_interval_never_is_a_point_and_holds_at_least_as_often_as_it_says(spread):
    ends = [Spread.of(*totals(seed=seed, spread=spread, rest=2.0)).interval(0.95) for seed in range(400)]
    assert all(high > 0 for _, high in ends)
    held = np.mean([low <= (spread / 2) ** 2 <= high for low, high in ends])
    assert held >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 400)


def test_the_p_is_how_often_redraws_within_pools_spread_as_much():
    total, pool, mentor = totals(spread=0.8)
    rng = np.random.default_rng(9)
    held = total - np.array([total[pool == s].mean() for s in pool])

    def between(values):
        return sum(values[mentor == j].sum() ** 2 / (mentor == j).sum() for j in range(24))

    count, draws = 0, 1500
    for _ in range(draws):
        moved = held.copy()
        for s in range(3):
            moved[pool == s] = rng.permutation(held[pool == s])
        count += between(moved) >= between(held)
    assert by_redraw(total, pool, mentor, seed="a") == pytest.approx(count / draws, abs=0.04)
    assert by_redraw(total, pool, mentor, seed="a") == by_redraw(total, pool, mentor, seed="a")


def test_ranges_are_of_the_fitted_spread_for_analysts_without_a_mentors_own_figure():
    people, outcome = trial()
    found = mentor_effects(people, outcome, PLAN)
    spread, half, nine = (
        only(found, window="early", scale="difference", group=g) for g in ("spread", "half of mentors", "nine in ten")
    )
    assert half.estimate == pytest.approx(0.67449 * spread.estimate, rel=1e-4)
    assert nine.ci_high == pytest.approx(1.644854 * spread.ci_high, rel=1e-5)
    assert {e.audience for e in found} == {"analysts"}
    assert len(found) == 2 * 3 * 2  # windows, ranges, scales: no row a mentor
    percent = only(found, window="early", scale="percent", group="spread")
    assert percent.estimate == pytest.approx(100 * spread.estimate / outcome.y[people.arm == 1].mean(), **CLOSE)


def test_mentors_that_were_chosen_are_not_told_from_their_proteges():
    people, outcome = trial()
    found = mentor_effects(replace(people, pool=None), outcome, PLAN)
    assert {e.not_estimable for e in found} == {
        "who got which mentor was not left to chance, so mentors cannot be told from protégés"
    }


def test_mentors_with_one_protege_do_not_count_and_five_are_needed():
    people, outcome = trial(mentors=4)
    extra = units(np.ones(10, dtype=int))
    mentor = np.concatenate([people.mentor, 100 + np.arange(10)])
    joined = units(
        np.concatenate([people.arm, extra.arm]),
        mentor=mentor,
        pool=np.concatenate([people.pool, np.zeros(10, dtype=int)]),
    )
    found = mentor_effects(joined, panel(np.concatenate([outcome.y, np.ones((10, 1))])), PLAN)
    # of the pools of 4 mentors two have one mentor only, who can be compared with nobody
    assert found[0].not_estimable == "2 mentors have two protégés or more in this window; it takes 5"


def test_the_interval_holds_the_spread_nineteen_times_in_twenty():
    held = []
    for seed in range(400):
        low, high = Spread.of(*totals(seed=seed, spread=1.0, rest=2.0)).interval(0.95)
        held.append(low <= 0.25 <= high)
    assert abs(np.mean(held) - 0.95) <= 3 * np.sqrt(0.05 * 0.95 / 400)
