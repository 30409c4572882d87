"""What each estimate asks, and of whom, in words; the name in results.json stands beside it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from mentorlift.outcomes.levels import level_words
from mentorlift.outcomes.words import figure_word
from mentorlift.reports.results.figures import Figures, Row

WORDS: Mapping[str, Promise] = {
    "itt_per_day": _("difference a working day"),
    "itt": _("difference a day with a figure"),
    "total_value": _("in total, for each person drawn"),
    "by_week": _("difference by week"),
    "durability": _("share of the gain still there later"),
    "parts": _("more often, or more each time"),
    "ratio": _("what one call or one sale brings"),
    "ramp_time": _("days until up to speed"),
    "ramp_reached": _("who gets up to speed"),
    "ate": _("effect on everyone"),
    "att": _("effect on those who asked"),
    "atu": _("effect on those who declined"),
    "selection_gap": _("head start of those who asked"),
    "complier": _("effect on those who met because of the draw"),
    "taker_comparison": _("what the usual report would have said"),
    "retention": _("still here"),
    "rmst": _("days here"),
    "hazard_ratio": _("how fast people leave, now against later"),
    "log_rank": _("whether the two curves of staying differ"),
    "lee_bounds": _("if those who left had stayed: at worst, at best"),
    "spillover": _("where more of the team had a mentor"),
    "randomisation_inference": _("range from redrawing the lots"),
    "confidence_sequence": _("range that holds at any time"),
    "staggered": _("difference a working day, by start"),
    "difference_in_differences": _("change against the others"),
}
BRANCHES: Mapping[str, Promise] = {"voluntary": _("those who were asked"), "mandatory": _("those who were not asked")}
SCALES: Mapping[str, Promise] = {
    "percent": _("in percent"),
    "difference": _("as a difference"),
    "ratio": _("as a ratio"),
}


def question_words(name: str) -> str:
    """A question of results.json as one would ask it; one that has no words here as its name reads."""
    return str(WORDS.get(name, name.replace("_", " ")))


def of_what(row: Row, figures: Figures) -> str:
    """Figure, time, people and measure of an estimate, with commas."""
    windows = {
        "early": pgettext("early window", "%(window)s") % {"window": figures.early_words},
        "late": pgettext("late window", "%(window)s") % {"window": figures.late_words},
    }
    branch, window = row.get("branch") or "", row.get("window") or ""
    said = [
        str(BRANCHES.get(branch, branch)),
        _measured(row),
        windows.get(window, ""),
        _when(row),
        row.get("group") or "",
        str(SCALES.get(row["scale"], row["scale"])),
        gettext("not planned: only a hint") if row.get("exploratory") else "",
    ]
    return ", ".join(text for text in said if text)


def _measured(row: Row) -> str:
    outcome = row.get("outcome") or ""
    return level_words(outcome) if row["question"].startswith("ramp_") else figure_word(outcome)


def _when(row: Row) -> str:
    if (at := row.get("at")) is None:
        return ""
    return (gettext("week %(n)s") if row["question"] == "by_week" else gettext("day %(n)s")) % {"n": at}
