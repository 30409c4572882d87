"""Cox's partial likelihood for two arms, from counts by stratum and day, with Efron's treatment of ties."""

from dataclasses import dataclass

import numpy as np

from .data import Floats, Ints
from .estimate import NotEstimable
from .life_table import LifeTable

STEPS, CLOSE = 50, 1e-12


@dataclass(frozen=True, kw_only=True)
class PartialLikelihood:
    """One entry per leaver, in the order of stratum and day; the l-th of d who leave together has `tied` = l/d.

    `day`: when. `treated`, `control`: at risk in each arm less `tied` times those who leave that day.
    `left_treated`: leavers of the treated arm. `horizon`: follow-up is cut after this day.
    """

    table: LifeTable
    horizon: int
    cell: Ints
    day: Ints
    tied: Floats
    treated: Floats
    control: Floats
    left_treated: float

    def expected(self, log: float) -> Floats:
        """Chance that each leaver is of the treated arm, given who was at risk, at log hazard ratio `log`."""
        rate = np.exp(log) * self.treated
        return np.asarray(rate / (self.control + rate))

    def information(self, log: float) -> float:
        """Minus the second derivative of the log likelihood."""
        share = self.expected(log)
        return float((share * (1 - share)).sum())

    def maximise(self) -> float:
        """The log hazard ratio, by Newton's method. Raises NotEstimable where nobody of one arm has left."""
        possible = self.treated * self.control > 0
        if self.left_treated in (0.0, float(len(self.day))) or not possible.any():
            raise NotEstimable(f"up to day {self.horizon} people have left in one arm only")
        log = 0.0
        for _ in range(STEPS):
            information = self.information(log)
            if information < CLOSE:
                break
            step = (self.left_treated - float(self.expected(log).sum())) / information
            log += float(np.clip(step, -2.0, 2.0))  # a full step from far away can overshoot
            if abs(step) < CLOSE:
                return log
        raise NotEstimable("the hazard ratio has no finite value: one arm always leaves after the other")

    def proportionality(self, log: float) -> float | None:
        """p of the score test that the log ratio does not change in proportion to the day; None if all left on one."""
        from scipy.special import chdtrc

        share = self.expected(log)
        information = share * (1 - share)
        day = self.day - float(information @ self.day / information.sum())
        variance = float(information @ day**2)
        if variance <= 1e-9 * float(information.sum()):
            return None
        score = self._treated_days() - float(share @ self.day)
        return float(chdtrc(1, score**2 / variance))

    def _treated_days(self) -> float:
        left = self.table.left[:, 1, : self.horizon + 1].sum(axis=0)
        return float(left @ np.arange(len(left)))

    def residuals(self, log: float) -> Floats:
        """Score residual of each person of the table; their sum is the score (Lin & Wei 1989)."""
        strata, _, days = self.table.left.shape
        share = self.expected(log)
        total = self.control + np.exp(log) * self.treated
        arms = np.arange(2)[:, None]
        pull = np.exp(log * arms) * (arms - share) / total

        def gather(weights: Floats) -> Floats:
            return np.asarray(np.bincount(self.cell, weights=weights, minlength=strata * days).reshape(strata, days))

        drift = np.stack([np.cumsum(gather(pull[x]), axis=1) for x in (0, 1)])
        spared = np.stack([gather(pull[x] * self.tied) for x in (0, 1)])  # those who leave are at risk in part
        leavers = gather(np.ones(len(share)))
        average = np.divide(gather(share), leavers, out=np.zeros_like(leavers), where=leavers > 0)
        stratum, treated = self.table.cell // 2, self.table.cell % 2
        time = np.minimum(self.table.time, self.horizon)
        event = self.table.event & (self.table.time <= self.horizon)
        jump = treated - average[stratum, time] + spared[treated, stratum, time]
        return np.where(event, jump, 0.0) - drift[treated, stratum, time]


def partial_likelihood(table: LifeTable, horizon: int) -> PartialLikelihood:
    """Spread the counts of `table` up to day `horizon` into one entry per leaver."""
    days = table.left.shape[2]
    left = table.left[:, :, : horizon + 1]
    stratum, day = np.nonzero(left.sum(axis=1))
    both = left.sum(axis=1)[stratum, day].astype(np.int64)
    first = np.repeat(np.cumsum(both) - both, both)
    order = np.arange(len(first)) - first
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
        left_treated=float(left[:, 1].sum()),
    )
