"""Did it pay: the verdict, one sentence that can be quoted, and the lines it is made of."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.experiments.pictures import money_lines
from mentorlift.reports.results.reasons import plain_why
from mentorlift.ui.templatetags.ui import money


def money_section(
    found: Mapping[str, Any] | None,
    currency: str,
    *,
    grade: str,
    last_start_on: date | None,
    limited: bool = False,
) -> dict[str, Any] | None:
    """Cost, benefit and what is left with its interval; a verdict only where the interval excludes zero.

    `grade`: of the answer itself. `last_start_on`: when the last intake started, for the day of the pay-back.
    `limited`: whether the plan limits single days, and with them the benefit.
    """
    if not found or "not_estimable" in found:
        return {"why": plain_why(found["not_estimable"])} if found else None
    if "net" not in found:
        return {"why": _("it was computed by an older version; compute it again")}
    letter, why_letter = money_grade(found, grade)
    fairly = grade in ("A", "B")
    verdict = _verdict(found["net_low"], found["net_high"])
    return {
        "verdict": verdict if fairly else _("What it cost and brought, without a draw"),
        "sentence": _sentence(found, currency, fairly=fairly),
        "grade": letter,
        "why_grade": why_letter,
        "people": found["people"],
        "horizon": found["horizon"],
        "limited": limited,
        "lines": [_line(one, currency) for one in money_lines(found, currency)],
        "mentors": _mentors(found, currency),
        "individual": _span(found["individual"], currency) if found["individual"]["value"] else None,
        "pay_back": _pay_back(found, last_start_on, fairly=fairly),
        "times": _times_the_cost(found) if fairly and found["net_low"] > 0 else None,
    }


def money_grade(found: Mapping[str, Any], grade: str) -> tuple[str, str]:
    """The answer's own grade while the verdict does not hang on what mentors sold less, which nobody drew."""
    if grade in ("C", "D") or not found["lost_sales"]:
        return grade, ""
    with_them = _verdict(found["net_low"], found["net_high"])
    if with_them == _verdict(*found["net_without_lost"]):
        return grade, _("with or without what mentors sold less themselves the verdict is the same")
    return "C", _("the verdict hangs on what mentors sold less themselves, which is compared without a draw")


def _verdict(low: float, high: float) -> str:
    if low > 0:
        return _("It paid for itself")
    return _("It cost more than it brought") if high < 0 else _("Whether it paid cannot be told yet")


def _sentence(found: Mapping[str, Any], currency: str, *, fairly: bool) -> str:
    """One sentence for whoever looks after the money: what, for whom, over which time, between what and what."""
    low, value, high = (money(found[name], currency) for name in ("net_low", "net", "net_high"))
    said = {
        "n": found["people"],
        "days": found["horizon"],
        "cost": money(_whole_cost(found), currency),
        "low": low,
        "high": high,
        "net": value,
        "loss_low": money(-found["net_high"], currency),
        "loss_high": money(-found["net_low"], currency),
        "loss": money(-found["net"], currency),
    }
    if not fairly:
        return (
            _(
                "Nobody was drawn, so this is a calculation and no proof: after %(cost)s of costs between %(low)s and"
                " %(high)s would be left, most likely %(net)s."
            )
            % said
        )
    if found["net_low"] > 0:
        text = _(
            "%(n)d people drawn by lot cost %(cost)s; within %(days)d days they brought that back and left between"
            " %(low)s and %(high)s more, most likely %(net)s."
        )
    elif found["net_high"] < 0:
        text = _(
            "%(n)d people drawn by lot cost %(cost)s; within %(days)d days between %(loss_low)s and %(loss_high)s of"
            " it had not come back, most likely %(loss)s."
        )
    else:
        text = _(
            "%(n)d people drawn by lot cost %(cost)s; within %(days)d days what is left of it lies anywhere between"
            " %(low)s and %(high)s, so that neither a gain nor a loss is shown."
        )
    return text % said


def _whole_cost(found: Mapping[str, Any]) -> float:
    lost = found["lost_sales"]["value"] if found["lost_sales"] else 0.0
    return float(found["cost"] + lost)


def _line(one: Mapping[str, Any], currency: str) -> dict[str, Any]:
    between = "" if one["low"] is None else _between(one["low"], one["high"], currency)
    return {"name": one["name"], "text": one["text"], "between": between}


def _between(low: float, high: float, currency: str) -> str:
    return _("from %(low)s to %(high)s") % {"low": money(low, currency), "high": money(high, currency)}


def _span(found: Mapping[str, float], currency: str) -> dict[str, str]:
    return {"value": money(found["value"], currency), "between": _between(found["low"], found["high"], currency)}


def _mentors(found: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """What mentors themselves sold less, per day, or why that is not known."""
    row = found["mentor_sales"]
    if row.get("not_estimable"):
        return {"why": plain_why(row["not_estimable"])}
    low, high = row["ci_low"], row["ci_high"]
    seen = high < 0 or low > 0
    if high < 0:  # the sentence says "less" itself
        low, high = -high, -low
    return {
        "seen": seen,
        "less": row["estimate"] < 0,
        "a_day": money(abs(row["estimate"]), currency),
        "between": _between(low, high, currency),
        "mentors": row["n_treated"],
        "colleagues": row["n_control"],
    }


def _pay_back(found: Mapping[str, Any], last_start_on: date | None, *, fairly: bool) -> str:
    day = found["paid_back"]
    if _whole_cost(found) <= 0:
        return _("No cost was entered, so there is nothing that could come back.")
    if day is None:
        return _("Within %(n)d days the costs had not come back.") % {"n": found["horizon"]}
    text = ngettext(
        "Most likely the costs had come back %(n)d day after each person's start",
        "Most likely the costs had come back %(n)d days after each person's start",
        day,
    ) % {"n": day}
    if last_start_on is not None:
        when = date_format(last_start_on + timedelta(days=day))
        text = _("%(text)s, for the last intake on %(day)s") % {"text": text, "day": when}
    if not fairly:
        return _("%(text)s, if mentoring made all of the difference.") % {"text": text}
    surely = found["surely_paid_back"]
    if surely is None:
        return _("%(text)s; chance cannot be excluded.") % {"text": text}
    return _("%(text)s, and beyond chance after %(n)d days.") % {"text": text, "n": surely}


def _times_the_cost(found: Mapping[str, Any]) -> str:
    cost = _whole_cost(found)
    return number_format(found["benefit"] / cost, 1) if cost > 0 else ""
