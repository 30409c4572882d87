"""`retention`: how many more stay, by the draw, on the days of the plan."""

import math
from typing import Any

from .contrast import answer, refusal
from .data import Panel, Units
from .estimate import Estimate, NotEstimable
from .life_table import LifeTable, life_table
from .log_ratio import log_ratio
from .plan import Plan
from .stay import Stay, share_staying

METHOD = "stratum-weighted Kaplan-Meier"
REFERENCE = "Kaplan & Meier 1958; Greenwood 1926"
ROUNDING = 1e-20  # a variance of a share that is nothing but rounding
SCALES = (("difference", "share"), ("ratio", "ratio"))


def retention(units: Units, panel: Panel | None, plan: Plan, *, drawn_on: int | None = None) -> list[Estimate]:
    """Per treated arm and day of the plan: S_1 - S_0 as a share, then S_1 / S_0.

    S_a(t) = sum over strata of n_s/N S_as(t), from the later of start and draw (`drawn_on`, in the numbering of
    `units.started`), censored at the last observed day. Where chances differ people count by one over their own
    (`stay.py`). The interval of the ratio is symmetric on the log scale.
    """
    out: list[Estimate] = []
    for arm in range(1, len(units.arms)):
        labels: dict[str, Any] = {"arm": units.arms[arm], "branch": units.branch, "reference": REFERENCE}
        try:
            table = life_table(units, arm, drawn_on)
        except NotEstimable as why:
            out += [refused for day in plan.retention_at for refused in _refused(why, day, labels)]
            continue
        for day in plan.retention_at:
            out += _on_day(table, units, day, plan, labels)
    return out


def _on_day(table: LifeTable, units: Units, day: int, plan: Plan, labels: dict[str, Any]) -> list[Estimate]:
    try:
        stay = share_staying(table, units, day)
        if stay.variance.sum() < ROUNDING:
            raise NotEstimable(f"within each arm everybody has stayed to day {day}, or nobody has")
    except NotEstimable as why:
        return _refused(why, day, labels)
    fields = labels | stay.fields(METHOD, "Greenwood's variance") | {"at": day}
    control, treated = (float(share) for share in stay.value)
    difference = answer(
        "retention",
        treated - control,
        math.sqrt(stay.variance.sum()),
        confidence=plan.confidence,
        df=stay.df,
        unit="share",
        **fields,
    )
    return [difference, _ratio(stay, plan, fields)]


def _ratio(stay: Stay, plan: Plan, fields: dict[str, Any]) -> Estimate:
    if (stay.value == 0).any():
        why = "everybody of one arm has left, so a ratio has no meaning"
        return refusal("retention", why, scale="ratio", unit="ratio", **fields)
    control, treated = stay.value
    spread = math.sqrt((stay.variance / stay.value**2).sum())
    try:
        return log_ratio(
            "retention",
            math.log(treated / control),
            spread,
            confidence=plan.confidence,
            df=stay.df,
            unit="ratio",
            **fields,
        )
    except NotEstimable as why:
        return refusal("retention", why, scale="ratio", unit="ratio", **fields)


def _refused(why: NotEstimable, day: int, labels: dict[str, Any]) -> list[Estimate]:
    return [refusal("retention", why, at=day, scale=scale, unit=unit, **labels) for scale, unit in SCALES]
