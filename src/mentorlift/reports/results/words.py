"""The headline of a result: one sentence for each kind, with "gain" only where the interval excludes zero."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

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
from mentorlift.reports.results.reasons import plain_why

ALMOST_ALL = 85  # percent of the early effect, from which on it is said to have stayed


@dataclass(frozen=True)
class Headline:
    """`before`, `figure`, `after` are one sentence; the figure is set in the accent colour. `lede` stands below."""

    kind: str
    before: str
    figure: str = ""
    after: str = ""
    lede: str = ""


def headline(
    kind: str, figures: Figures, *, branch: str, answer_due_on: date | None, stopped_on: date | None
) -> Headline:
    """The sentence for `kind`: gain, loss, nothing_seen, too_few, too_early, not_estimable or stopped."""
    percent_row = figures.find("itt_per_day", branch=branch, window="early", scale="percent")
    money_row = figures.find("itt_per_day", branch=branch, window="early", scale="difference")
    if kind in ("gain", "loss") and percent_row is not None and estimated(percent_row):
        return _effect(kind, figures, percent_row, money_row, branch)
    if kind == "nothing_seen" and percent_row is not None and estimated(percent_row):
        return Headline(kind, _("No difference in revenue can be seen."), lede=_most_likely(percent_row, figures))
    if kind == "too_few":
        lede = _("There are too few people to tell a real difference from chance. What was measured is below.")
        if estimated(percent_row) and percent_row is not None:
            lede = f"{lede} {_most_likely(percent_row, figures)}"
        return Headline(kind, _("Too few people to say."), lede=lede)
    if kind == "too_early":
        day = date_format(answer_due_on) if answer_due_on else ""
        return Headline(
            kind,
            _("Too early to say."),
            lede=_(
                "The answer is known on %(day)s. Until then nobody compares the two groups, so that"
                " nobody can stop at a lucky moment."
            )
            % {"day": day},
        )
    if kind == "stopped":
        day = date_format(stopped_on) if stopped_on else ""
        return Headline(
            kind,
            _("The programme was stopped."),
            lede=_("It ended on %(day)s, before its time. What had been completed by then is below.") % {"day": day},
        )
    why = percent_row["not_estimable"] if percent_row is not None and percent_row.get("not_estimable") else ""
    return Headline(
        "not_estimable",
        _("This cannot be known from these data."),
        lede=_("Because %(why)s.") % {"why": plain_why(why)} if why else "",
    )


def _effect(kind: str, figures: Figures, row: Row, money_row: Row | None, branch: str) -> Headline:
    size = say(row, abs(row["estimate"]), figures.currency)
    figure = (_("%(size)s more revenue a day") if kind == "gain" else _("%(size)s less revenue a day")) % {"size": size}
    lede = _most_likely(row, figures)
    if money_row is not None and estimated(money_row):
        money = {
            "money": say(money_row, money_row["estimate"], figures.currency),
            "between": between(money_row, figures.currency),
        }
        lede = f"{lede} " + _("For each of them that is about %(money)s per day at work (%(between)s).") % money
    return Headline(kind, _("Those drawn for a mentor brought in"), figure, _kept(figures, branch), lede)


def _kept(figures: Figures, branch: str) -> str:
    """How much of the early gain was still there later; nothing is claimed where that is not known."""
    late = figures.find("itt_per_day", branch=branch, window="late", scale="percent")
    if not estimated(figures.find("durability", branch=branch)) or not estimated(late):
        return "."
    share = share_kept(figures, branch)
    if share is None:
        return _("; whether it lasted cannot be seen.")
    if share >= ALMOST_ALL:
        return _(", and most likely kept almost all of it for %(time)s.") % {"time": figures.lasting_words}
    if share >= 50:
        return _(", and most likely kept most of it for %(time)s.") % {"time": figures.lasting_words}
    return _("; most likely less than half of it was left after %(time)s.") % {"time": figures.lasting_words}


def share_kept(figures: Figures, branch: str) -> float | None:
    """Percent of the early effect still there later; None where either is too uncertain to say."""
    kept = figures.find("durability", branch=branch)
    late = figures.find("itt_per_day", branch=branch, window="late", scale="percent")
    if kept is None or not estimated(kept) or not excludes_zero(late) or not quotable(kept):
        return None
    share: float = kept["estimate"] * (100 if kept["unit"] == "ratio" else 1)
    return share


def _most_likely(row: Row, figures: Figures) -> str:
    """The interval before its middle, with the window, per day."""
    currency, window = figures.currency, figures.early_words
    if row.get("ci_kind", "interval") != "interval" or row.get("ci_low") is None or row.get("ci_high") is None:
        return _("In their %(window)s, most likely %(value)s a day (%(between)s).") % {
            "window": window,
            "value": more_or_less(row, row["estimate"], currency),
            "between": between(row, currency),
        }
    words = {
        "window": window,
        "low": say(row, abs(row["ci_low"]), currency),
        "high": say(row, abs(row["ci_high"]), currency),
        "size": say(row, abs(row["estimate"]), currency),
        "value": more_or_less(row, row["estimate"], currency),
    }
    if row["ci_low"] > 0:
        return _("In their %(window)s between %(low)s and %(high)s more a day, most likely %(size)s.") % words
    if row["ci_high"] < 0:
        return _("In their %(window)s between %(high)s and %(low)s less a day, most likely %(size)s.") % words
    return _("In their %(window)s anything from %(low)s less to %(high)s more a day; most likely %(value)s.") % words


_STAYING = re.compile(
    r"the (?P<window>early|late) effect per day(?: in the \w+ branch)? "
    r"(?:could be due to who stayed: .*|cannot be held against who stayed: (?P<why>.*))"
)


def plain_reason(reason: str, figures: Figures) -> str:
    """A reason of the grade in the words of the page; one it does not know stays as the engine wrote it."""
    found = _STAYING.fullmatch(reason)
    if found is None:
        said = plain_why(reason)
        return said[:1].upper() + said[1:]
    window = _("the %(early)s") % {"early": figures.early_words} if found["window"] == "early" else figures.late_words
    when = _("In %(window)s") % {"window": window}
    if found["why"]:
        return _("%(when)s: whether the effect comes from who stayed cannot be said, because %(why)s.") % {
            "when": when,
            "why": plain_why(found["why"]),
        }
    return _("%(when)s: the effect could also come from who stayed and who left; at worst it is none.") % {"when": when}
