"""The pictures of one analysis, drawn once when it is computed: the web process never loads a drawing part."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

PER_DAY = "per working day"  # the two-branch figures come in two kinds; this one stands beside the headline
Rows = Sequence[Mapping[str, Any]]


def draw_pictures(rows: Rows, curves: Mapping[str, Any], branch: str, doubts: Rows = ()) -> dict[str, dict[str, str]]:
    """{"weeks" | "staying" | "selection" | "ways": {"wide": svg, "narrow": svg}}; what has no data is left out."""
    makers = {
        "weeks": lambda narrow: _weeks(rows, branch, narrow),
        "staying": lambda narrow: _staying(curves.get(branch), narrow),
        "selection": lambda narrow: _selection(rows, narrow),
        "ways": lambda narrow: _ways(of_branch(doubts, branch), narrow),
    }
    return {name: both for name, make in makers.items() if (both := _both(make))}


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
        "redrawn": _("the same, its range from redrawing the lots"),
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


def _both(make: Callable[[bool], str | None]) -> dict[str, str] | None:
    wide = make(False)
    return {"wide": wide, "narrow": make(True) or ""} if wide else None


def _weeks(rows: Rows, branch: str, narrow: bool) -> str | None:
    from mentorlift.ui.charts.effect_by_week import WeekPoint, effect_by_week

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
