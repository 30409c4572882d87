"""Two staying curves of one contrast, weighted over strata, with their variances.

Where chances differ people count by one over their own, so that both curves are those of everybody drawn: the weighted
product-limit estimate and the area under it (Xie & Liu 2005, Stat. Med. 24(20); Conner, Sullivan, Benjamin, LaValley,
Galea & Trinquart 2019, Stat. Med. 38(20)). Their errors are those of each person's influence, weights taken as known.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .by_unit import by_unit
from .codes import distinct
from .comparison import unit_of_error
from .data import Bools, Floats, Ints, Units
from .influence import Influence
from .life_table import LifeTable

Lost = Callable[[Floats], Floats]
OWN_CURVE_AT_LEAST = 10  # people of a stratum's arm; of equal weight where chances differ
WEIGHED = ", people by one over their chance"


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A value per arm (index 0 control, 1 treated): a share, or days.

    `clusters` is None where people are the unit. `df`: Satterthwaite's of the difference where errors come from
    influences, else infinite.
    """

    value: Floats
    variance: Floats
    people: Ints
    clusters: int | None
    thin: str  # which strata's arms have too few people, or units, for a curve whose spread could be trusted
    weighed: bool  # people count by one over their chance
    by_person: bool  # errors are those of people's influences
    df: float
    covered: float  # share of the drawn people who are in the strata used

    def fields(self, method: str, errors: str) -> dict[str, Any]:
        """The fields of `Estimate` that say how, over whom and with which errors."""
        over = "" if self.covered > 1 - 1e-9 else f", over strata that hold {self.covered:.0%} of the people"
        by = "errors by person" if self.by_person else errors
        if self.clusters is not None:
            by = f"errors by {self.clusters} groups"
        if self.thin:
            by += f", those of {self.thin} against the curve of their arm"
        return {
            "method": f"{method}{over}{WEIGHED if self.weighed else ''}, {by}",
            "n_control": int(self.people[0]),
            "n_treated": int(self.people[1]),
            "clusters": self.clusters,
        }


def share_staying(table: LifeTable, units: Units, day: int) -> Stay:
    """S_a(day) = sum of n_s/N S_as(day), Greenwood's variance; raises NotEstimable where it is not followed."""
    used = table.used(day)
    last = min(day, table.left.shape[2] - 1)

    def lost(survival: Floats) -> Floats:
        return np.repeat(survival[..., last, None], last + 1, axis=-1)

    survival = table.survival
    greenwood = survival[:, :, last] ** 2 * table.greenwood[:, :, : last + 1].sum(axis=2)
    return _weigh(table, units, used, value=survival[:, :, last], variance=greenwood, lost=lost)


def mean_days(table: LifeTable, units: Units, horizon: int) -> Stay:
    """Restricted mean stay: the area under S_a from 0 to `horizon`, in days.

    Variance: sum over days u of A(u)^2 d / (n (n - d)), A(u) the area from u to the horizon (Klein & Moeschberger 2003,
    eq. 4.5.2), which is the variance of the estimate, not of a lifetime.
    """
    used = table.used(horizon - 1)  # the last day's step of the curve

    def lost(survival: Floats) -> Floats:  # past the table everyone has left, and the area grows no more
        return np.cumsum(survival[..., :horizon][..., ::-1], axis=-1)[..., ::-1]

    area = lost(table.survival)
    variance = (area**2 * table.greenwood[:, :, :horizon]).sum(axis=2)
    return _weigh(table, units, used, value=area[:, :, 0], variance=variance, lost=lost)


def _weigh(table: LifeTable, units: Units, used: Bools, *, value: Floats, variance: Floats, lost: Lost) -> Stay:
    """Sum over strata; `lost` says from a survival curve what one unit of hazard on a day takes from the value.

    Where some stratum's arm has few people, people share a unit of error or chances differ, the errors are those of
    influences instead of `variance`: with their degrees of freedom, as nobody leaving an arm of four is no certainty.
    """
    weight = np.where(used, table.weight, 0.0) / table.weight[used].sum()
    values = weight @ value
    unit = unit_of_error(units)
    groups = distinct(unit[table.row[used[table.cell // 2]]])
    clustered = groups < table.people[used].sum()
    few = table.counting < OWN_CURVE_AT_LEAST
    lone = table.lone(unit)
    thin = (few | lone) & (used.sum() > 1)
    by_person = clustered or table.weighed or bool(few[used].any())
    errors = _influence(table, unit, weight, thin, lost) if by_person else None
    return Stay(
        value=values,
        variance=np.diagonal(errors.covariance()) if errors else weight**2 @ variance,
        people=table.people[used].sum(axis=0),
        clusters=groups if clustered else None,
        thin=_against_the_arm(few=bool((thin & few)[used].any()), lone=bool((thin & lone)[used].any())),
        weighed=table.weighed,
        by_person=by_person,
        df=errors.df(np.array([-1.0, 1.0])) if errors else math.inf,
        covered=float(table.weight[used].sum()),
    )


def _against_the_arm(*, few: bool, lone: bool) -> str:
    """Whose own curve is not to be trusted, in words; "" where all are."""
    return " or of ".join(
        words for words, there in ((f"fewer than {OWN_CURVE_AT_LEAST} people", few), ("one group", lone)) if there
    )


def _influence(table: LifeTable, unit: Ints, weight: Floats, thin: Bools, lost: Lost) -> Influence:
    """Per-person influence of a product-limit value, summed within units of error.

    In a stratum's arm of one or two people, or of one team, everybody agrees with the own curve, which would hide their
    variance: people of cells that are `thin` (S, 2) are held against the curve of their whole arm.
    """
    arm = table.arms(weight > 0)
    share = (table.people / arm.people)[:, :, None]
    hazard = np.where(thin[:, :, None], arm.hazard, table.hazard)
    at_risk = np.where(thin[:, :, None], arm.at_risk * share, table.at_risk)
    taken = np.where(thin[:, :, None], lost(arm.survival), lost(table.survival))
    days = taken.shape[2]
    hazard = hazard[:, :, :days]
    below = at_risk[:, :, :days] * (1 - hazard)
    step = np.divide(taken, below, out=np.zeros_like(taken), where=below > 0).reshape(-1, days)
    drift = np.cumsum(step * hazard.reshape(-1, days), axis=1)
    until = np.minimum(table.time, days - 1)
    jump = np.where(table.event & (table.time < days), step[table.cell, until], 0.0)
    stratum, treated = table.cell // 2, table.cell % 2 == 1
    psi = weight[stratum] * table.mass * (drift[table.cell, until] - jump)
    return by_unit(table, unit, np.column_stack([np.where(treated, 0.0, psi), np.where(treated, psi, 0.0)]))
