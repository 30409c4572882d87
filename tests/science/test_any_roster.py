"""Whatever the roster looks like, every question answers: finite numbers in order, or the reason why not."""

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlift.science.effects.analysis import Drawn, analyse
from mentorlift.science.effects.confidence_sequence import confidence_sequence
from mentorlift.science.effects.data import Panel
from mentorlift.science.effects.hazard_ratio import hazard_ratio
from mentorlift.science.effects.lee_bounds import lee_bounds
from mentorlift.science.effects.log_rank import log_rank
from mentorlift.science.effects.period_itt import period_by_week, period_itt
from mentorlift.science.effects.randomisation_inference import randomisation_inference
from mentorlift.science.effects.retention import retention
from mentorlift.science.effects.rmst import rmst
from mentorlift.science.effects.spillover import spillover
from tests.science.trial import panel, plan, units

PLAN = plan(early=(0, 3), late=(2, 5), retention_at=(1, 4), redraws=40, treated=("mentor", "class"))
QUESTIONS = (
    retention,
    rmst,
    log_rank,
    hazard_ratio,
    lee_bounds,
    period_itt,
    period_by_week,
    confidence_sequence,
)


@st.composite
def trials(draw):
    n = draw(st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    many = draw(st.sampled_from([1, 2, n]))
    exits = draw(st.sampled_from([[np.inf], [0.0, np.inf], [0.0], [1.0, 3.0, 9.0, np.inf]]))
    observed = draw(st.sampled_from([[5.0], [-2.0, 5.0], [0.0], [2.0, 5.0, 9.0]]))
    people = units(
        rng.choice(draw(st.sampled_from([[-1, 0, 1, 2], [0, 1], [1, 2], [0]])), n),
        arms=("later", "mentor", "class"),
        stratum=rng.integers(0, many, n),
        exit_day=rng.choice(exits, n),
        observed_day=rng.choice(observed, n),
        cluster=rng.integers(0, 4, n) if draw(st.booleans()) else np.full(n, -1),
        mentor=rng.integers(-1, 5, n),
        team=rng.integers(-1, 3, n),
        served_day=np.where(rng.random(n) < 0.05, 4.0, np.inf),
    )
    y = rng.choice(draw(st.sampled_from([[0.0], [1.0, 2.0, 50.0], [-1e9, 1e-9, 1e9]])), (n, 5))
    y[rng.random(y.shape) < draw(st.sampled_from([0.0, 0.5, 1.0]))] = np.nan
    return people, panel(y)


def checked(answers, people):
    assert answers or len(people.arms) == 1
    for answer in answers:
        if answer.not_estimable:
            assert answer.estimate is None
            continue
        numbers = [answer.estimate, answer.se, answer.ci_low, answer.ci_high, answer.p_value]
        assert all(math.isfinite(number) for number in numbers if number is not None), answer
        if answer.ci_low is not None and answer.ci_high is not None:
            assert answer.ci_low <= answer.ci_high
        if answer.p_value is not None:
            assert 0 <= answer.p_value <= 1


@settings(max_examples=120, deadline=None)
@given(trial=trials(), errors=st.sampled_from(["CR1", "CR2"]))
def test_every_question_answers_or_says_why_not(trial, errors):
    people, outcomes = trial
    for question in QUESTIONS:
        checked(question(people, outcomes, replace(PLAN, errors=errors, level="period")), people)


@settings(max_examples=60, deadline=None)
@given(trial=trials(), seed=st.integers(0, 99))
def test_redraws_answer_or_say_why_not(trial, seed):
    people, outcomes = trial

    def redraws(first, count):
        rng = np.random.default_rng([seed, first])
        out = np.tile(people.arm, (count, 1))
        drawn = np.flatnonzero(people.arm >= 0)
        out[:, drawn] = rng.permuted(out[:, drawn], axis=1)
        return out

    checked(randomisation_inference(people, outcomes, PLAN, redraws), people)
    checked(spillover(people, outcomes, PLAN, np.where(people.arm >= 0, 0, -1)), people)


@settings(max_examples=60, deadline=None)
@given(trial=trials(), errors=st.sampled_from(["HC1", "HC2", "CR1", "CR2"]), seed=st.integers(0, 99))
def test_a_whole_analysis_answers_or_says_why_not(trial, errors, seed):
    people, outcomes = trial
    rng = np.random.default_rng(seed)
    people = replace(
        people,
        wish=rng.integers(-1, 2, people.n),
        dose=rng.choice([0.0, 1.0, 3.0, np.nan], people.n),
        started=rng.integers(0, 5, people.n),
    )
    panels = {"revenue": outcomes, "calls": replace(outcomes, outcome="calls")}
    checked(analyse([Drawn(units=people, panels=panels)], replace(PLAN, errors=errors, secondary=("calls",))), people)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_order_of_the_roster_does_not_matter(question):
    rng = np.random.default_rng(5)
    n = 240
    people = units(
        rng.integers(0, 3, n),
        arms=("later", "mentor", "class"),
        stratum=rng.integers(0, 3, n),
        exit_day=rng.integers(0, 12, n),
        observed_day=np.full(n, 6.0),
        mentor=rng.integers(0, 60, n),
    )
    outcomes = panel(np.where(np.arange(5) < people.exit_day[:, None], rng.lognormal(3, 1, (n, 5)), np.nan))
    order = rng.permutation(n)
    moved = replace(
        people,
        **{
            f.name: getattr(people, f.name)[order]
            for f in fields(people)
            if len(np.shape(getattr(people, f.name))) == 1 and f.name != "arms"
        },
    )
    before = question(people, outcomes, PLAN)
    after = question(moved, Panel(outcome="revenue", first_day=0, y=outcomes.y[order]), PLAN)
    for a, b in zip(before, after, strict=True):
        assert a.not_estimable == b.not_estimable
        if a.estimate is not None:
            assert b.estimate == pytest.approx(a.estimate, rel=1e-9)
            assert b.se == (None if a.se is None else pytest.approx(a.se, rel=1e-9))
