"""What people did with the draw, as counts: who met how often, who was mentored early, who left, by arm."""

from dataclasses import dataclass

import numpy as np

from .data import Bools, Units
from .plan import Plan

TIMES = ((0, 0), (1, 1), (2, 3), (4, None))  # meetings, from and to; None = and more


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """How many of each arm met `least` to `most` times (None: or more); `least` -1 where nobody knows."""

    least: int
    most: int | None
    treated: int
    control: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Of those followed to `day`: how many of each arm had left by then."""

    day: int
    treated: int
    control: int
    left_treated: int
    left_control: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """`crossed`: window -> people of the later arm who had a mentor before it ended, of `n_control`.

    `never`: people of the treated arm of whom it is known that they never met.
    """

    arm: str
    n_treated: int
    n_control: int
    met: tuple[Met, ...]
    left: tuple[Left, ...]
    crossed: dict[str, int]
    never: int


def taken_up(units: Units, plan: Plan, *, arm: int) -> TakenUp:
    """Counts of treated arm `arm` (index into `units.arms`) and the control; no estimate, so nothing to refuse."""
    treated, control = units.arm == arm, units.arm == 0
    mentored = units.served_day if units.crossed_day is None else np.minimum(units.served_day, units.crossed_day)
    return TakenUp(
        arm=units.arms[arm],
        n_treated=int(treated.sum()),
        n_control=int(control.sum()),
        met=_met(units, treated, control),
        left=tuple(_left(units, day, treated, control) for day in plan.retention_at),
        crossed={window: int((control & (mentored < plan.span(window)[1])).sum()) for window in ("early", "late")},
        never=int((treated & (units.dose == 0)).sum()),
    )


def _met(units: Units, treated: Bools, control: Bools) -> tuple[Met, ...]:
    """A row without anybody is left out."""
    found: list[tuple[int, int | None, Bools]] = [
        (least, most, (units.dose >= least) & (units.dose < (np.inf if most is None else most + 1)))
        for least, most in TIMES
    ]
    found.append((-1, None, ~np.isfinite(units.dose)))
    rows = (
        Met(least=least, most=most, treated=int((treated & there).sum()), control=int((control & there).sum()))
        for least, most, there in found
    )
    return tuple(row for row in rows if row.treated or row.control)


def _left(units: Units, day: int, treated: Bools, control: Bools) -> Left:
    followed, gone = units.observed_day > day, units.exit_day <= day
    return Left(
        day=day,
        treated=int((treated & followed).sum()),
        control=int((control & followed).sum()),
        left_treated=int((treated & followed & gone).sum()),
        left_control=int((control & followed & gone).sum()),
    )
