"""`log_rank`: do the staying curves of treated and control differ at all, by stratum."""

import math
from typing import Any

import numpy as np

from .by_unit import by_unit
from .codes import distinct
from .comparison import unit_of_error
from .contrast import refusal, two_sided
from .data import Bools, Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .life_table import LifeTable, life_table
from .plan import Plan
from .stay import WEIGHED

REFERENCE = "Mantel 1966; Peto & Peto 1972"


def log_rank(units: Units, panel: Panel | None, plan: Plan, *, drawn_on: int | None = None) -> list[Estimate]:
    """Per treated arm: the stratified log-rank chi-square (1 df) over the whole follow-up, in `estimate`.

    A stratum is followed until the first of its controls gets a mentor. Where people share a unit of error, the
    variance is that of the units' score residuals and the statistic is an F on 1 and `df`. So it is where chances
    differ: those at risk and those who leave then count by one over their own chance (Xie & Liu 2005, Stat. Med.
    24(20)), and the variance is the sandwich of Lin & Wei (1989, JASA 84(408)).
    """
    out: list[Estimate] = []
    for arm in range(1, len(units.arms)):
        labels: dict[str, Any] = {"arm": units.arms[arm], "branch": units.branch, "reference": REFERENCE}
        try:
            out.append(_test(units, life_table(units, arm, drawn_on), labels))
        except NotEstimable as why:
            out.append(refusal("log_rank", why, **labels))
    return out


def _test(units: Units, table: LifeTable, labels: dict[str, Any]) -> Estimate:
    from scipy.special import chdtrc

    days = np.arange(table.left.shape[2])
    before = days <= table.served[:, None]
    at_risk = table.at_risk.sum(axis=1)
    share = np.divide(table.at_risk[:, 1], at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)
    left = np.where(before, table.left.sum(axis=1), 0.0)
    score = float((np.where(before, table.left[:, 1], 0.0) - left * share).sum())
    unit = unit_of_error(units)
    groups = distinct(unit[table.row])
    clustered = groups < len(table.row)
    by_person = clustered or table.weighed
    if by_person:
        errors = by_unit(table, unit, _residuals(table, share, left, before)[:, None])
        variance, df = float(errors.covariance()[0, 0]), errors.df(np.ones(1))
        by = f"{groups} groups" if clustered else "person"
        weighed = WEIGHED if table.weighed else ""
        method = f"stratified log-rank test{weighed}, F with 1 and df degrees of freedom, errors by {by}"
    else:
        tied = np.divide(at_risk - left, at_risk - 1, out=np.zeros_like(at_risk), where=at_risk > 1)
        variance, df = float((left * share * (1 - share) * tied).sum()), 1.0
        method = "stratified log-rank test, chi-square with 1 degree of freedom"
    if variance <= 0:
        raise NotEstimable("nobody has left while both arms were at risk")
    if (table.served < days[-1]).any():
        method += ", each stratum until its first control got a mentor"
    statistic = score**2 / variance
    people = table.people.sum(axis=0)
    return Estimate(
        question="log_rank",
        method=method,
        estimate=statistic,
        p_value=two_sided(math.sqrt(statistic), df) if by_person else float(chdtrc(1, statistic)),
        df=None if math.isinf(df) else df,
        n_treated=int(people[1]),
        n_control=int(people[0]),
        clusters=groups if clustered else None,
        **labels,
    )


def _residuals(table: LifeTable, share: Floats, left: Floats, before: Bools) -> Floats:
    """What each person adds to the score: leaving when they did, less what was to be expected; times their weight."""
    at_risk = table.at_risk.sum(axis=1)
    hazard = np.divide(left, at_risk, out=np.zeros_like(left), where=at_risk > 0)
    stratum, treated = table.cell // 2, table.cell % 2
    drift = np.stack([np.cumsum((x - share) * hazard, axis=1) for x in (0, 1)])
    jump = np.where(table.event & before[stratum, table.time], treated - share[stratum, table.time], 0.0)
    return np.asarray(table.mass * (jump - drift[treated, stratum, table.time]))
