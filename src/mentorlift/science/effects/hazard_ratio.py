"""`hazard_ratio`: the rate of leaving, treated over control, averaged up to the last day of the plan."""

import math
from typing import Any

import numpy as np

from .by_unit import by_unit
from .codes import distinct
from .comparison import unit_of_error
from .contrast import refusal
from .data import Panel, Units
from .estimate import Estimate, NotEstimable
from .life_table import LifeTable, life_table
from .log_ratio import log_ratio
from .partial_likelihood import PartialLikelihood, partial_likelihood
from .plan import Plan

REFERENCE = "Cox 1972; Efron 1977; Grambsch & Therneau 1994"
DOUBTFUL = 0.05  # below this the curves are said not to be proportional


def hazard_ratio(units: Units, panel: Panel | None, plan: Plan, *, drawn_on: int | None = None) -> list[Estimate]:
    """Per treated arm: stratified Cox model with the arm alone, Efron's ties, follow-up cut at the plan's last day.

    Where hazards are not proportional (an early gain that fades makes them cross) the figure is an average over the
    days up to the cut; `method` carries the score test of proportionality against a trend in days.
    """
    out: list[Estimate] = []
    for arm in range(1, len(units.arms)):
        labels: dict[str, Any] = {
            "arm": units.arms[arm],
            "branch": units.branch,
            "at": max(plan.retention_at),
            "unit": "hazard ratio",
            "reference": REFERENCE,
        }
        try:
            out.append(_ratio(units, life_table(units, arm, drawn_on), plan, labels))
        except NotEstimable as why:
            out.append(refusal("hazard_ratio", why, scale="ratio", **labels))
    return out


def _ratio(units: Units, table: LifeTable, plan: Plan, labels: dict[str, Any]) -> Estimate:
    horizon = max(plan.retention_at)
    served = float(table.served.min())
    if served < horizon:
        raise NotEstimable(f"controls were mentored from day {served:.0f} on, before day {horizon}")
    reached = min(horizon, table.left.shape[2] - 1)
    likelihood = partial_likelihood(table, horizon)
    log = likelihood.maximise()
    spread, df = 1 / math.sqrt(likelihood.information(log)), math.inf
    unit = unit_of_error(units)
    groups = distinct(unit[table.row])
    clustered = groups < len(table.row)
    if clustered:
        influence = by_unit(table, unit, likelihood.residuals(log)[:, None] / likelihood.information(log))
        spread, df = math.sqrt(float(influence.covariance()[0, 0])), influence.df(np.ones(1))
    errors = f"errors by {groups} groups" if clustered else "errors from the information"
    people = table.people.sum(axis=0)
    return log_ratio(
        "hazard_ratio",
        log,
        spread,
        confidence=plan.confidence,
        df=df,
        method=f"stratified Cox, Efron ties, average up to day {reached}, {errors}; {_proportional(likelihood, log)}",
        n_treated=int(people[1]),
        n_control=int(people[0]),
        clusters=groups if clustered else None,
        **labels,
    )


def _proportional(likelihood: PartialLikelihood, log: float) -> str:
    p = likelihood.proportionality(log)
    if p is None:
        return "proportionality not testable: all left on one day"
    verdict = "hazards are not proportional" if p < DOUBTFUL else "no sign against proportional hazards"
    return f"{verdict} (p = {p:.4f})"
