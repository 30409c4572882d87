"""`rmst`: days of employment per person up to the last day of the plan (restricted mean)."""

import math
from typing import Any

from .contrast import answer, refusal
from .data import Panel, Units
from .estimate import Estimate, NotEstimable
from .life_table import life_table
from .plan import Plan
from .stay import mean_days

REFERENCE = "Klein & Moeschberger 2003, eq. 4.5.1 and 4.5.2"


def rmst(units: Units, panel: Panel | None, plan: Plan, *, drawn_on: int | None = None) -> list[Estimate]:
    """Per treated arm: difference in mean days stayed up to the last of `plan.retention_at`.

    Origin and weights are those of `retention`.
    """
    horizon = max(plan.retention_at)
    out: list[Estimate] = []
    for arm in range(1, len(units.arms)):
        labels: dict[str, Any] = {
            "arm": units.arms[arm],
            "branch": units.branch,
            "at": horizon,
            "unit": "days",
            "reference": REFERENCE,
        }
        try:
            stay = mean_days(life_table(units, arm, drawn_on), units, horizon)
            method = f"area under the stratum-weighted Kaplan-Meier curves to day {horizon}"
            fields = labels | stay.fields(method, "variance of the area")
            difference = float(stay.value[1] - stay.value[0])
            se = math.sqrt(stay.variance.sum())
            out.append(answer("rmst", difference, se, confidence=plan.confidence, df=stay.df, **fields))
        except NotEstimable as why:
            out.append(refusal("rmst", why, **labels))
    return out
