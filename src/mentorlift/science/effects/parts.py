"""Where the money comes from: days at work, calls a day, sales a call, money a sale.

Errors are those of leaving out each unit of error (`Influence.jackknife`): with few people one of them may have much of
an arm's total, of which the log is taken.
"""

import math
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from .contrast import ROUNDING, answer, refusal
from .data import Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .plan import Plan
from .total_value import arm_totals, window_total

STEPS = ("calls", "sales")  # outcomes between days at work and money, in this order, where they exist
METHOD = "log ratio of arm totals per drawn person; the parts add up to the log ratio of total_value"
REFERENCE = (
    "jackknife, Efron and Stein (1981), Ann. Statist. 9(3); Siegel (1945), J. Polit. Econ. 53(2), on the identity"
)
HARDLY = 1e-9  # of a total: less than that is nothing
HANGS_ON_ONE = "without one person or team an arm's total would not be above zero, so nothing tells how sure it is"


def parts(units: Units, panels: Mapping[str, Panel], plan: Plan) -> list[Estimate]:
    """Log ratios per treated arm and window that add up to the log ratio of `total_value`.

    `outcome` names what is counted per unit of the one before: "days" (per person), "calls" (a day), "sales" (a
    call), the primary outcome (a sale).

    `panels`: by outcome; the plan's primary, and "calls" and "sales" where they were counted. Without them the
    chain is days + money a day.
    """
    before = STEPS[: STEPS.index(plan.primary)] if plan.primary in STEPS else STEPS
    chain = [step for step in before if step in panels]
    names = ["days", *chain, plan.primary]
    out: list[Estimate] = []
    for arm in range(1, len(units.arms)):
        for window in ("early", "late"):
            fields: dict[str, Any] = {"arm": units.arms[arm], "branch": units.branch, "window": window}
            fields |= {"scale": "ratio", "unit": "ratio"}
            try:
                out += _answers(units, panels, plan, arm, chain=chain, fields=fields)
            except NotEstimable as why:
                out += [refusal("parts", why, outcome=name, **fields) for name in names]
    return out


def _answers(
    units: Units, panels: Mapping[str, Panel], plan: Plan, arm: int, *, chain: list[str], fields: dict[str, Any]
) -> list[Estimate]:
    span = plan.span(fields["window"])
    totals = [panels[plan.primary].days(*span).astype(float)]
    totals += [window_total(panels[name], span) for name in [*chain, plan.primary]]
    comparison, means = arm_totals(units, totals, arm, span)
    if (means.values <= 0).any():
        raise NotEstimable("an arm's total is not above zero, so a ratio of totals has no meaning")
    steps = means.jackknife(partial(_log_steps, least=HARDLY * means.values))
    out = []
    for k, name in enumerate(["days", *chain, plan.primary]):
        step = steps.one(k)
        se = math.sqrt(step.variances()[0])
        labels = {**fields, "outcome": name}
        if math.isnan(se):
            out.append(refusal("parts", HANGS_ON_ONE, **labels))
            continue
        if se < ROUNDING:
            out.append(refusal("parts", f"{name} is the same for everybody", **labels))
            continue
        labels |= {"method": METHOD, "reference": REFERENCE, **comparison.sizes()}
        value = float(step.values[0])
        out.append(answer("parts", value, se, df=step.df(np.ones(1)), confidence=plan.confidence, **labels))
    return out


def _log_steps(means: Floats, *, least: Floats) -> Floats:
    """Log ratio of the first total, then of each total per unit of the one before; nan where one is below `least`."""
    logs = np.log(np.where(means > least, means, np.nan))
    return np.diff(logs[..., 0::2] - logs[..., 1::2], axis=-1, prepend=0.0)
