"""Staying curves for a chart: one per arm, stratum-weighted, with pointwise bands."""

import math
from dataclasses import dataclass

import numpy as np

from .contrast import critical
from .data import Floats, Ints, Units
from .estimate import NotEstimable
from .life_table import life_table
from .plan import Plan
from .stay import share_staying


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Share of one arm still here after each of `days` (0, 1, ..), `low` and `high` pointwise, all of one length."""

    arm: str
    days: Ints
    share: Floats
    low: Floats
    high: Floats
    people: int


def survival_curves(units: Units, arm: int, plan: Plan, *, drawn_on: int | None = None) -> tuple[Curve, Curve]:
    """The control's curve and that of treated `arm`, to the plan's last day or as far as both are followed.

    Bands are symmetric on the scale log(-log S) (Kalbfleisch & Prentice 2002), so that they stay between 0 and 1.
    Raises NotEstimable without two arms.
    """
    table = life_table(units, arm, drawn_on)
    stays = []
    for day in range(max(plan.retention_at) + 1):
        try:
            stays.append(share_staying(table, units, day))
        except NotEstimable:
            if day == 0:
                raise
            break
    share = np.array([stay.value for stay in stays])
    error = np.sqrt([stay.variance for stay in stays])
    low, high = _band(share, error, critical(plan.confidence))
    return tuple(  # type: ignore[return-value]
        Curve(
            arm=units.arms[code],
            days=np.arange(len(stays)),
            share=share[:, side],
            low=low[:, side],
            high=high[:, side],
            people=int(stays[0].people[side]),
        )
        for side, code in ((0, 0), (1, arm))
    )


def _band(share: Floats, error: Floats, reach: float) -> tuple[Floats, Floats]:
    inner = (share > 0) & (share < 1)
    safe = np.where(inner, share, math.exp(-1))
    log = np.log(safe)
    width = np.where(inner, reach * error / (safe * -log), 0.0)
    low = np.where(inner, safe ** np.exp(width), share)
    high = np.where(inner, safe ** np.exp(-width), share)
    return low, high
