"""Reasons to doubt an answer, in words: were they alike, what did they do, does it hang on how one counts?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.experiments.hiding import ALL_BUT_FEW, FEW
from mentorlift.experiments.pictures import of_branch, way_words
from mentorlift.people.words import column_word
from mentorlift.reports.results.figures import Figures, Row, excludes_zero
from mentorlift.reports.results.reasons import plain_why
from mentorlift.reports.results.sections import line
from mentorlift.ui.templatetags.ui import percent

UNEVEN = 0.05  # a draw that sets the groups this far apart less often than so is looked at twice
CLOSE = 0.1  # of a standard deviation
BY_CHANCE = 0.05


def doubts(results: Mapping[str, Any], figures: Figures, branch: str) -> dict[str, Any] | None:
    """The section's values; None for an answer computed before these were kept."""
    found = of_branch(results.get("doubts", ()), branch)
    if found is None:
        return None
    return {
        "ways": _ways(found["curve"], figures),
        "alike": _alike(found["balance"]),
        "taken": _taken(found["taken_up"]),
        "spread": _spread(figures.find("spillover", branch=branch, window="early")),
    }


def _ways(curve: Sequence[Row], figures: Figures) -> dict[str, Any]:
    """Every way as a table, and in a sentence how many say the same."""
    words = way_words()
    table = [{"name": words[row["name"]], "planned": row["name"] == "planned"} | _shown(row, figures) for row in curve]
    planned = next(row for row in curve if row["name"] == "planned")
    others = [row for row in curve if row["name"] != "planned" and row.get("estimate") is not None]
    agree = [row for row in others if _says(row) == _says(planned)]
    if planned.get("estimate") is None or not others:
        return {"table": table, "title": _("In other ways"), "text": ""}
    if len(agree) == len(others):
        title = _("Every other way of counting says the same")
    elif 2 * len(agree) >= len(others):
        title = _("Most other ways of counting say the same")
    else:
        title = _("The answer hangs on how one counts")
    low, high = min(row["estimate"] for row in (*others, planned)), max(row["estimate"] for row in (*others, planned))
    text = ngettext(
        "Beside the way that was fixed before the draw, one other could have been chosen.",
        "Beside the way that was fixed before the draw, %(n)d others could have been chosen.",
        len(others),
    )
    said = {"n": len(others), "agree": len(agree), "low": _signed(low), "high": _signed(high), "what": _what(planned)}
    if len(others) == 1:
        text += " " + (_("It says the same") if agree else _("It says something else"))
    elif len(agree) == len(others):
        text += " " + _("All of them %(what)s")
    elif agree:
        text += " " + ngettext("Of these, one says the same", "Of these, %(agree)d say the same", len(agree))
    else:
        text += " " + _("None of them says the same")
    text += _("; the figures lie between %(low)s and %(high)s.")
    return {"table": table, "title": title, "text": text % said}


def _shown(row: Row, figures: Figures) -> dict[str, Any]:
    return {"shown": line(row, figures.currency)}


def _says(row: Row) -> int:
    """1 more, -1 less, 0 cannot be told from none."""
    return (1 if row["estimate"] > 0 else -1) if excludes_zero(row) else 0


def _what(planned: Row) -> str:
    return {1: _("say more too"), -1: _("say less too"), 0: _("cannot tell it from none either")}[_says(planned)]


def _signed(value: float) -> str:
    return ("+" if value > 0 else "\u2212" if value < 0 else "") + percent(abs(value))


def _alike(found: Mapping[str, Any]) -> dict[str, Any]:
    if "not_estimable" in found:
        return {"title": _("Were the groups alike?"), "why": plain_why(found["not_estimable"])}
    rows = [_characteristic(row) for row in found["rows"]]
    chance = found["p_value"]
    uneven = chance is not None and chance < UNEVEN
    title = (
        _("The groups differ more than draws usually do")
        if uneven
        else _("The groups are as alike as a draw makes them")
    )
    return {
        "title": title,
        "uneven": uneven,
        "chance": None if chance is None else f"{100 * chance:.0f}",
        "rows": rows,
        "same": [_name(name) for name in found["same"] if "=" not in name],
    }


def _characteristic(row: Row) -> dict[str, Any]:
    is_share = "=" in row["name"]
    values = (row["mean_treated"], row["mean_control"])
    now, later = (percent(100 * v) if is_share else number_format(v, 1) for v in values)
    distance = row["standardised"]
    return {
        "name": _name(row["name"]),
        "now": now,
        "later": later,
        "distance": number_format(distance, 2).replace("-", "\u2212"),
        "close": abs(distance) <= CLOSE,
    }


def _name(name: str) -> str:
    column, _sign, level = name.partition("=")
    known = {
        "before the start": _("brought in a day before the start"),
        "days_here": _("days here before the start"),
    }
    word = known[column] if column in known else column_word(column)
    return f"{word}: {level}" if level else word


def _taken(found: Mapping[str, Any]) -> dict[str, Any]:
    """Meetings by group, who had a mentor too early, who left; counts of few people are words."""
    n_now, n_later = found["n_treated"], found["n_control"]
    return {
        "met": [{"name": _times(row), "now": row["treated"], "later": row["control"]} for row in found["met"]],
        "crossed": _few(found["crossed"]["early"]),
        "never": _few(found["never"]),
        "now": n_now,
        "later": n_later,
        "left": [
            {**row, **{name: _few(row[name]) for name in ("left_treated", "left_control")}}
            for row in found["left"]
            if row["treated"] and row["control"]
        ],
    }


def _few(count: int | str) -> int | str:
    """A count, or the words that stand in its place."""
    return {FEW: _("fewer than 5"), ALL_BUT_FEW: _("all but a few")}.get(str(count), count)


def _times(row: Row) -> str:
    least, most = row["least"], row["most"]
    if least == -1:
        return _("nobody knows")
    if most is None:
        words = _("%(n)d or more") % {"n": least}
    elif least == most:
        words = _("never") if least == 0 else ngettext("%(n)d time", "%(n)d times", least) % {"n": least}
    else:
        words = _("%(a)d to %(b)d times") % {"a": least, "b": most}
    return _("%(words)s, or nobody knows") % {"words": words} if row.get("unknown") else words


def _spread(row: Row | None) -> dict[str, Any]:
    """Whether those starting later fared differently where more of their team were mentored."""
    if row is None or row.get("estimate") is None:
        return {"why": plain_why(row["not_estimable"]) if row else _("it was not asked")}
    chance = row.get("p_value")
    return {"seen": chance is not None and chance < BY_CHANCE, "more": row["estimate"] > 0, "people": row["n_control"]}
