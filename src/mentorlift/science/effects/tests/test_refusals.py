"""Not estimable is an answer, with its reason in words."""

from dataclasses import replace

import numpy as np
import pytest

from mentorlift.science.effects.analysis import ORDER, Drawn, analyse, asked
from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.taker_comparison import taker_comparison
from mentorlift.science.effects.total_value import total_value
from tests.science.sellers import sellers
from tests.science.trial import only, plan

PLAN = plan(early=(0, 14), late=(14, 28), retention_at=(7, 14))
MAIN = (itt_per_day, itt, total_value)


@pytest.mark.parametrize("question", MAIN)
def test_a_window_that_nobody_has_completed_is_too_early(question):
    people, outcome = sellers()
    people = replace(people, observed_day=np.full(people.n, 20.0))
    found = question(people, outcome, PLAN)
    late = only(found, window="late", scale="difference")
    assert late.not_estimable == "nobody has completed day 28: the data reach day 20 of anybody's time"
    assert only(found, window="early", scale="difference").estimate is not None


@pytest.mark.parametrize("question", MAIN)
def test_people_enter_only_windows_that_the_data_reach_the_end_of(question):
    people, outcome = sellers()
    people = replace(people, observed_day=np.where(np.arange(people.n) % 2 == 0, 14.0, 13.0))
    got = only(question(people, outcome, PLAN), window="early", scale="difference")
    assert got.n_treated + got.n_control <= (people.n + 1) // 2


@pytest.mark.parametrize("question", MAIN)
def test_a_window_in_which_controls_were_mentored_is_not_estimable(question):
    people, outcome = sellers()
    served = np.where(people.arm == 0, 20.0, np.inf)
    found = question(replace(people, served_day=served), outcome, PLAN)
    late = only(found, window="late", scale="percent")
    assert late.not_estimable == "controls were mentored from day 20, before the window ends on day 28"
    assert only(found, window="early", scale="percent").estimate is not None


@pytest.mark.parametrize("question", MAIN)
def test_an_empty_arm_is_named(question):
    people, outcome = sellers()
    got = question(replace(people, arm=np.zeros(people.n, dtype=int)), outcome, PLAN)[0]
    assert got.not_estimable == "nobody is in the arm mentored"


@pytest.mark.parametrize("question", MAIN)
def test_two_people_in_an_arm_are_for_randomisation_inference_only(question):
    people, outcome = sellers(strata=1, leave=0)
    arm = np.zeros(people.n, dtype=int)
    arm[:2] = 1
    got = question(replace(people, arm=arm), outcome, PLAN)[0]
    assert got.not_estimable.startswith("only 2 people or clusters of the arm mentored can be compared")


@pytest.mark.parametrize("question", MAIN)
def test_people_who_are_all_alike_give_no_number(question):
    people, outcome = sellers(strata=1, leave=0)
    got = question(people, replace(outcome, y=np.where(np.isfinite(outcome.y), 5.0, np.nan)), PLAN)[0]
    assert got.estimate is None and got.not_estimable


def test_a_percentage_of_nothing_is_refused_and_the_money_is_not():
    people, outcome = sellers()
    found = itt_per_day(people, replace(outcome, y=-outcome.y), PLAN)
    assert only(found, window="early", scale="difference").estimate is not None
    assert "not above zero" in only(found, window="early", scale="percent").not_estimable


def test_strata_with_one_arm_only_compare_nobody():
    people, outcome = sellers(strata=3, leave=0)
    arm = np.where(people.stratum == 2, 0, people.arm)
    got = total_value(replace(people, arm=arm), outcome, PLAN)[0]
    assert got.n_treated + got.n_control == (people.stratum != 2).sum()


def test_no_takers_are_said_to_be_none():
    people, outcome = sellers()
    people = replace(people, dose=np.zeros(people.n))
    assert "there are 0 people among takers" in taker_comparison(people, outcome, PLAN)[0].not_estimable


def test_every_question_is_answered_in_the_fixed_order():
    people, outcome = sellers(n=80, strata=2)
    found = analyse([Drawn(units=people, panels={"revenue": outcome})], PLAN)
    places = [ORDER.index(estimate.question) for estimate in found]
    assert places == sorted(places)
    assert {estimate.question for estimate in found} == asked(PLAN)


def test_every_question_is_answered_even_where_nothing_is_known():
    people, outcome = sellers(n=8, strata=1)
    people = replace(people, observed_day=np.zeros(people.n))
    outcome = replace(outcome, y=np.full_like(outcome.y, np.nan))
    found = analyse([Drawn(units=people, panels={"revenue": outcome})], PLAN)
    assert {estimate.question for estimate in found} == asked(PLAN)
    assert all(estimate.not_estimable for estimate in found)


def test_a_covariate_in_words_enters_with_its_levels():
    people, outcome = sellers(n=160, strata=1)
    north = (np.arange(people.n) % 3 == 0).astype(float)
    people = replace(people, covariates={"region=north": north, "regional": north})
    drawn = Drawn(units=people, panels={"revenue": outcome})
    found = analyse([drawn], replace(PLAN, covariates=("region",)))
    got = only(found, question="itt", window="early", scale="difference")
    assert "adjusted for region=north by arm" in got.method


def test_several_treated_arms_share_the_control():
    people, outcome = sellers(n=120, strata=2)
    arm = np.where(people.arm == 1, 1 + np.arange(people.n) % 2, 0)
    people = replace(people, arm=arm, arms=("later", "mentor", "class"))
    found = itt(people, outcome, replace(PLAN, treated=("mentor", "class")))
    assert [e.arm for e in found] == ["mentor"] * 4 + ["class"] * 4
    assert len({e.n_control for e in found if e.window == "early"}) == 1
