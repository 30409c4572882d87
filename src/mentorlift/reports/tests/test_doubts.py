"""The reasons to doubt an answer are said in words that claim no more than the figures do."""

from typing import Any

from mentorlift.reports.results.doubts import doubts
from mentorlift.reports.results.figures import Figures


def way(name: str, estimate: float | None, low: float = 0.0, high: float = 0.0) -> dict[str, Any]:
    if estimate is None:
        return {"name": name, "question": name, "not_estimable": "no arm has days", "estimate": None}
    return {
        "name": name, "question": name, "estimate": estimate, "ci_low": low, "ci_high": high, "ci_kind": "interval",
        "unit": "percent", "scale": "percent", "method": "",
    }  # fmt: skip


TAKEN = {
    "n_treated": 40, "n_control": 60, "crossed": {"early": 0, "late": 0}, "never": "fewer than 5", "left": [],
    "met": [
        {"least": 0, "most": 0, "treated": 0, "control": 60}, {"least": 1, "most": None, "treated": 40, "control": 0}
    ],
}  # fmt: skip
ALIKE = {
    "p_value": 0.43, "same": ["site=Kiel", "days_here"], "n_treated": 40, "n_control": 60,
    "rows": [{"name": "team=North 1", "mean_treated": 0.5, "mean_control": 0.4, "standardised": -0.2}],
}  # fmt: skip


def said(*curve: dict[str, Any], balance: dict[str, Any] | None = None, spill: dict[str, Any] | None = None) -> Any:
    entry = {"branch": "", "curve": list(curve), "balance": balance or ALIKE, "taken_up": TAKEN}
    rows = [{"question": "spillover", "branch": "", "window": "early", **spill}] if spill else []
    return doubts({"doubts": [entry]}, Figures(rows, "EUR"), "")


PLANNED = way("planned", 19.0, 12.0, 26.0)


def test_it_is_said_how_many_other_ways_say_the_same() -> None:
    same = said(PLANNED, way("winsorised", 16.0, 9.0, 23.0), way("half_window", 22.0, 10.0, 34.0))
    assert same["ways"]["title"] == "Every other way of counting says the same"
    assert "All of them say more too; the figures lie between +16\u202f% and +22\u202f%" in same["ways"]["text"]
    mixed = said(PLANNED, way("winsorised", 16.0, 9.0, 23.0), way("half_window", 5.0, -3.0, 13.0))
    assert mixed["ways"]["title"].startswith("Most other ways")
    assert "Of these, one says the same; " in mixed["ways"]["text"]
    alone = said(PLANNED, way("winsorised", 2.0, -9.0, 13.0), way("half_window", -5.0, -9.0, -1.0))
    assert alone["ways"]["title"] == "The answer hangs on how one counts"


def test_where_nothing_is_seen_agreeing_means_seeing_nothing() -> None:
    found = said(way("planned", 1.0, -8.0, 10.0), way("winsorised", 2.0, -6.0, 10.0))
    assert "It says the same" in found["ways"]["text"]
    two = said(way("planned", 1.0, -8.0, 10.0), way("winsorised", 2.0, -6.0, 10.0), way("half_window", 1.0, -9.0, 9.0))
    assert "All of them cannot tell it from none either" in two["ways"]["text"]


def test_a_way_that_is_not_known_is_in_the_table_with_its_reason_and_counts_for_nothing() -> None:
    found = said(PLANNED, way("winsorised", 16.0, 9.0, 23.0), way("redrawn", None))
    assert "It says the same; the figures" in found["ways"]["text"]
    assert found["ways"]["table"][2]["shown"]["why"] == "no group has days"


def test_balance_is_said_as_draws_out_of_a_hundred() -> None:
    alike = said(PLANNED)["alike"]
    assert (alike["chance"], alike["uneven"]) == ("43", False)
    assert alike["same"] == ["days here before the start"]
    assert alike["rows"][0]["name"] == "team: North 1"
    assert alike["rows"][0]["distance"] == "\u22120.20"
    assert said(PLANNED, balance={**ALIKE, "p_value": 0.01})["alike"]["uneven"]


def test_spreading_is_said_only_where_chance_is_rare() -> None:
    row = {"estimate": 40.0, "p_value": 0.02, "n_control": 30}
    assert said(PLANNED, spill=row)["spread"] == {"seen": True, "more": True, "people": 30}
    assert not said(PLANNED, spill={**row, "p_value": 0.3})["spread"]["seen"]
    assert "every team" in said(PLANNED, spill={"not_estimable": "every team has the same share"})["spread"]["why"]


def test_meetings_are_counted_in_words() -> None:
    assert [row["name"] for row in said(PLANNED)["taken"]["met"]] == ["never", "1 or more"]


def test_an_older_answer_has_no_such_section() -> None:
    assert doubts({}, Figures([], "EUR"), "") is None
