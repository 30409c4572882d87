"""The spread between mentors: the analysis of variance, whole matrices, direct redraws, and nobody's name."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import f as f_law
from scipy.stats import f_oneway

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


@pytest.mark.parametrize("ratio", [0.0, 0.4, 3.0])
def test_the_pivot_is_generalised_least_squares_over_whole_matrices(ratio):
    total, pool, mentor = totals()
    x = (pool[:, None] == np.arange(3)).astype(float)
    z = (mentor[:, None] == np.arange(24)).astype(float)
    inverse = np.linalg.inv(np.eye(len(total)) + ratio * z @ z.T)
    middle = inverse - inverse @ x @ np.linalg.inv(x.T @ inverse @ x) @ x.T @ inverse
    both = np.hstack([x, z])
    left = total - both @ np.linalg.lstsq(both, total, rcond=None)[0]
    free, rest = len(total) - 24, left @ left
    direct = (total @ middle @ total - rest) / (24 - 3) / (rest / free)
    found = Spread.of(total, pool, mentor)
    assert found.f(ratio) == pytest.approx(direct, rel=1e-8)
    assert (len(found.axis), found.free) == (21, free)


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
