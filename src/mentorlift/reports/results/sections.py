"""The parts of the results page under its headline: plain values for the template, None for a part that stays away."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from mentorlift.outcomes.words import figure_word
from mentorlift.reports.results.figures import (
    Figures,
    Row,
    between,
    estimated,
    excludes_zero,
    more_or_less,
    quotable,
    say,
)
from mentorlift.reports.results.questions import of_what, question_words
from mentorlift.reports.results.reasons import plain_why

FEWEST = 5  # a group smaller than this is not shown
MOST_CHANCE = 5  # percent; a further figure that chance shows more often than this does not stand


def line(row: Row | None, currency: str) -> dict[str, Any] | None:
    """One estimate as the template shows it: value, interval, or why there is none."""
    if row is None:
        return None
    if not estimated(row):
        return {"why": plain_why(row["not_estimable"]), "row": row}
    return {
        "value": say(row, row["estimate"], currency),
        "between": between(row, currency),
        "sure": excludes_zero(row),
        "row": row,
    }


def counts(figures: Figures, branch: str) -> dict[str, int] | None:
    """People drawn now and later who entered the early window."""
    row = figures.find("itt_per_day", branch=branch, window="early", scale="difference")
    if row is None or row.get("n_treated") is None:
        return None
    return {"mentored": row["n_treated"], "later": row["n_control"]}


def dropped(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was left out, by reason; a count below five is not given exactly."""
    return [
        {
            "reason": plain_why(row["reason"]),
            "rows": row["rows"] if row["rows"] == 0 or row["rows"] >= FEWEST else _("fewer than 5"),
        }
        for row in rows
        if row["rows"]
    ]


def dropped_share(results: Mapping[str, Any]) -> float | None:
    """Left-out rows in percent of all rows read, where the engine counted them."""
    left_out = sum(row["rows"] for row in results.get("dropped", []))
    used = max((row.get("rows") or 0 for row in results["estimates"]), default=0)
    return 100 * left_out / (left_out + used) if used else None


def weeks(figures: Figures, branch: str) -> list[dict[str, Any]]:
    """The table under the weekly picture, in percent."""
    rows = figures.all("by_week", branch=branch, scale="percent")
    return [
        {
            "week": row["at"],
            "value": say(row, row["estimate"], figures.currency),
            "between": between(row, figures.currency),
            "people": (row["n_treated"], row["n_control"]),
        }
        for row in rows
    ]


def kept(figures: Figures, branch: str) -> dict[str, Any] | None:
    """What was left of an early effect, said only where there was one to keep."""
    if not excludes_zero(figures.find("itt_per_day", branch=branch, window="early", scale="percent")):
        return None
    row = figures.find("durability", branch=branch)
    if row is not None and estimated(row) and not quotable(row):
        return {"why": _("the early difference is too uncertain to be divided by"), "row": row}
    return line(row, figures.currency)


def secondary(figures: Figures, branch: str) -> list[dict[str, Any]]:
    """The further figures of the plan per working day, in percent of what those starting later reach.

    `chance`: how often chance alone would show as much in any of them, in percent; `stands` where it seldom does.
    """
    found = []
    for outcome in figures.secondary:
        rows = {
            window: figures.find("itt_per_day", branch=branch, window=window, scale="percent", outcome=outcome)
            for window in ("early", "late")
        }
        found.append({"outcome": figure_word(outcome), **{at: _further(row, figures) for at, row in rows.items()}})
    return found


def _further(row: Row | None, figures: Figures) -> dict[str, Any] | None:
    shown = line(row, figures.currency)
    if shown is None or row is None or row.get("p_value") is None:
        return shown
    chance = 100 * row["p_value"]
    return {**shown, "chance": chance, "stands": chance <= MOST_CHANCE and excludes_zero(row)}


def staying(figures: Figures, branch: str) -> list[dict[str, Any]]:
    """Difference in the share still here at each planned day."""
    found = []
    for row in figures.rows:
        if row["question"] == "retention" and (row.get("branch") or "") == branch and row["scale"] == "difference":
            shown = line(row, figures.currency)
            ratio = figures.find("retention", branch=branch, at=row["at"], scale="ratio")
            found.append({"day": row["at"], "difference": shown, "ratio": line(ratio, figures.currency)})
    return found


def everybody_stayed(figures: Figures, branch: str, points: Sequence[dict[str, Any]]) -> bool:
    """True where nobody left either side: the engine refuses a difference on every day, yet both are there late."""
    late = figures.find("itt_per_day", branch=branch, window="late", scale="percent")
    all_the_same = bool(points) and all(
        "everybody has stayed" in point["difference"].get("why", "") for point in points
    )
    return all_the_same and late is not None and bool(late.get("n_treated")) and bool(late.get("n_control"))


def same_reason(points: Sequence[dict[str, Any]]) -> bool:
    """True where the same reason stands on every planned day, so that it need be said only once."""
    reasons = {re.sub(r"\d+", "", (point["difference"] or {}).get("why", "")) for point in points}
    return len(points) > 1 and len(reasons) == 1 and "" not in reasons


def selection(figures: Figures) -> dict[str, Any] | None:
    """Everyone, those who wanted it, those who did not, and the gap between them, per working day."""
    rows = {question: _two_branches(figures, question) for question in ("ate", "att", "atu", "selection_gap")}
    if not (estimated(rows["att"]) or estimated(rows["atu"])):
        return None
    declined = rows["atu"]
    return {
        **{question: line(row, figures.currency) for question, row in rows.items()},
        "declined_gain_more": _declined_gain_more(figures),
        "worked_out": _worked_out(declined),
    }


def _worked_out(declined: Row | None) -> bool:
    return declined is not None and "worked out from two groups" in (declined.get("method") or "")


def _declined_gain_more(figures: Figures) -> bool:
    """True where those who declined surely gain, and surely more than those who asked, in money.

    Worked out from two groups, the difference is that between everyone and those who asked, over a share: only these
    two were measured each by itself. The interval of a difference from those of its parts: Zou and Donner (2008), Stat.
    Med. 27(10).
    """
    declined, asked = (_two_branches(figures, question, "difference") for question in ("atu", "att"))
    one = _two_branches(figures, "ate", "difference") if _worked_out(declined) else declined
    if declined is None or one is None or asked is None or not (excludes_zero(declined) and declined["estimate"] > 0):
        return False
    if not (estimated(one) and estimated(asked)):
        return False
    below, above = one["estimate"] - one["ci_low"], asked["ci_high"] - asked["estimate"]
    return bool(one["estimate"] - asked["estimate"] > math.hypot(below, above))


def _two_branches(figures: Figures, question: str, scale: str = "percent") -> Row | None:
    """The early figure per working day, which stands beside the headline; the reason where there is none."""
    found = [row for row in figures.rows if row["question"] == question and row["scale"] == scale]
    per_day = [row for row in found if "per working day" in (row.get("method") or "") and row["window"] == "early"]
    return next(iter(per_day or found), None)


def usual(figures: Figures, branch: str) -> dict[str, Any] | None:
    """What the usual report would have said, beside the figure by the draw."""
    voluntary = "voluntary" if "voluntary" in figures.branches else branch
    row = figures.find("taker_comparison", branch=voluntary, scale="percent")
    if row is None or not estimated(row):
        return None
    drawn = figures.find("itt_per_day", branch=voluntary, window="early", scale="percent")
    return {
        **_told(row, figures.currency),
        "signed": f"+{say(row, row['estimate'], figures.currency)}" if row["estimate"] > 0 else "",
        "drawn": _told(drawn, figures.currency) if drawn is not None and estimated(drawn) else None,
        "asked": voluntary == "voluntary",
    }


def _told(row: Row, currency: str) -> dict[str, Any]:
    """An estimate with its size in words: more, less, or none."""
    return {**(line(row, currency) or {}), "told": more_or_less(row, row["estimate"], currency)}


def attrition(figures: Figures, branch: str) -> dict[str, Any] | None:
    """If those who left had stayed: at worst, at best; and the total that is free of the question."""
    lee = figures.find("lee_bounds", branch=branch, scale="difference") or figures.find("lee_bounds", branch=branch)
    total = [
        {
            "window": window,
            "shown": line(
                figures.find("total_value", branch=branch, window=window, scale="difference"), figures.currency
            ),
        }
        for window in ("early", "late")
    ]
    return {"bounds": line(lee, figures.currency), "total": total}


def every_estimate(figures: Figures) -> list[dict[str, Any]]:
    """All of results.json as a table for those who want to check."""
    return [
        {
            "row": row,
            "shown": line(row, figures.currency),
            "question": question_words(row["question"]),
            "of": of_what(row, figures),
        }
        for row in figures.rows
    ]
