"""Are the arms alike? A table for reading, not a test: after a lottery every difference is chance."""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mentorlift.science.lottery.design import Draw, Row

MOST_LEVELS = 12  # a text column with more different values (names, ids) is no characteristic to compare
NOT_COMPARED = {"person_id", "arm", "branch", "stratum", "unit", "dose", "mentor_id", "exited_on"}
NOT_COMPARED |= {"served_on", "crossed_on"}


@dataclass(frozen=True, slots=True)
class Balance:
    """One characteristic in one branch and one arm against the last arm: the shares or means and how far apart.

    `standardised` = difference / pooled standard deviation; None where neither arm varies. Around 0.1 is close, and
    with small arms 0.3 happens by chance alone.
    """

    branch: str
    characteristic: str
    arm: str
    against: str
    mean: float
    mean_against: float
    standardised: float | None
    n: int
    n_against: int

    def as_dict(self) -> dict[str, Any]:
        return {k: round(v, 6) if isinstance(v, float) else v for k, v in asdict(self).items()}


def balance(draw: Draw, roster: Sequence[Row]) -> list[Balance]:
    """Every characteristic of the roster, arm by arm; text columns level by level."""
    rows = {row["person_id"]: row for row in roster}
    arms = list(draw.design.arms)
    out: list[Balance] = []
    for branch in dict.fromkeys(a.branch for a in draw.assignments if a.arm):
        members = {
            arm: [rows[a.person_id] for a in draw.assignments if a.arm == arm and a.branch == branch] for arm in arms
        }
        everyone = [row for rows_of in members.values() for row in rows_of]
        for column in _characteristics(roster):
            for name, numbers in _measures(column, everyone):
                for arm in arms[:-1]:
                    own = [numbers(row) for row in members[arm]]
                    other = [numbers(row) for row in members[arms[-1]]]
                    if own and other:
                        out.append(_compare(own, other, branch=branch, name=name, arm=arm, against=arms[-1]))
    return out


def _characteristics(roster: Sequence[Row]) -> list[str]:
    return [column for column in (roster[0] if roster else {}) if column not in NOT_COMPARED]


def _measures(column: str, rows: Sequence[Row]) -> list[tuple[str, Callable[[Row], float]]]:
    """(label, row -> number): the number itself, or one indicator per level of a text column."""
    cells = [row.get(column, "") for row in rows]
    if all(_is_number(cell) for cell in cells):
        return [(column, lambda row: float(row[column]))] if len(set(cells)) > 1 else []
    levels = sorted(set(cells))
    if not 1 < len(levels) <= MOST_LEVELS:
        return []
    return [(f"{column} = {level or '(empty)'}", _indicator(column, level)) for level in levels]


def _indicator(column: str, level: str) -> Callable[[Row], float]:
    return lambda row: float(row.get(column, "") == level)


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def _compare(own: list[float], other: list[float], *, branch: str, name: str, arm: str, against: str) -> Balance:
    mean, mean_against = sum(own) / len(own), sum(other) / len(other)
    spread = math.sqrt((_variance(own, mean) + _variance(other, mean_against)) / 2)
    return Balance(
        branch=branch,
        characteristic=name,
        arm=arm,
        against=against,
        mean=mean,
        mean_against=mean_against,
        standardised=(mean - mean_against) / spread if spread > 0 else None,
        n=len(own),
        n_against=len(other),
    )


def _variance(values: list[float], mean: float) -> float:
    return sum((v - mean) ** 2 for v in values) / (len(values) - 1) if len(values) > 1 else 0.0
