"""The headline says no more than the figures allow."""

from datetime import date
from typing import Any

from mentorlift.reports.results import sections
from mentorlift.reports.results.figures import Figures
from mentorlift.reports.results.questions import of_what, question_words
from mentorlift.reports.results.words import Headline, headline, plain_reason


def row(
    question: str, estimate: float | None, low: float | None = None, high: float | None = None, **fields: Any
) -> dict[str, Any]:
    base = {
        "question": question, "branch": "", "window": "early", "at": None, "scale": "percent", "unit": "percent",
        "estimate": estimate, "ci_low": low, "ci_high": high, "ci_kind": "interval", "method": "", "n_treated": 110,
        "n_control": 171, "rows": 9000,
    }  # fmt: skip
    return {**base, **fields}


def said(kind: str, *rows: dict[str, Any]) -> Headline:
    return headline(kind, Figures(rows, "EUR"), branch="", answer_due_on=date(2026, 5, 1), stopped_on=date(2026, 4, 1))


def text(found: Headline) -> str:
    return f"{found.before} {found.figure}{found.after} {found.lede}"


def test_a_gain_is_said_with_its_interval_and_with_what_was_left_of_it() -> None:
    found = said(
        "gain",
        row("itt_per_day", 19.0, 12.0, 26.0),
        row("itt_per_day", 43.2, 27.0, 59.0, scale="difference", unit="currency"),
        row("itt_per_day", 17.5, 9.0, 26.0, window="late"),
        row("durability", 0.92, 0.7, 1.1, window="all", scale="ratio", unit="ratio"),
    )
    assert "19\u202f% more revenue a day" in text(found)
    assert "In their first two months between 12\u202f% and 26\u202f% more a day, most likely 19\u202f%." in found.lede
    assert "most likely kept almost all of it" in text(found)
    assert "For each of them that is about 43\u00a0€ per day at work (from 27\u00a0€ to 59\u00a0€)" in found.lede


def test_where_nothing_is_seen_the_interval_is_said_as_less_and_more() -> None:
    lede = said("nothing_seen", row("itt_per_day", -0.51, -12.5, 11.5)).lede
    assert lede == (
        "In their first two months anything from 12\u202f% less to 12\u202f% more a day; most likely 1\u202f% less."
    )
    assert "most likely no difference" in said("nothing_seen", row("itt_per_day", 0.2, -12.0, 11.0)).lede


def test_a_loss_is_said_as_less_the_smaller_end_first() -> None:
    found = said("loss", row("itt_per_day", -8.0, -14.0, -2.0))
    assert "between 2\u202f% and 14\u202f% less a day, most likely 8\u202f%" in found.lede


def test_a_late_effect_whose_interval_holds_zero_is_not_said_to_have_lasted() -> None:
    found = said(
        "gain",
        row("itt_per_day", 19.0, 12.0, 26.0),
        row("itt_per_day", 17.5, -1.0, 36.0, window="late"),
        row("durability", 0.92, -0.1, 2.0, window="all", scale="ratio", unit="ratio"),
    )
    assert "kept" not in text(found)
    assert "whether it lasted cannot be seen" in text(found)


def test_a_ratio_of_an_uncertain_early_effect_is_not_quoted() -> None:
    kept = row("durability", 0.92, 0.1, 6.0, window="all", scale="ratio", unit="ratio")
    found = said(
        "gain",
        row("itt_per_day", 19.0, 2.0, 36.0),
        row("itt_per_day", 17.5, 1.0, 36.0, window="late"),
        kept | {"method": "Fieller set; the early effect is 2.2 errors, not to be quoted"},
    )
    assert "kept" not in text(found)


def test_only_a_gain_says_more_and_only_a_loss_says_less() -> None:
    effect = row("itt_per_day", -8.0, -14.0, -2.0)
    assert "8\u202f% less revenue a day" in text(said("loss", effect))
    for kind in ("nothing_seen", "too_few", "too_early", "stopped", "not_estimable"):
        sentence = said(kind, row("itt_per_day", 3.0, -5.0, 11.0))
        assert not sentence.figure
        assert "more revenue" not in text(sentence)


def test_what_cannot_be_estimated_is_said_with_its_reason() -> None:
    found = said("not_estimable", row("itt_per_day", None, not_estimable="controls were mentored from day 28"))
    assert "cannot be known" in found.before
    assert "controls were mentored from day 28" in found.lede


def test_too_early_names_the_day_of_the_answer() -> None:
    assert "1 May 2026" in said("too_early").lede


def test_a_small_count_of_left_out_rows_is_not_given_exactly() -> None:
    shown = sections.dropped(
        [{"reason": "before hire", "rows": 3}, {"reason": "after exit", "rows": 40}, {"reason": "x", "rows": 0}]
    )
    assert [entry["rows"] for entry in shown] == ["fewer than 5", 40]


def test_the_usual_figure_stands_beside_the_draw_for_those_who_asked() -> None:
    rows = (
        row("itt_per_day", 29.0, 15.0, 42.0, branch="mandatory"),
        row("itt_per_day", -4.0, -19.0, 11.0, branch="voluntary"),
        row("taker_comparison", 27.0, 12.0, 42.0, branch="voluntary"),
    )
    shown = sections.usual(Figures(rows, "EUR"), "mandatory")
    assert shown is not None
    assert (shown["signed"], shown["asked"]) == ("+27\u202f%", True)
    assert shown["told"] == "27\u202f% more"
    assert (shown["drawn"]["told"], shown["drawn"]["sure"]) == ("4\u202f% less", False)


def stayed(*days: int, late_people: int | None) -> bool:
    why = "within each arm everybody has stayed to day {}, or nobody has"
    points = [
        row("retention", None, at=day, scale="difference", unit="share", not_estimable=why.format(day)) for day in days
    ]
    late = row("itt_per_day", 1.0, -9.0, 9.0, window="late", n_treated=late_people, n_control=late_people)
    figures = Figures([*points, late], "EUR")
    return sections.everybody_stayed(figures, "", sections.staying(figures, ""))


def test_everybody_stayed_only_where_both_sides_are_still_there_late() -> None:
    assert stayed(30, 180, late_people=80)
    assert not stayed(30, 180, late_people=None)
    assert not stayed(late_people=80)


def test_a_difference_in_staying_is_said_as_people_of_a_hundred() -> None:
    found = sections.line(row("retention", 0.18, 0.09, 0.26, scale="difference", unit="share"), "EUR")
    assert found is not None
    assert (found["value"], found["between"]) == ("18 of 100", "from 9 to 26")


def test_other_windows_of_the_plan_are_said_as_they_are() -> None:
    rows = (
        row("itt_per_day", 19.0, 12.0, 26.0),
        row("itt_per_day", 17.5, 9.0, 26.0, window="late"),
        row("durability", 0.92, 0.7, 1.1, window="all", scale="ratio", unit="ratio"),
    )
    figures = Figures(rows, "EUR", early_days=28, late=(28, 120))
    found = headline("gain", figures, branch="", answer_due_on=None, stopped_on=None)
    assert "In their first 28 days between" in found.lede
    assert "most likely kept almost all of it for 120 days" in found.after
    assert figures.late_words == "days 29 to 120"
    reason = "the late effect per day could be due to who stayed: its Lee interval contains zero"
    assert plain_reason(reason, figures).startswith("In days 29 to 120: ")


def test_every_figure_says_what_it_asks_and_of_whom_in_words() -> None:
    figures = Figures([], "EUR")
    one = row("by_week", 19.0, 12.0, 26.0, window="all", at=3, branch="mandatory", outcome="revenue")
    assert question_words(one["question"]) == "difference by week"
    assert of_what(one, figures) == "those who were not asked, revenue, week 3, in percent"
    assert question_words("something_new") == "something new"


def of_wishes(everyone: float, asked: float, half: float) -> Figures:
    """Everyone, those who asked and those who declined, worked out from two groups, per working day in money."""
    how = {"method": "per working day; exact only if mentoring does not change who stays", "unit": "currency"}
    declined = (everyone - 0.3 * asked) / 0.7
    values = {"ate": everyone, "att": asked, "atu": declined}
    rows = [
        row(question, value, value - half, value + half, **fields)
        for question, value in values.items()
        for fields in ({**how, "scale": "difference"}, {"method": how["method"]})
    ]
    for each in rows:
        if each["question"] == "atu":
            each["method"] = f"worked out from two groups, {each['method']}"
    return Figures(rows, "EUR")


def test_that_those_who_decline_gain_most_is_said_only_where_the_difference_is_sure() -> None:
    sure = sections.selection(of_wishes(20.0, 0.0, 10.0))
    assert sure
    assert sure["declined_gain_more"]
    for everyone, asked, half in ((20.0, 18.0, 5.0), (20.0, 8.0, 10.0), (18.0, 20.0, 5.0), (2.0, -10.0, 8.0)):
        found = sections.selection(of_wishes(everyone, asked, half))
        assert found
        assert not found["declined_gain_more"], (everyone, asked)
