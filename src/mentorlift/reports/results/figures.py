"""Finds estimates in a stored results.json and says them with their interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mentorlift.ui.templatetags.ui import money, percent

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Figures:
    """The estimates of one analysis, asked by question; of several branches the one that was drawn first."""

    rows: Sequence[Row]
    currency: str
    early_days: int = 60
    late: tuple[int, int] = (90, 180)

    @property
    def early_words(self) -> str:
        """The early window as one says it."""
        return _("first two months") if self.early_days == 60 else _("first %(n)d days") % {"n": self.early_days}

    @property
    def late_words(self) -> str:
        """The late window as one says it; days are counted from one."""
        first, end = self.late
        return (
            _("months four to six") if self.late == (90, 180) else _("days %(a)d to %(b)d") % {"a": first + 1, "b": end}
        )

    @property
    def lasting_words(self) -> str:
        """How long the late window reaches."""
        return _("six months") if self.late[1] == 180 else _("%(n)d days") % {"n": self.late[1]}

    def find(self, question: str, *, branch: str | None = None, **wanted: Any) -> Row | None:
        """The first estimate that fits, whether estimated or not; None where the question was not asked."""
        for row in self.rows:
            if row["question"] != question or (branch is not None and (row.get("branch") or "") != branch):
                continue
            if all(row.get(key) == value for key, value in wanted.items()):
                return row
        return None

    def all(self, question: str, *, branch: str, **wanted: Any) -> list[Row]:
        """Every estimate of a question in one branch that has a value."""
        return [
            row
            for row in self.rows
            if row["question"] == question
            and (row.get("branch") or "") == branch
            and row.get("estimate") is not None
            and all(row.get(key) == value for key, value in wanted.items())
        ]

    @property
    def secondary(self) -> list[str]:
        """The outcomes that were planned beside the one that decides, in file order."""
        outcomes = [row.get("outcome") or "" for row in self.rows if row["question"] == "itt_per_day"]
        return [outcome for outcome in dict.fromkeys(outcomes) if outcome != outcomes[0]]

    @property
    def branches(self) -> list[str]:
        """Branches in file order; [""] where there is one programme for everybody."""
        found: list[str] = []
        for row in self.rows:
            branch = row.get("branch") or ""
            if row["question"] == "itt_per_day" and branch not in found:
                found.append(branch)
        return found or [""]


def estimated(row: Row | None) -> bool:
    return row is not None and row.get("estimate") is not None


def excludes_zero(row: Row | None) -> bool:
    """True where the interval is an interval and lies on one side of zero."""
    if row is None or row.get("ci_low") is None or row.get("ci_kind", "interval") not in ("interval", "bounds"):
        return False
    return bool(row["ci_low"] > 0 or row["ci_high"] < 0)


def quotable(row: Row) -> bool:
    """False for a ratio whose early effect is at most three errors: its point says nothing."""
    from mentorlift.science.effects.durability import NOT_QUOTED

    return NOT_QUOTED not in (row.get("method") or "")


def say(row: Row, value: float, currency: str) -> str:
    """One number in the unit of its estimate."""
    if row["unit"] == "currency":
        return money(value, currency)
    if row["unit"] == "share":
        return _("%(people)s of 100") % {"people": _in_a_hundred(value)}
    if row["unit"] == "days":
        return _("%(days)s days") % {"days": str(round(value)).replace("-", "\u2212")}
    if row["question"] == "durability":
        return percent(100 * value).replace("-", "\u2212")
    if row["unit"] == "percent":
        return percent(round(value) or 0 if abs(value) < 0.5 else value).replace("-", "\u2212")
    return f"{value:.2f}".replace("-", "\u2212")


def more_or_less(row: Row, value: float, currency: str) -> str:
    """ "12 % less", "26 % more", or that there is none where it rounds to nothing."""
    size = say(row, abs(value), currency)
    if size == say(row, 0.0, currency):
        return _("no difference")
    return (_("%(size)s more") if value > 0 else _("%(size)s less")) % {"size": size}


def _in_a_hundred(share: float) -> str:
    return str(round(100 * share)).replace("-", "\u2212")


def between(row: Row, currency: str) -> str:
    """ "from 12 % to 26 %", or what the set is where it is not an interval."""
    if row.get("ci_kind") == "line":
        return _("nothing can be excluded")
    if row.get("ci_low") is None or row.get("ci_high") is None:
        return ""
    low, high = say(row, row["ci_low"], currency), say(row, row["ci_high"], currency)
    if row["unit"] == "share":
        low, high = _in_a_hundred(row["ci_low"]), _in_a_hundred(row["ci_high"])
    if row.get("ci_kind") == "complement":
        return _("up to %(low)s or from %(high)s on") % {"low": low, "high": high}
    return _("from %(low)s to %(high)s") % {"low": low, "high": high}
