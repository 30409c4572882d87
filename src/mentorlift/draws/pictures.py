"""The balance table as a picture: one dot a characteristic, left or right of "alike"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, REACH = 200.0, 0.6  # pixels, and the standardised difference at either end


@dataclass(frozen=True, slots=True)
class Line:
    """One characteristic: means of both arms, how far apart, and where the dot stands (None: nothing differs)."""

    branch: str
    name: str
    mentored: float
    later: float
    apart: float | None
    x: str | None
    is_share: bool

    @property
    def mentored_percent(self) -> float:
        return 100 * self.mentored

    @property
    def later_percent(self) -> float:
        return 100 * self.later


def balance_lines(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """One line a row of the stored balance table."""
    return [
        Line(
            branch=row["branch"],
            name=row["characteristic"],
            mentored=row["mean"],
            later=row["mean_against"],
            apart=row["standardised"],
            x=_x(row["standardised"]),
            is_share=" = " in row["characteristic"],
        )
        for row in rows
    ]


def _x(apart: float | None) -> str | None:
    if apart is None:
        return None
    inside = max(-REACH, min(REACH, apart))
    return f"{WIDTH / 2 * (1 + inside / REACH) * 0.96 + WIDTH * 0.02:.1f}"
