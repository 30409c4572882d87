"""What changed since the last computation, in words: which figures, and which corrected days brought it about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.experiments.corrections import Changes, Moved, changes
from mentorlift.experiments.models import Analysis
from mentorlift.experiments.rules import FEWEST_SHOWN
from mentorlift.outcomes.queries import FileChange
from mentorlift.reports.results.figures import between, estimated, say
from mentorlift.reports.results.reasons import plain_why

MOST_DAYS = 6  # named one by one


@dataclass(frozen=True, slots=True)
class Line:
    """One figure that moved: what it is of, and what it said before and says now."""

    row: Mapping[str, Any]
    before: str
    before_between: str
    after: str
    after_between: str


@dataclass(frozen=True, slots=True)
class File:
    """One file in between. Counts below five are not given exactly."""

    change: FileChange
    new: str
    corrected: str
    days: str


def changed(analysis: Analysis) -> dict[str, Any] | None:
    """The section's context; None where this is the first computation."""
    found = changes(analysis)
    if found is None:
        return None
    currencies = [one.results.get("currency") or "EUR" for one in (found.before, found.after)]
    return {
        "changes": found,
        "lines": [_line(moved, *currencies) for moved in found.moved],
        "files": [_file(change) for change in found.files],
        "code_differs": found.before.results.get("code_version") != found.after.results.get("code_version"),
        "summary": _summary(found),
        "main": next((_line(moved, *currencies) for moved in found.moved if _is_main(moved)), None),
    }


def _is_main(moved: Moved) -> bool:
    """The figure of the headline: of several branches the first one moved."""
    row = moved.after or {}
    return (row.get("question"), row.get("window"), row.get("scale")) == ("itt_per_day", "early", "percent")


def _summary(found: Changes) -> str:
    if not found.files:
        return _("No file changed a day of this programme in between.")
    days = _days([*found.days])
    if found.corrected and found.new:
        return _("%(corrected)s person-days were corrected and %(new)s came late: %(days)s.") % {
            "corrected": _count(found.corrected),
            "new": _count(found.new),
            "days": days,
        }
    said = (
        _("%(n)s person-days were corrected: %(days)s.")
        if found.corrected
        else _("%(n)s person-days came late: %(days)s.")
    )
    return said % {"n": _count(found.corrected or found.new), "days": days}


def _file(change: FileChange) -> File:
    return File(
        change=change,
        new=_count(sum(change.new.values())),
        corrected=_count(sum(change.corrected.values())),
        days=_days(sorted({*change.new, *change.corrected})),
    )


def _count(number: int) -> str:
    return str(number) if number == 0 or number >= FEWEST_SHOWN else _("fewer than 5")


def _days(days: list[Any]) -> str:
    if len(days) <= MOST_DAYS:
        return ", ".join(date_format(day, "j M Y") for day in days)
    ends = {"n": len(days), "first": date_format(days[0], "j M Y"), "last": date_format(days[-1], "j M Y")}
    return _("%(n)d days from %(first)s to %(last)s") % ends


def _line(moved: Moved, before: str, after: str) -> Line:
    row = moved.after or moved.before
    assert row is not None
    return Line(row, *_said(moved.before, before), *_said(moved.after, after))


def _said(row: Mapping[str, Any] | None, currency: str) -> tuple[str, str]:
    if row is None:
        return _("not asked"), ""
    if not estimated(row):
        return _("not known: %(why)s") % {"why": plain_why(row["not_estimable"])}, ""
    return say(row, row["estimate"], currency), between(row, currency)
