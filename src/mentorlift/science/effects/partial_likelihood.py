"""Cox's partial likelihood for two arms, from counts by stratum and day, with Efron's treatment of ties.

Where chances differ it is the weighted one: those at risk count by their `mass`, and those who leave together by the
mean of theirs, so that leavers sum to what they count for (Binder 1992, Biometrika 79(1); ties as in R's `survival`).
"""

from dataclasses import dataclass

import numpy as np

from .by_unit import by_unit
from .contrast import two_sided
from .data import Floats, Ints
from .estimate import NotEstimable
from .life_table import LifeTable

STEPS, CLOSE = 50, 1e-12


@dataclass(frozen=True, kw_only=True)
class PartialLikelihood:
    """One entry per leaver, in the order of stratum and day; the l-th of d who leave together has `tied` = l/d.

    `day`: when. `treated`, `control`: at risk in each arm less `tied` times those who leave that day.
    `mass`: what each counts for. `left_treated`: what leavers of the treated arm count for. `horizon`: follow-up is cut
    after this day.
    """

    table: LifeTable
    horizon: int
    cell: Ints
    day: Ints
    tied: Floats
    treated: Floats
    control: Floats
    mass: Floats
    left_treated: float

    def expected(self, log: float) -> Floats:
        """Chance that each leaver is of the treated arm, given who was at risk, at log hazard ratio `log`."""
        rate = np.exp(log) * self.treated
        return np.asarray(rate / (self.control + rate))

    def information(self, log: float) -> float:
        """Minus the second derivative of the log likelihood."""
        share = self.expected(log)
        return float(self.mass @ (share * (1 - share)))

    def maximise(self) -> float:
        """The log hazard ratio, by Newton's method. Raises NotEstimable where nobody of one arm has left."""
        possible = self.treated * self.control > 0
        left = self.table.left[:, :, : self.horizon + 1].sum(axis=(0, 2))
        if not left.all() or not possible.any():
            raise NotEstimable(f"up to day {self.horizon} people have left in one arm only")
        log = 0.0
        for _ in range(STEPS):
            information = self.information(log)
            if information < CLOSE:
                break
            step = (self.left_treated - float(self.mass @ self.expected(log))) / information
            log += float(np.clip(step, -2.0, 2.0))  # a full step from far away can overshoot
            if abs(step) < CLOSE:
                return log
        raise NotEstimable("the hazard ratio has no finite value: one arm always leaves after the other")

    def proportionality(self, log: float, unit: Ints | None = None) -> float | None:
        """p of the score test that the log ratio does not change in proportion to the day; None if all left on one.

        `unit`: unit of error of everybody in `Units`, where the score's variance is to be that of people or groups and
        not the information.
        """
        from scipy.special import chdtrc

        share = self.expected(log)
        information = self.mass * share * (1 - share)
        middle = float(information @ self.day / information.sum())
        variance = float(information @ (self.day - middle) ** 2)
        if variance <= 1e-9 * float(information.sum()):
            return None
        score = self.residuals(log, np.arange(self.table.left.shape[2], dtype=np.float64) - middle)
        if unit is None:
            return float(chdtrc(1, score.sum() ** 2 / variance))
        errors = by_unit(self.table, unit, score[:, None])
        return two_sided(float(score.sum() / np.sqrt(errors.covariance()[0, 0])), errors.df(np.ones(1)))

    def residuals(self, log: float, trend: Floats | None = None) -> Floats:
        """Score residual of each person of the table, times what they count for (Lin & Wei 1989; Binder 1992).

        Their sum is the score; with a `trend` (T,) that of the arm times what the trend is on the day.
        """
        strata, _, days = self.table.left.shape
        share = self.expected(log)
        total = self.control + np.exp(log) * self.treated
        trend = np.ones(days) if trend is None else trend
        arms = np.arange(2)[:, None]
        pull = self.mass * trend[self.day] * np.exp(log * arms) * (arms - share) / total

        def gather(weights: Floats) -> Floats:
            return np.asarray(np.bincount(self.cell, weights=weights, minlength=strata * days).reshape(strata, days))

        drift = np.stack([np.cumsum(gather(pull[x]), axis=1) for x in (0, 1)])
        spared = np.stack([gather(pull[x] * self.tied) for x in (0, 1)])  # those who leave are at risk in part
        leavers = gather(np.ones(len(share)))
        average = np.divide(gather(share), leavers, out=np.zeros_like(leavers), where=leavers > 0)
        stratum, treated = self.table.cell // 2, self.table.cell % 2
        time = np.minimum(self.table.time, self.horizon)
        event = self.table.event & (self.table.time <= self.horizon)
        jump = trend[time] * (treated - average[stratum, time]) + spared[treated, stratum, time]
        return np.asarray(self.table.mass * (np.where(event, jump, 0.0) - drift[treated, stratum, time]))


def partial_likelihood(table: LifeTable, horizon: int) -> PartialLikelihood:
    """Spread the counts of `table` up to day `horizon` into one entry per leaver."""
    days = table.left.shape[2]
    left = table.left[:, :, : horizon + 1]
    leavers = np.bincount(table.cell[table.event] // 2 * days + table.time[table.event], minlength=len(left) * days)
    leavers = leavers.reshape(-1, days)[:, : horizon + 1]
    stratum, day = np.nonzero(leavers)
    both = leavers[stratum, day]
    first = np.repeat(np.cumsum(both) - both, both)
    order = np.arange(len(first)) - first
    mass = np.repeat(left.sum(axis=1)[stratum, day] / both, both)
    stratum, day, tied = np.repeat(stratum, both), np.repeat(day, both), order / np.repeat(both, both)
    remaining = table.at_risk[stratum, :, day] - tied[:, None] * table.left[stratum, :, day]
    return PartialLikelihood(
        table=table,
        horizon=horizon,
        cell=stratum * days + day,
        day=day,
        tied=tied,
        treated=remaining[:, 1],
        control=remaining[:, 0],
        mass=mass,
        left_treated=float(left[:, 1].sum()),
    )
