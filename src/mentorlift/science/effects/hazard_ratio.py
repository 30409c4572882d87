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
from .partial_likelihood import partial_likelihood
from .plan import Plan
from .stay import WEIGHED

REFERENCE = "Cox 1972; Efron 1977; Grambsch & Therneau 1994"
DOUBTFUL = 0.05  # below this the curves are said not to be proportional


def hazard_ratio(units: Units, panel: Panel | None, plan: Plan, *, drawn_on: int | None = None) -> list[Estimate]:
    """Per treated arm: stratified Cox model with the arm alone, Efron's ties, follow-up cut at the plan's last day.

    Where hazards are not proportional (an early gain that fades makes them cross) the figure is an average over the
    days up to the cut; `method` carries the score test of proportionality against a trend in days. Where chances differ
    it is the weighted partial likelihood with the errors of people's influences (Lin & Wei 1989, JASA 84(408); Binder
    1992, Biometrika 79(1); Xie & Liu 2005): people count by one over their own chance, scaled so that each arm of a
    stratum counts as many as it has people.
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
    information = likelihood.information(log)
    spread, df, errors = 1 / math.sqrt(information), math.inf, "errors from the information"
    unit = unit_of_error(units)
    groups = distinct(unit[table.row])
    clustered = groups < len(table.row)
    by_person = clustered or table.weighed
    if by_person:
        influence = by_unit(table, unit, likelihood.residuals(log)[:, None] / information)
        spread, df = math.sqrt(float(influence.covariance()[0, 0])), influence.df(np.ones(1))
        errors = f"errors by {f'{groups} groups' if clustered else 'person'}"
    ties = f"Efron ties{WEIGHED if table.weighed else ''}"
    proportional = _proportional(likelihood.proportionality(log, unit if by_person else None))
    people = table.people.sum(axis=0)
    return log_ratio(
        "hazard_ratio",
        log,
        spread,
        confidence=plan.confidence,
        df=df,
        method=f"stratified Cox, {ties}, average up to day {reached}, {errors}; {proportional}",
        n_treated=int(people[1]),
        n_control=int(people[0]),
        clusters=groups if clustered else None,
        **labels,
    )


def _proportional(p: float | None) -> str:
    if p is None:
        return "proportionality not testable: all left on one day"
    verdict = "hazards are not proportional" if p < DOUBTFUL else "no sign against proportional hazards"
    return f"{verdict} (p = {p:.4f})"
