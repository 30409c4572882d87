"""Two staying curves of one contrast, weighted over strata, with their variances."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .by_unit import by_unit
from .comparison import unit_of_error
from .data import Bools, Floats, Ints, Units
from .influence import Influence
from .life_table import LifeTable


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A value per arm (index 0 control, 1 treated): a share, or days.

    `clusters` is None where people are the unit; `df` is then infinite, else Satterthwaite's of the difference.
    """

    value: Floats
    variance: Floats
    people: Ints
    clusters: int | None
    df: float
    covered: float  # share of the drawn people who are in the strata used

    def fields(self, method: str, errors: str) -> dict[str, Any]:
        """The fields of `Estimate` that say how, over whom and with which errors."""
        over = "" if self.covered > 1 - 1e-9 else f", over strata that hold {self.covered:.0%} of the people"
        by = errors if self.clusters is None else f"errors by {self.clusters} groups"
        return {
            "method": f"{method}{over}, {by}",
            "n_control": int(self.people[0]),
            "n_treated": int(self.people[1]),
            "clusters": self.clusters,
        }


def share_staying(table: LifeTable, units: Units, day: int) -> Stay:
    """S_a(day) = sum of n_s/N S_as(day), Greenwood's variance; raises NotEstimable where it is not followed."""
    used = table.used(day)
    last = min(day, table.left.shape[2] - 1)
    survival = table.survival[:, :, last]
    greenwood = survival**2 * table.greenwood[:, :, : last + 1].sum(axis=2)
    lost = np.repeat(survival[:, :, None], last + 1, axis=2)
    return _weigh(table, units, used, value=survival, variance=greenwood, lost=lost)


def mean_days(table: LifeTable, units: Units, horizon: int) -> Stay:
    """Restricted mean stay: the area under S_a from 0 to `horizon`, in days.

    Variance: sum over days u of A(u)^2 d / (n (n - d)), A(u) the area from u to the horizon (Klein & Moeschberger 2003,
    eq. 4.5.2), which is the variance of the estimate, not of a lifetime.
    """
    used = table.used(horizon - 1)  # the last day's step of the curve
    survival = table.survival[:, :, :horizon]
    padded = np.zeros((*survival.shape[:2], horizon))
    padded[:, :, : survival.shape[2]] = survival  # past the table everyone has left
    area = np.cumsum(padded[:, :, ::-1], axis=2)[:, :, ::-1]
    lost = area[:, :, : survival.shape[2]]
    variance = (lost**2 * table.greenwood[:, :, : survival.shape[2]]).sum(axis=2)
    return _weigh(table, units, used, value=area[:, :, 0], variance=variance, lost=lost)


def _weigh(table: LifeTable, units: Units, used: Bools, *, value: Floats, variance: Floats, lost: Floats) -> Stay:
    """Sum over strata; `lost` (S, 2, T) is what one unit of hazard on a day takes from the value."""
    weight = np.where(used, table.weight, 0.0) / table.weight[used].sum()
    values = weight @ value
    unit = unit_of_error(units)
    groups = len(np.unique(unit[table.row[used[table.cell // 2]]]))
    errors = _clustered(table, unit, weight, lost) if groups < table.people[used].sum() else None
    return Stay(
        value=values,
        variance=np.diagonal(errors.covariance()) if errors else weight**2 @ variance,
        people=table.people[used].sum(axis=0),
        clusters=groups if errors else None,
        df=errors.df(np.array([-1.0, 1.0])) if errors else math.inf,
        covered=float(table.weight[used].sum()),
    )


def _clustered(table: LifeTable, unit: Ints, weight: Floats, lost: Floats) -> Influence:
    """Per-person influence of a product-limit value, summed within units of error."""
    days = lost.shape[2]
    at_risk, hazard = table.at_risk[:, :, :days], table.hazard[:, :, :days]
    below = at_risk * (1 - hazard)
    step = np.divide(lost, below, out=np.zeros_like(lost), where=below > 0).reshape(-1, days)
    drift = np.cumsum(step * hazard.reshape(-1, days), axis=1)
    until = np.minimum(table.time, days - 1)
    jump = np.where(table.event & (table.time < days), step[table.cell, until], 0.0)
    stratum, treated = table.cell // 2, table.cell % 2 == 1
    psi = weight[stratum] * (drift[table.cell, until] - jump)
    return by_unit(table, unit, np.column_stack([np.where(treated, 0.0, psi), np.where(treated, psi, 0.0)]))
