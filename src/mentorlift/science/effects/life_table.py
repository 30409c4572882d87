"""Staying by stratum, arm and day since the origin: the counts from which every survival question is answered."""

from dataclasses import dataclass, replace

import numpy as np

from .codes import distinct
from .comparison import FEWEST_UNITS, unit_of_error
from .data import Bools, Floats, Ints, Units
from .estimate import NotEstimable


@dataclass(frozen=True, kw_only=True)
class LifeTable:
    """Treated (1) and control (0) of one contrast; s counts the strata that hold both arms, t days from 0.

    `weight` (S,): share of the drawn people, summing to 1. `people`, `followed`, shape (S, 2): how many, and the last
    day to which their curve is known (inf once everyone has left). `at_risk`, `left`, shape (S, 2, T).
    `served` (S,): first day on which someone of the control arm had a mentor, inf if never.
    `row`: indices into `Units` of the people in it; `cell` (2 s + arm), `time`, `event` per such person: an exit on
    `time`, or nothing more known after it. `mass`: what each counts for in `at_risk` and `left`: 1, or where chances
    differ one over the own chance, scaled to 1 on average in the arm of the stratum (Xie & Liu 2005, Stat. Med. 24(20);
    an arm then counts as many as it has people, whatever its chances). `weighed`: chances differ.
    """

    weight: Floats
    people: Ints
    followed: Floats
    served: Floats
    at_risk: Floats
    left: Floats
    row: Ints
    cell: Ints
    time: Ints
    event: Bools
    mass: Floats
    weighed: bool

    @property
    def counting(self) -> Floats:
        """How many people of equal weight would say as much, (S, 2) (Kish 1965)."""
        square = np.bincount(self.cell, weights=self.mass**2, minlength=self.people.size)
        return np.asarray(self.people**2 / square.reshape(self.people.shape))

    def lone(self, unit: Ints) -> Bools:
        """Which arms of strata, (S, 2), are several people of one unit of error (`unit`: of everybody in `Units`)."""
        count = int(unit.max()) + 1
        units = np.bincount(np.unique(self.cell * count + unit[self.row]) // count, minlength=self.people.size)
        return np.asarray((units.reshape(self.people.shape) == 1) & (self.people > 1))

    @property
    def hazard(self) -> Floats:
        """Share of those at risk who leave on day t, (S, 2, T)."""
        return np.divide(self.left, self.at_risk, out=np.zeros_like(self.left), where=self.at_risk > 0)

    @property
    def survival(self) -> Floats:
        """Kaplan-Meier share still here after day t, (S, 2, T)."""
        return np.asarray(np.cumprod(1 - self.hazard, axis=2))

    @property
    def greenwood(self) -> Floats:
        """The terms d / (n (n - d)) of Greenwood's variance, (S, 2, T); 0 where everyone has left, as S is 0 too."""
        below = self.at_risk * (self.at_risk - self.left)
        return np.divide(self.left, below, out=np.zeros_like(self.left), where=below > 0)

    def arms(self, used: Bools) -> "LifeTable":
        """The same counts with the strata `used` thrown together, arm by arm: one stratum (S = 1)."""
        return replace(
            self,
            weight=np.ones(1),
            people=self.people[used].sum(axis=0, keepdims=True),
            at_risk=self.at_risk[used].sum(axis=0, keepdims=True),
            left=self.left[used].sum(axis=0, keepdims=True),
        )

    def used(self, day: float) -> Bools:
        """Strata in which both arms are followed to `day`; NotEstimable where controls were mentored before it."""
        first_served = float(self.served.min())
        if first_served < day:
            raise NotEstimable(f"controls were mentored from day {first_served:.0f} on, before day {day:.0f}")
        followed = np.asarray((self.followed >= day).all(axis=1))
        if not followed.any():
            last = float(self.followed.min(axis=1).max())
            raise NotEstimable(f"people are followed to day {last:.0f} only, not to day {day:.0f}")
        return followed


def life_table(units: Units, arm: int, drawn_on: int | None = None) -> LifeTable:
    """Count stayers and leavers of `arm` against arm 0; the origin is the later of start and draw.

    `drawn_on`: calendar day of the draw, in the numbering of `units.started`. A person is at risk up to the last
    observed day; an exit after it counts as not seen, in both arms alike. Where chances differ people count by one over
    their own. Raises NotEstimable without two arms.
    """
    origin = np.zeros(units.n)
    if drawn_on is not None and units.started is not None:
        origin = np.maximum(drawn_on - units.started, 0).astype(float)
    last = units.observed_day - 1 - origin
    leaves = units.exit_day - origin
    taken = ((units.arm == 0) | (units.arm == arm)) & (last >= 0) & (leaves >= 0)
    treated = (units.arm == arm).astype(np.int64)
    both = np.intersect1d(units.stratum[taken & (treated == 1)], units.stratum[taken & (treated == 0)])
    row = np.flatnonzero(taken & np.isin(units.stratum, both))
    if row.size == 0:
        raise NotEstimable("no stratum has people of both arms whose stay is observed")
    unit = unit_of_error(units)[row]
    for code in (arm, 0):
        count = distinct(unit[units.arm[row] == code])
        if count < FEWEST_UNITS:
            raise NotEstimable(f"only {count} people or clusters of the arm {units.arms[code]} can be compared")
    stratum = np.searchsorted(both, units.stratum[row])
    event = leaves[row] <= last[row]
    time = np.minimum(leaves[row], last[row]).astype(np.int64)
    cell = 2 * stratum + treated[row]
    size, days = 2 * len(both), int(time.max()) + 1
    people = np.bincount(cell, minlength=size)
    inverse = units.inverse[row]
    mass = inverse * (people / np.bincount(cell, weights=inverse))[cell]
    left = _count(cell[event], time[event], mass[event], size, days)
    gone = _count(cell, time, mass, size, days)
    at_risk = np.cumsum(gone[:, ::-1], axis=1)[:, ::-1]
    followed = np.full(size, -1.0)
    np.maximum.at(followed, cell, time.astype(float))
    stayed = 1 - np.divide(left, at_risk, out=np.zeros_like(left), where=at_risk > 0)
    followed[np.cumprod(stayed, axis=1)[:, -1] == 0] = np.inf
    served = np.full(len(both), np.inf)
    control = treated[row] == 0
    np.minimum.at(served, stratum[control], (units.served_day - origin)[row][control])
    drawn = np.array([np.sum((units.stratum == s) & (units.arm >= 0)) for s in both], dtype=float)
    return LifeTable(
        weight=drawn / drawn.sum(),
        people=people.reshape(-1, 2),
        followed=followed.reshape(-1, 2),
        served=served,
        at_risk=at_risk.reshape(-1, 2, days),
        left=left.reshape(-1, 2, days),
        row=row,
        cell=cell,
        time=time,
        event=event,
        mass=mass,
        weighed=units.chance is not None,
    )


def _count(cell: Ints, time: Ints, mass: Floats, size: int, days: int) -> Floats:
    flat = np.bincount(cell * days + time, weights=mass, minlength=size * days)
    return flat.reshape(size, days).astype(float)  # numpy counts nobody in whole numbers
