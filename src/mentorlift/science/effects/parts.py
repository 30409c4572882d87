"""Where the money comes from: days at work, calls a day, sales a call, money a sale."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from .contrast import ROUNDING, answer, delta, refusal
from .data import Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .influence import Influence
from .plan import Plan
from .total_value import arm_totals, window_total

STEPS = ("calls", "sales")  # outcomes between days at work and money, in this order, where they exist
METHOD = "log ratio of arm totals per drawn person; the parts add up to the log ratio of total_value"
REFERENCE = "delta method; Siegel (1945), J. Polit. Econ. 53(2), on the identity"


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
    steps = _log_steps(means)
    covariance = steps.covariance()
    out = []
    for k, name in enumerate(["days", *chain, plan.primary]):
        pick = np.eye(len(steps.values))[k]
        se = delta(pick, covariance)
        labels = {**fields, "outcome": name}
        if se < ROUNDING:
            out.append(refusal("parts", f"{name} is the same for everybody", **labels))
            continue
        labels |= {"method": METHOD, "reference": REFERENCE, **comparison.sizes()}
        value = float(steps.values[k])
        out.append(answer("parts", value, se, df=steps.df(pick), confidence=plan.confidence, **labels))
    return out


def _log_steps(means: Influence) -> Influence:
    """Log ratio of the first total, then of each total per unit of the one before."""
    pairs = len(means.values) // 2
    ratio = np.zeros((pairs, 2 * pairs))
    for k in range(pairs):
        ratio[k, 2 * k], ratio[k, 2 * k + 1] = 1 / means.values[2 * k], -1 / means.values[2 * k + 1]
    step: Floats = np.eye(pairs) - np.eye(pairs, k=-1)
    logs = np.log(means.values[0::2] / means.values[1::2])
    return means.map(step @ logs, step @ ratio)
