"""The pictures: those of an analysis, drawn when it is computed, and the curve of the plan page, kept for a day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from mentorlift.experiments.events import EventOnWeeks
from mentorlift.ui.templatetags.ui import money

PER_DAY = "per working day"  # the two-branch figures come in two kinds; this one stands beside the headline
Rows = Sequence[Mapping[str, Any]]


def draw_pictures(
    rows: Rows,
    curves: Mapping[str, Any],
    branch: str,
    *,
    doubts: Rows = (),
    paid: Mapping[str, Any] | None = None,
    currency: str = "EUR",
    events: Sequence[EventOnWeeks] = (),
) -> dict[str, dict[str, str]]:
    """{"weeks" | "staying" | "selection" | "ways" | "money": {"wide": svg, "narrow": svg}}; without data left out."""
    makers = {
        "weeks": lambda narrow: _weeks(rows, branch, narrow, events),
        "staying": lambda narrow: _staying(curves.get(branch), narrow),
        "selection": lambda narrow: _selection(rows, narrow),
        "ways": lambda narrow: _ways(of_branch(doubts, branch), narrow),
        "money": lambda narrow: _money(paid, currency, narrow),
    }
    return {name: both for name, make in makers.items() if (both := _both(make))}


def smallest_gain_picture(points: Sequence[tuple[int, float]], *, places: int, percent: float) -> dict[str, str]:
    """{"wide": svg, "narrow": svg} of the smallest visible gain over the number of places."""
    from mentorlift.ui.charts.smallest_gain import smallest_gain

    def make(narrow: bool) -> str:
        return smallest_gain(
            points,
            places=places,
            percent=percent,
            here=_("%(n)s places: %(percent).0f %%") % {"n": places, "percent": percent},
            axis=_("places"),
            label=_("Smallest visible gain in percent, by number of places"),
            narrow=narrow,
        )

    return {"wide": make(False), "narrow": make(True)}


def first_branch(rows: Rows) -> str:
    """The branch the page speaks of: the first one for which the headline was asked."""
    return next((row.get("branch") or "" for row in rows if row["question"] == "itt_per_day"), "")


def of_branch(doubts: Rows, branch: str) -> Mapping[str, Any] | None:
    """The causes of doubt of the branch the page speaks of; None where there are none, as in an older answer."""
    return next((entry for entry in doubts if (entry.get("branch") or "") == branch), None)


def way_words() -> dict[str, str]:
    """How each way of the specification curve is called on a page."""
    return {
        "planned": _("as planned"),
        "half_window": _("only the first half of that time"),
        "longer_window": _("half as long again"),
        "after_settling": _("without the first two weeks"),
        "missing_otherwise": _("days without a row counted the other way"),
        "winsorised": _("the best one in a hundred days cut"),
        "person_means": _("each person counting once"),
        "person_means_adjusted": _("with what was known before the start"),
        "person_means_by_team": _("people of a team not counted as independent"),
        "leavers_at_zero": _("nothing counted for those who left"),
        "redrawn": _("totals again, with what redrawing the lots says"),
    }


def _ways(doubt: Mapping[str, Any] | None, narrow: bool) -> str | None:
    from mentorlift.ui.charts.ways import Way, ways

    words = way_words()
    rows = [
        Way(words[row["name"]], row["estimate"], row["ci_low"], row["ci_high"], planned=row["name"] == "planned")
        for row in (doubt or {}).get("curve", ())
        if row.get("ci_low") is not None and row["ci_kind"] == "interval"
    ]
    if len(rows) < 3:
        return None
    return ways(
        rows,
        no_change=_("no change"),
        label=_("Difference in daily revenue in percent, computed in several ways, each with its interval"),
        narrow=narrow,
    )


def money_lines(paid: Mapping[str, Any], currency: str) -> list[dict[str, Any]]:
    """What it brought, what it cost, what is left, as one table: name, value, low and high where it is uncertain."""
    lines = [
        {"name": _("margin on extra sales"), **paid["from_sales"]},
        {"name": _("people who did not have to be replaced"), **paid["from_staying"]},
        *(_cost(name, paid["lines"].get(key, 0.0)) for key, name in cost_words().items()),
    ]
    if paid["lost_sales"]:
        lost = paid["lost_sales"]
        spent = {"value": -lost["value"], "low": -lost["high"], "high": -lost["low"]}
        lines.append({"name": _("what mentors sold less themselves"), **spent})
    left = {"value": paid["net"], "low": paid["net_low"], "high": paid["net_high"]}
    shown = [line for line in lines if line["value"]]
    return [{**line, "text": money(line["value"], currency)} for line in (*shown, {"name": _("what is left"), **left})]


def cost_words() -> dict[str, str]:
    """The lines of the ledger as a page calls them."""
    return {
        "hours": _("hours of both in meetings"),
        "training": _("training of mentors"),
        "lunches": _("lunches and travel"),
        "licences": _("licences"),
        "fixed": _("whatever else it cost"),
    }


def _cost(name: str, spent: float) -> dict[str, Any]:
    return {"name": name, "value": -spent, "low": None, "high": None}


def _money(paid: Mapping[str, Any] | None, currency: str, narrow: bool) -> str | None:
    from mentorlift.ui.charts.balance_sheet import Bar, balance_sheet

    if not paid or "net" not in paid:
        return None
    lines = money_lines(paid, currency)
    bars = [Bar(one["name"], one["value"], one["text"], one["low"], one["high"]) for one in lines]
    bars[-1] = replace(bars[-1], total=True)
    return balance_sheet(
        bars, label=_("What it brought, what it cost and what is left, with the ranges"), narrow=narrow
    )


def _both(make: Callable[[bool], str | None]) -> dict[str, str] | None:
    wide = make(False)
    return {"wide": wide, "narrow": make(True) or ""} if wide else None


def _weeks(rows: Rows, branch: str, narrow: bool, events: Sequence[EventOnWeeks]) -> str | None:
    from mentorlift.ui.charts.effect_by_week import WeekEvent, WeekPoint, effect_by_week

    points = [
        WeekPoint(row["at"], row["estimate"], row["ci_low"], row["ci_high"])
        for row in rows
        if row["question"] == "by_week"
        and (row.get("branch") or "") == branch
        and row["scale"] == "percent"
        and row.get("estimate") is not None
    ]
    if len(points) < 2:
        return None
    return effect_by_week(
        points,
        unit=" %",
        ours=_("mentored now"),
        theirs=_("starting later"),
        axis=_("weeks since the start"),
        label=_("Difference in daily revenue by week since the start, in percent, with its interval"),
        narrow=narrow,
        events=[
            WeekEvent(one.number, one.from_week, one.to_week)
            for one in events
            if one.from_week is not None and one.to_week is not None
        ],
    )


def _staying(curves: Mapping[str, Any] | None, narrow: bool) -> str | None:
    from mentorlift.ui.charts.staying import StayingPoint, staying

    if not curves:
        return None
    mentored, later = ([StayingPoint(*point) for point in curves[name]] for name in ("mentored", "later"))
    if all(point.share == 1 for point in (*mentored, *later)):
        return None  # nobody left: two lines on top of each other at the edge of an empty picture
    return staying(
        mentored,
        later,
        ours=_("mentored"),
        theirs=_("later"),
        axis=_("days since the start"),
        label=_("Share still here by day since the start, for those mentored now and those starting later"),
        narrow=narrow,
    )


def _selection(rows: Rows, narrow: bool) -> str | None:
    from mentorlift.ui.charts.selection import GroupEffect, selection

    names = {"ate": _("everyone"), "att": _("those who asked"), "atu": _("those who declined")}
    groups = [
        GroupEffect(names[row["question"]], row["estimate"], row["ci_low"], row["ci_high"])
        for question in names
        for row in rows
        if row["question"] == question
        and row["scale"] == "percent"
        and row["window"] == "early"
        and PER_DAY in row["method"]
        and row.get("ci_low") is not None
    ]
    if len(groups) < 3:
        return None
    return selection(
        groups,
        no_change=_("no change"),
        label=_("Effect on everyone, on those who asked for a mentor and on those who declined, with intervals"),
        narrow=narrow,
    )
