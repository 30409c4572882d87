"""How much of the early effect is left later: late percent / early percent."""

import numpy as np

from .contrast import critical, delta, fieller, refusal
from .data import Panel, Units
from .estimate import Estimate, NotEstimable
from .influence import stack
from .itt_per_day import arm_means
from .plan import Plan
from .questions import days_with_value, labelled

EARLY_T_TO_QUOTE = 3.0
NOT_QUOTED = "not to be quoted"  # stands in `method` where the early effect is too uncertain to be divided by
METHOD = "late percent / early percent of itt_per_day, Fieller set"
REFERENCE = "Fieller (1954), J. Roy. Stat. Soc. B 16(2)"


def durability(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """One ratio per treated arm (0.92 = 92 % kept), with its Fieller set as interval, complement or line.

    People who reach only the early window enter with it alone; the covariance comes from stacked influences.
    Where the early effect is at most 3 standard errors the method says that the ratio is not to be quoted.
    """
    out = []
    for arm in range(1, len(units.arms)):
        fields = {**labelled(units, panel), "arm": units.arms[arm], "scale": "ratio", "unit": "ratio"}
        try:
            out.append(_ratio(units, panel, plan, arm, fields))
        except NotEstimable as why:
            out.append(refusal("durability", why, **fields))
    return out


def _ratio(units: Units, panel: Panel, plan: Plan, arm: int, fields: dict[str, object]) -> Estimate:
    early = arm_means(units, panel, arm, plan.early)[1]
    comparison, late = arm_means(units, panel, arm, plan.late)
    means = stack([late, early])
    late_1, late_0, early_1, early_0 = means.values
    if min(late_0, early_0) <= 0:
        raise NotEstimable("the control mean is not above zero, so a percentage has no meaning")
    percents = means.map(
        np.array([late_1 / late_0 - 1, early_1 / early_0 - 1]),
        np.array([[1 / late_0, -late_1 / late_0**2, 0, 0], [0, 0, 1 / early_0, -early_1 / early_0**2]]),
    )
    top, bottom = (float(value) for value in percents.values)
    covariance = percents.covariance()
    if bottom == 0 or covariance[1, 1] <= 0:
        raise NotEstimable("there is no early difference to compare with")
    gradient = np.array([1 / bottom, -top / bottom**2])
    df = percents.df(gradient)
    kind, low, high = fieller(top, bottom, covariance, critical(plan.confidence, df))
    early_t = abs(bottom) / float(np.sqrt(covariance[1, 1]))
    note = "" if early_t > EARLY_T_TO_QUOTE else f"; the early difference is {early_t:.1f} errors, {NOT_QUOTED}"
    return Estimate(
        question="durability",
        method=METHOD + note,
        reference=REFERENCE,
        estimate=top / bottom,
        se=delta(gradient, covariance),
        ci_low=low,
        ci_high=high,
        ci_kind=kind,
        df=df if np.isfinite(df) else None,
        rows=days_with_value(panel, comparison, plan.late),
        **comparison.sizes(),
        **fields,  # type: ignore[arg-type]
    )
