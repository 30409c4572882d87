"""The pictures: those of an analysis, drawn when it is computed, and the curve of the plan page, kept for a day."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

PER_DAY = "per working day"  # the two-branch figures come in two kinds; this one stands beside the headline
Rows = Sequence[Mapping[str, Any]]


def draw_pictures(rows: Rows, curves: Mapping[str, Any], branch: str) -> dict[str, dict[str, str]]:
    """{"weeks" | "staying" | "selection": {"wide": svg, "narrow": svg}}; a picture without data is left out."""
    makers = {
        "weeks": lambda narrow: _weeks(rows, branch, narrow),
        "staying": lambda narrow: _staying(curves.get(branch), narrow),
        "selection": lambda narrow: _selection(rows, narrow),
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
