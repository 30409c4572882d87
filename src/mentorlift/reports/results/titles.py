"""Titles of the parts of a result: what was found where the figures carry it, else what the part is about."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.reports.results.figures import Figures, Row, excludes_zero
from mentorlift.reports.results.words import ALMOST_ALL, share_kept

MOST_CHANCE = 0.05
SOON = 8  # weeks: the first two months, of which the headline speaks


def weeks_title(kind: str, figures: Figures, branch: str) -> str:
    """Of the weekly picture; a gain is dated by the first two weeks in a row whose intervals lie above zero."""
    rows = [row for row in figures.all("by_week", branch=branch, scale="percent") if row["at"] >= 0]
    if kind == "gain":
        return _gain_title(rows, stayed=(share_kept(figures, branch) or 0) >= ALMOST_ALL)
    if kind == "nothing_seen" and rows and not any(excludes_zero(row) for row in rows):
        return _("In no week can a difference be seen")
    return _("Week by week since the start")


def _gain_title(rows: Sequence[Row], *, stayed: bool) -> str:
    above = [excludes_zero(row) and row["estimate"] > 0 for row in rows]
    weeks = next((rows[i]["at"] + 1 for i in range(len(rows) - 1) if above[i] and above[i + 1]), SOON + 1)
    if weeks > SOON:
        return _("The gain week by week")
    if weeks == 1:
        return _("The gain was there from the first week, and stayed") if stayed else _("A gain from the first week")
    if stayed:
        return _("The gain could be seen within %(weeks)d weeks, and stayed") % {"weeks": weeks}
    return _("The gain could be seen within %(weeks)d weeks") % {"weeks": weeks}


def staying_title(points: Sequence[dict[str, Any]]) -> str:
    """Of the two curves, by the last planned day on which the difference is sure, all days together."""
    known = [point for point in points if point["difference"] and "value" in point["difference"]]
    sure = _sure_together(known)
    if not known:
        return _("Who stayed")
    if not sure:
        return _("Whether more of them stayed cannot be told")
    day, more = sure[-1]["day"], sure[-1]["difference"]["row"]["estimate"] > 0
    if more:
        return ngettext("More were still here after %(day)d day", "More were still here after %(day)d days", day) % {
            "day": day
        }
    return ngettext("Fewer were still here after %(day)d day", "Fewer were still here after %(day)d days", day) % {
        "day": day
    }


def _sure_together(points: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The days that stay sure when the last of several is picked for a title: by Holm's p, at 5 %."""
    import numpy as np

    from mentorlift.science.effects.families import holm

    chance = holm(np.array([point["difference"]["row"]["p_value"] for point in points]))
    return [point for point, p in zip(points, chance, strict=True) if point["difference"]["sure"] and p <= MOST_CHANCE]
