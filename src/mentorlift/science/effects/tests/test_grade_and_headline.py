"""What may be said: the letter of the evidence, and the kind of headline."""

import pytest

from mentorlift.science.effects.estimate import Estimate
from mentorlift.science.effects.grade import grade
from mentorlift.science.effects.headline import KINDS, headline


def per_day(low, high, *, scale="difference", question="itt_per_day", n=50, kind="interval"):
    return Estimate(
        question=question,
        arm="mentored",
        window="early",
        scale=scale,
        outcome="revenue",
        estimate=(low + high) / 2,
        ci_low=low,
        ci_high=high,
        ci_kind=kind,
        n_treated=n,
        n_control=n,
    )


def refused(why):
    return Estimate(question="itt_per_day", arm="mentored", window="early", not_estimable=why)


def lee(low, high):
    return per_day(low, high, question="lee_bounds", kind="bounds")


GOOD = [per_day(2, 8), lee(1, 9)]


def test_drawn_verified_and_as_planned_is_an_a():
    assert grade(GOOD, assignment="lottery", draw_verified=True).letter == "A"


def test_no_draw_is_a_d_whatever_the_numbers():
    found = grade(GOOD, assignment="none", draw_verified=False)
    assert found.letter == "D" and "nobody was drawn" in found.reasons[0]


def test_a_comparison_group_without_a_draw_is_a_c():
    assert grade(GOOD, assignment="staggered", draw_verified=False).letter == "C"


def test_a_missing_draw_file_and_a_deviation_are_a_b_with_both_reasons():
    found = grade(GOOD, assignment="lottery", draw_verified=False, deviations=["a mentor changed arms"])
    assert found.letter == "B" and len(found.reasons) == 2
    assert found.reasons[1] == "deviation from the plan: a mentor changed arms"


def test_a_gain_per_day_that_staying_could_explain_is_a_b():
    found = grade([per_day(2, 8), lee(-1, 9)], assignment="lottery", draw_verified=True)
    assert found.letter == "B" and "Lee interval contains zero" in found.reasons[0]


def test_bounds_do_not_matter_where_no_effect_is_seen():
    assert grade([per_day(-2, 8), lee(-1, 9)], assignment="lottery", draw_verified=True).letter == "A"


@pytest.mark.parametrize(
    ("low", "high", "kind"), [(1, 9, "gain"), (-9, -1, "loss"), (-1, 9, "nothing_seen"), (0, 9, "nothing_seen")]
)
def test_gain_and_loss_need_an_interval_that_excludes_zero(low, high, kind):
    assert headline([per_day(low, high)]) == kind


def test_a_gain_in_money_that_is_none_in_percent_is_not_a_gain():
    assert headline([per_day(1, 9), per_day(-1, 39, scale="percent")]) == "nothing_seen"
    assert headline([per_day(1, 9), per_day(1, 39, scale="percent")]) == "gain"


def test_an_interval_wider_than_the_effect_worth_having_is_too_few():
    rows = [per_day(-1, 9), per_day(-5, 25, scale="percent")]
    assert headline(rows, smallest_worth_having=10) == "too_few"
    assert headline(rows, smallest_worth_having=20) == "nothing_seen"


@pytest.mark.parametrize(
    ("low", "high", "kind"), [(1, 9, "not_estimable"), (-9, -1, "not_estimable"), (-1, 9, "nothing_seen")]
)
def test_where_nobody_was_drawn_there_is_neither_gain_nor_loss(low, high, kind):
    assert headline([per_day(low, high)], assignment="none") == kind


def test_nine_people_make_no_headline():
    assert headline([per_day(1, 9, n=9)]) == "too_few"


@pytest.mark.parametrize(
    ("why", "kind"),
    [
        ("nobody has completed day 60: the data reach day 20 of anybody's time", "too_early"),
        ("only 2 people or clusters of the arm mentored can be compared; below 3 ...", "too_few"),
        ("controls were mentored from day 20, before the window ends on day 60", "not_estimable"),
    ],
)
def test_a_refusal_keeps_its_reason_as_a_kind(why, kind):
    assert headline([refused(why)]) == kind


def test_before_the_planned_day_nothing_is_said():
    assert headline(GOOD, complete=False) == "too_early"


def test_a_stopped_programme_is_said_to_be_stopped():
    assert headline(GOOD, complete=False, stopped=True) == "stopped"


def test_without_an_estimate_nothing_can_be_known():
    assert headline([]) == "not_estimable"
    assert "not_estimable" in KINDS
