"""What must not matter does not: the order of people, the names of strata, the currency."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mentorlift.science.effects.complier import complier
from mentorlift.science.effects.contrast import fieller
from mentorlift.science.effects.data import Panel, Units
from mentorlift.science.effects.durability import durability
from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.taker_comparison import taker_comparison
from mentorlift.science.effects.total_value import total_value
from tests.science.sellers import sellers
from tests.science.trial import plan

PLAN = plan(early=(0, 14), late=(14, 28))
QUESTIONS = (itt_per_day, itt, total_value, durability, complier, taker_comparison)


def organisation(seed: int) -> tuple[Units, Panel]:
    people, outcome = sellers(seed, n=72, strata=4)
    rng = np.random.default_rng(seed)
    mentor = np.where(people.arm == 1, rng.integers(0, 20, people.n), -1)
    dose = np.where((people.arm == 1) & (rng.random(people.n) < 0.8), 4.0, 0.0)
    return replace(people, mentor=mentor, dose=dose), outcome


def reordered(people: Units, order: np.ndarray) -> Units:
    arrays = {f.name: getattr(people, f.name) for f in fields(people)}
    return replace(people, **{k: v[order] for k, v in arrays.items() if isinstance(v, np.ndarray)})


def answers(people, outcome):
    return [estimate for question in QUESTIONS for estimate in question(people, outcome, PLAN)]


def numbers(estimates, factor=1.0):
    out = []
    for e in estimates:
        scale = factor if e.unit == "currency" else 1.0
        out += [scale * v if v is not None else -1.0 for v in (e.estimate, e.se, e.ci_low, e.ci_high)]
        out += [e.p_value if e.p_value is not None else -1.0, e.df or -1.0, e.n_treated or -1, e.clusters or -1]
    return out


def alike(estimates, others, factor=1.0):
    np.testing.assert_allclose(numbers(estimates), numbers(others, factor), rtol=1e-7, atol=1e-9)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000), shuffle=st.integers(0, 1000))
def test_the_order_of_people_does_not_matter(seed, shuffle):
    people, outcome = organisation(seed)
    order = np.random.default_rng(shuffle).permutation(people.n)
    moved = answers(reordered(people, order), replace(outcome, y=outcome.y[order]))
    alike(moved, answers(people, outcome))


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000), names=st.permutations(range(4)))
def test_the_names_of_strata_and_mentors_do_not_matter(seed, names):
    people, outcome = organisation(seed)
    renamed = np.array([*names, -1])
    mentor = np.where(people.mentor >= 0, 19 - people.mentor, -1)
    other = replace(people, stratum=renamed[people.stratum], mentor=mentor)
    alike(answers(other, outcome), answers(people, outcome))


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000), rate=st.floats(0.01, 500))
def test_another_currency_changes_money_by_its_rate_and_nothing_else(seed, rate):
    people, outcome = organisation(seed)
    other = answers(people, replace(outcome, y=rate * outcome.y))
    alike(other, answers(people, outcome), rate)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000))
def test_swapping_the_arms_turns_the_sign_of_every_difference(seed):
    people, outcome = sellers(seed, n=72, strata=4)
    swapped = replace(people, arm=1 - people.arm)
    for question in (itt_per_day, itt, total_value):
        here, there = (question(p, outcome, PLAN)[0] for p in (people, swapped))
        assert there.estimate == pytest.approx(-here.estimate)
        assert there.se == pytest.approx(here.se)


@given(
    top=st.floats(-5, 5),
    bottom=st.floats(-5, 5).filter(lambda b: abs(b) > 1e-3),
    spread=st.tuples(st.floats(0.1, 3), st.floats(0.1, 3), st.floats(-0.95, 0.95)),
)
def test_fiellers_set_holds_just_the_ratios_that_are_not_rejected(top, bottom, spread):
    s, t, r = spread
    assume(abs(abs(bottom) - 1.96 * t) > 1e-6)  # just there the set is a half-line
    covariance = np.array([[s * s, r * s * t], [r * s * t, t * t]])
    kind, low, high = fieller(top, bottom, covariance, 1.96)

    def kept(ratio):
        g = np.array([1, -ratio])
        return (top - ratio * bottom) ** 2 <= 1.96**2 * g @ covariance @ g

    if kind == "line":
        assert all(kept(ratio) for ratio in (-1e6, -3.0, 0.0, 3.0, 1e6))
        return
    reach = max(high - low, 1e-6)
    inside = kept((low + high) / 2)
    outside = [kept(low - 0.01 * reach), kept(high + 0.01 * reach)]
    assert (inside, outside) == ((True, [False, False]) if kind == "interval" else (False, [True, True]))
