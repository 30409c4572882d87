"""Money is said with its interval, apart for the firm and for each person, and no surer than its weakest part."""

from datetime import date
from typing import Any

from mentorlift.reports.results.money import money_grade, money_section


def found(low: float, high: float, **changes: Any) -> dict[str, Any]:
    span = {"value": 1.0, "low": 0.5, "high": 1.5}
    middle = (low + high) / 2
    base = {
        "people": 110, "horizon": 180, "cost": 100.0, "benefit": middle + 100, "net": middle, "net_low": low,
        "net_high": high, "net_without_lost": (low, high), "from_sales": span, "from_staying": span,
        "lost_sales": None, "individual": {"value": 0.0, "low": 0.0, "high": 0.0}, "paid_back": 23,
        "surely_paid_back": 60, "lines": {"hours": 60.0, "training": 40.0},
        "mentor_sales": {"not_estimable": "no mentor has sales of their own in the figures"},
    }  # fmt: skip
    return {**base, **changes}


def said(low: float, high: float, *, grade: str = "A", **changes: Any) -> dict[str, Any]:
    shown = money_section(found(low, high, **changes), "EUR", grade=grade, last_start_on=date(2026, 3, 2))
    assert shown is not None
    return shown


def test_it_paid_only_where_the_whole_range_does() -> None:
    assert said(150, 400)["verdict"] == "It paid for itself"
    assert said(-50, 400)["verdict"] == "Whether it paid cannot be told yet"
    assert said(-90, -10)["verdict"] == "It cost more than it brought"


def test_the_one_sentence_names_people_cost_time_and_range() -> None:
    sentence = said(150, 400)["sentence"]
    assert sentence == (
        "110 people drawn by lot cost 100\u00a0€; within 180 days they brought that back and left between 150\u00a0€"
        " and 400\u00a0€ more, most likely 275\u00a0€."
    )
    assert "neither a gain nor a loss is shown" in said(-50, 400)["sentence"]
    assert "between 10\u00a0€ and 90\u00a0€ of it had not come back" in said(-90, -10)["sentence"]


def test_without_a_draw_it_is_a_calculation_and_no_proof() -> None:
    assert "no proof" in said(150, 400, grade="D")["sentence"]
    assert "drawn by lot" not in said(150, 400, grade="C")["sentence"]
    for letter in ("C", "D"):
        for ends in ((150, 400), (-90, -10)):
            shown = said(*ends, grade=letter, paid_back=60, surely_paid_back=90)
            assert shown["verdict"] == "What it cost and brought, without a draw"
            assert shown["times"] is None
            assert shown["pay_back"].endswith("if mentoring made all of the difference.")


def test_how_often_the_cost_came_back_is_said_only_where_it_paid() -> None:
    assert said(150, 450)["times"] == "4.0"
    assert said(-50, 450)["times"] is None


def test_a_verdict_that_hangs_on_a_comparison_without_a_draw_is_grade_c() -> None:
    lost = {"value": 200.0, "low": 50.0, "high": 350.0}
    assert money_grade(found(-40, 300, lost_sales=lost, net_without_lost=(120, 480)), "A")[0] == "C"
    assert money_grade(found(40, 300, lost_sales=lost, net_without_lost=(120, 480)), "A")[0] == "A"
    assert money_grade(found(40, 300), "B") == ("B", "")
    assert money_grade(found(-40, 300, lost_sales=lost, net_without_lost=(120, 480)), "D")[0] == "D"


def test_what_mentors_sold_less_is_a_cost_with_its_range_or_says_why_not() -> None:
    assert said(150, 400)["mentors"] == {"why": "no mentor has sales of their own in the figures"}
    row = {"estimate": -12.0, "ci_low": -20.0, "ci_high": -4.0, "n_treated": 30, "n_control": 80}
    lost = {"value": 200.0, "low": 50.0, "high": 350.0}
    shown = said(150, 400, lost_sales=lost, mentor_sales=row)
    assert shown["mentors"]["seen"] and shown["mentors"]["less"]
    line = next(one for one in shown["lines"] if "mentors sold less" in one["name"])
    assert line["text"] == "\u2212200\u00a0€"
    assert line["between"] == "from \u2212350\u00a0€ to \u221250\u00a0€"


def test_the_day_of_the_pay_back_is_given_for_the_last_intake_and_beyond_chance() -> None:
    text = said(150, 400)["pay_back"]
    assert "23 days after each person's start, for the last intake on" in text
    assert "beyond chance after 60 days" in text
    assert "chance cannot be excluded" in said(-50, 400, surely_paid_back=None)["pay_back"]
    assert "No cost was entered" in said(50, 400, cost=0.0)["pay_back"]
    assert "had not come back" in said(-90, -10, paid_back=None, surely_paid_back=None)["pay_back"]


def test_what_each_person_gained_stands_apart() -> None:
    assert said(150, 400)["individual"] is None
    own = {"value": 310.0, "low": 120.0, "high": 500.0}
    assert said(150, 400, individual=own)["individual"] == {
        "value": "310\u00a0€",
        "between": "from 120\u00a0€ to 500\u00a0€",
    }


def test_an_answer_of_an_older_version_says_so() -> None:
    assert money_section(None, "EUR", grade="A", last_start_on=None) is None
    old = money_section({"benefit": 1.0, "cost": 2.0}, "EUR", grade="A", last_start_on=None)
    assert old is not None and "older version" in old["why"]


def test_a_benefit_of_limited_days_is_said_to_be_one():
    common = {"grade": "A", "last_start_on": date(2026, 3, 2)}
    assert money_section(found(1000.0, 9000.0), "EUR", **common)["limited"] is False
    assert money_section(found(1000.0, 9000.0), "EUR", **common, limited=True)["limited"] is True
