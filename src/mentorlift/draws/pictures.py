"""The balance table as a picture: one dot a characteristic, left or right of "alike"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mentorlift.people.words import column_word

WIDTH, REACH = 200.0, 0.6  # pixels, and the standardised difference at either end
SMALLEST_GROUP = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One characteristic: means of both sides (percent where `is_share`), how far apart, where the dot stands.

    Of those who said yes only the dot is shown: shares by site would tell how many said yes there.
    """

    branch: str
    name: str
    is_share: bool
    mentored: float | None
    later: float | None
    apart: float | None
    x: str | None


def balance_lines(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """One line a row of the stored balance table, without what would tell of single people's wishes."""
    return [_line(row) for row in rows if not _reveals(row)]


def _line(row: Mapping[str, Any]) -> Line:
    share, asked = _is_share(row), row["branch"] == "voluntary"
    scale = 100 if share else 1
    return Line(
        branch=row["branch"],
        name=_name(row["characteristic"]),
        is_share=share,
        mentored=None if asked else scale * row["mean"],
        later=None if asked else scale * row["mean_against"],
        apart=row["standardised"],
        x=_x(row["standardised"]),
    )


def _name(characteristic: str) -> str:
    known = {
        "training class": _("training class"),
        "days since hire": _("days since the first day of work"),
        "working share": _("working share (1 = full time)"),
    }
    column, _sign, level = characteristic.partition(" = ")
    word = known[column] if column in known else column_word(column)
    return f"{word}: {level}" if level else word


def _is_share(row: Mapping[str, Any]) -> bool:
    return " = " in row["characteristic"]


def _reveals(row: Mapping[str, Any]) -> bool:
    if row["branch"] != "voluntary" or not _is_share(row):
        return False
    with_it = row["mean"] * row["n"] + row["mean_against"] * row["n_against"]
    return min(with_it, row["n"] + row["n_against"] - with_it) < SMALLEST_GROUP


def _x(apart: float | None) -> str | None:
    if apart is None:
        return None
    inside = max(-REACH, min(REACH, apart))
    return f"{WIDTH / 2 * (1 + inside / REACH) * 0.96 + WIDTH * 0.02:.1f}"
