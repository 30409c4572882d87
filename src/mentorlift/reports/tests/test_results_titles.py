"""The title of a part says a finding only where the figures carry it."""

from typing import Any

from mentorlift.reports.results import titles
from mentorlift.reports.results.figures import Figures


def week(at: int, low: float, high: float) -> dict[str, Any]:
    return _row("by_week", (low + high) / 2, low, high, at=at, window="")


def _row(question: str, estimate: float, low: float, high: float, **fields: Any) -> dict[str, Any]:
    base = {
        "question": question, "branch": "", "window": "early", "at": None, "scale": "percent", "unit": "percent",
        "estimate": estimate, "ci_low": low, "ci_high": high, "ci_kind": "interval", "method": "",
    }  # fmt: skip
    return {**base, **fields}


LASTED = (
    _row("itt_per_day", 17.0, 9.0, 26.0, window="late"),
    _row("durability", 0.92, 0.7, 1.1, window="all", scale="ratio", unit="ratio"),
)


def said(kind: str, *rows: dict[str, Any]) -> str:
    return titles.weeks_title(kind, Figures(rows, "EUR"), "")


def test_a_gain_is_dated_by_two_weeks_in_a_row() -> None:
    rows = (week(0, -5, 6), week(1, 1, 9), week(2, -1, 9), week(3, 2, 9), week(4, 3, 9))
    assert said("gain", *rows, *LASTED) == "The gain could be seen within 4 weeks, and stayed"
    assert said("gain", *rows) == "The gain could be seen within 4 weeks"


def test_a_gain_without_two_sure_weeks_is_not_dated() -> None:
    assert said("gain", week(0, 1, 9), week(1, -1, 9), *LASTED) == "The gain week by week"


def test_no_difference_is_said_only_where_no_week_shows_one() -> None:
    assert said("nothing_seen", week(0, -5, 6), week(1, -3, 6)) == "In no week can a difference be seen"
    assert said("nothing_seen", week(0, -5, 6), week(1, 1, 6)) == "Week by week since the start"


def staying(*days: tuple[int, float, float]) -> str:
    """Each day with its p and by how much more stay."""
    return titles.staying_title(
        [
            {"day": d, "difference": {"value": "x", "sure": p < 0.05, "row": {"estimate": m, "p_value": p}}}
            for d, p, m in days
        ]
    )


def test_staying_is_titled_by_the_last_sure_day() -> None:
    assert staying((30, 0.001, 0.2), (60, 0.01, 0.1), (90, 0.4, 0.1)) == "More were still here after 60 days"
    assert staying((30, 0.001, -0.2)) == "Fewer were still here after 30 days"
    assert staying((30, 0.3, 0.2)) == "Whether more of them stayed cannot be told"
    assert titles.staying_title([{"day": 30, "difference": {"why": "no", "row": {}}}]) == "Who stayed"


def test_one_of_four_days_that_looks_sure_by_chance_makes_no_title() -> None:
    picked = ((30, 0.4, 0.1), (60, 0.3, 0.1), (90, 0.6, 0.1), (180, 0.03, 0.1))
    assert staying(*picked) == "Whether more of them stayed cannot be told"
    assert staying((180, 0.03, 0.1)) == "More were still here after 180 days"
