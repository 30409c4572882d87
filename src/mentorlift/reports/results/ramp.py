"""How soon people are up to speed: days sooner or later, and how many more get there."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.outcomes.levels import level_words
from mentorlift.reports.results.figures import Figures, Row, estimated, excludes_zero
from mentorlift.reports.results.sections import line


def ramp(figures: Figures, branch: str) -> list[dict[str, Any]]:
    """A row a level of the plan: `days` as the page shows an estimate, `share` who get there, `sure` of the days."""
    found = []
    for row in figures.rows:
        if (row["question"], row["scale"], row.get("branch") or "") != ("ramp_time", "difference", branch):
            continue
        share = figures.find("ramp_reached", branch=branch, scale="difference", outcome=row["outcome"])
        found.append(
            {
                "level": level_words(row["outcome"]),
                "by": row["at"],
                "days": _sooner(row, figures),
                "share": line(share, figures.currency),
            }
        )
    return found


def ramp_title(rows: list[dict[str, Any]]) -> str:
    """What was found about the first level where the figures carry it, else what the part is about."""
    first = rows[0]["days"]
    return first["title"] if first.get("sure") else _("How soon people are up to speed")


def _sooner(row: Row, figures: Figures) -> dict[str, Any]:
    shown = line(row, figures.currency) or {}
    if not estimated(row):
        return shown
    days, low, high = (round(row[name]) for name in ("estimate", "ci_low", "ci_high"))
    shown |= {"value": _told(days), "between": _span(low, high)}
    if excludes_zero(row) and days:
        size = {"n": abs(days)}
        shown["title"] = (
            ngettext("Up to speed %(n)d day sooner", "Up to speed %(n)d days sooner", abs(days)) % size
            if days < 0
            else ngettext("Up to speed %(n)d day later", "Up to speed %(n)d days later", abs(days)) % size
        )
    shown["sure"] = "title" in shown
    return shown


def _told(days: int) -> str:
    if days == 0:
        return _("as soon")
    size = {"n": abs(days)}
    if days < 0:
        return ngettext("%(n)d day sooner", "%(n)d days sooner", abs(days)) % size
    return ngettext("%(n)d day later", "%(n)d days later", abs(days)) % size


def _span(low: int, high: int) -> str:
    """The interval, from the end nearer to no difference where both lie on one side of it."""
    near, far = sorted((abs(low), abs(high)))
    size = {"near": near, "far": far}
    if high < 0:
        return _("from %(near)d to %(far)d days sooner") % size
    if low > 0:
        return _("from %(near)d to %(far)d days later") % size
    return _("from %(sooner)s to %(later)s") % {"sooner": _told(low), "later": _told(high)}
