"""How soon people are up to speed, as the results page says it."""

from typing import Any

from django.utils.translation import override

from mentorlift.outcomes.levels import level_words
from mentorlift.reports.results.figures import Figures, Row
from mentorlift.reports.results.ramp import ramp, ramp_title

WEEK = "revenue >= 1500 in 7"


def row(
    question: str, unit: str, estimate: float | None, low: float = 0, high: float = 0, **more: Any
) -> dict[str, Any]:
    return {
        "question": question, "branch": "", "window": "all", "at": 180, "scale": "difference", "unit": unit,
        "outcome": WEEK, "estimate": estimate, "ci_low": low, "ci_high": high, "ci_kind": "interval", "method": "",
        "not_estimable": None, **more,
    }  # fmt: skip


def said(*rows: Row) -> list[dict[str, Any]]:
    return ramp(Figures(rows, "EUR"), "")


def test_days_are_told_as_sooner_or_later_and_the_interval_from_end_to_end() -> None:
    (found,) = said(row("ramp_time", "days", -11.6, -20.4, -2.6), row("ramp_reached", "share", 0.08, 0.01, 0.16))
    assert found["level"] == "a week that brings at least 1,500 (revenue)"
    assert (found["days"]["value"], found["days"]["between"]) == (
        "12 days sooner",
        "from 3 to 20 days sooner",
    )
    assert (found["share"]["value"], found["share"]["between"]) == ("8 of 100", "from 1 to 16")
    assert ramp_title([found]) == "Up to speed 12 days sooner"


def test_what_may_be_none_makes_no_title() -> None:
    (found,) = said(row("ramp_time", "days", 3.2, -2.4, 8.9))
    assert found["days"]["between"] == "from 2 days sooner to 9 days later"
    assert ramp_title([found]) == "How soon people are up to speed"
    (none,) = said(row("ramp_time", "days", 0.2, -2.4, 2.9), row("ramp_reached", "share", -0.002, -0.1, 0.1))
    assert (none["days"]["value"], none["share"]["value"]) == ("as soon", "0 of 100")
    (later,) = said(row("ramp_time", "days", 5.2, 1.4, 9.9))
    assert (later["days"]["between"], ramp_title([later])) == ("from 1 to 10 days later", "Up to speed 5 days later")


def test_what_is_not_known_says_why() -> None:
    (found,) = said(row("ramp_time", "days", None, not_estimable="everybody has the same value"))
    assert found["days"]["why"]
    assert ramp_title([found]) == "How soon people are up to speed"


def test_every_form_of_a_level_has_words() -> None:
    assert level_words("sales") == "a first day with sales"
    assert level_words("revenue >= 5000") == "at least 5,000 since the start (revenue)"
    with override("de"):
        assert "1.500,5" in level_words("revenue >= 1500.5 in 7")
    assert level_words("revenue >= 5000 in 28") == "28 days in a row that bring at least 5,000 (revenue)"
