"""`ramp_time`, `ramp_reached`: how soon people are up to speed, such as a first sale or a first week of 1,500.

    Y = min(T, H)     T: the day since the start, counted from 1, on which the level is reached
                      H: the end of the late window

Y is the time out of [0, H) in which somebody is not yet up to speed: a mean restricted to H (Irwin 1949; Royston and
Parmar 2013), here of a time that everybody drawn has, since nobody in the comparison is censored before H. Whoever left
without getting there counts H, as never: leaving competes with getting there and does not hide it, and an effect on who
stays is part of the effect (as in `total_value`; Fine and Gray 1999 keep leavers at risk for the same reason). Means
by stratum, weighted by share, with the influences and units of error of `total_value`. `ramp_reached` is the share with
T <= H, with the score interval of `yes_no`.

Limits: one level for everybody. Where hardly anybody gets there, or everybody on the first days, H or the first day is
all there is to see. A level "in 7" days needs figures by day.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np

from .contrast import refusal
from .data import Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .phrases import Ramp, ramp_of
from .plan import Plan
from .questions import days_with_value, difference_and_percent, labelled
from .total_value import arm_totals
from .yes_no import SCALES, shares

METHOD = "days until reached, at most {horizon}, leavers who had not reached it as never, strata by their share"
REFERENCE = "Royston and Parmar (2013), BMC Med. Res. Methodol. 13:152; Neyman (1923)"
AT_ONCE = 4_096  # people whose running sums are held in memory together


def ramp_time(units: Units, panels: Mapping[str, Panel], plan: Plan) -> list[Estimate]:
    """Per planned ramp and treated arm: days until reached (difference, percent), then the share that reached it.

    `at` is H. Units are days, or periods where the outcomes have periods.
    """
    out: list[Estimate] = []
    for asked in map(ramp_of, plan.ramp):
        panel = replace(panels[asked.metric], outcome=asked.text)
        on = cache(partial(first_reached, units, panel, asked, plan.late[1]))
        for arm in range(1, len(units.arms)):
            fields = {**labelled(units, panel), "arm": units.arms[arm], "at": plan.late[1]}
            out += _of_arm(units, panel, plan, on, arm=arm, fields=fields)
    return out


def _of_arm(
    units: Units, panel: Panel, plan: Plan, on: Callable[[], Floats], *, arm: int, fields: dict[str, Any]
) -> list[Estimate]:
    horizon, unit = plan.late[1], "periods" if panel.periods else "days"

    def times() -> list[Estimate]:
        comparison, means = arm_totals(units, [np.minimum(on(), horizon)], arm, (0, horizon))
        rows = days_with_value(panel, comparison, (0, horizon))
        said = {"method": METHOD.format(horizon=horizon), "reference": REFERENCE, "rows": rows, **comparison.sizes()}
        return difference_and_percent("ramp_time", means, plan, unit=unit, **said, **fields)

    def reached() -> list[Estimate]:
        return shares("ramp_reached", units, panel, plan, on() <= horizon, days=horizon, arm=arm, fields=fields)

    out: list[Estimate] = []
    for name, answers, scales in (
        ("ramp_time", times, (("difference", unit), ("percent", "percent"))),
        ("ramp_reached", reached, SCALES),
    ):
        try:
            out += answers()
        except NotEstimable as why:
            out += [refusal(name, why, scale=scale, unit=u, **fields) for scale, u in scales]
    return out


def first_reached(units: Units, panel: Panel, asked: Ramp, horizon: int) -> Floats:
    """The day, counted from 1, by whose end each person has reached the level while employed; inf for never; (n,)."""
    y = panel.window(0, horizon)
    out = np.full(units.n, math.inf)
    for start in range(0, units.n, AT_ONCE):
        some = slice(start, start + AT_ONCE)
        total = np.cumsum(np.where(np.isfinite(y[some]), y[some], 0.0), axis=1)
        if asked.within is not None and asked.within < horizon:
            total[:, asked.within :] -= total[:, : -asked.within].copy()
        there = total > 0 if asked.at_least is None else total >= asked.at_least
        there &= np.arange(horizon) < units.exit_day[some, None]
        out[some] = np.where(there.any(axis=1), there.argmax(axis=1) + 1.0, math.inf)
    return out
