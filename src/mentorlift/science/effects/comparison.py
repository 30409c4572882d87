"""Who is compared with whom in a window: the rule of entry, strata, weights and the unit of error."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .codes import dense, distinct
from .data import Bools, Floats, Ints, Units
from .estimate import NotEstimable
from .influence import Influence
from .plan import Span

ROUNDING = 1e-9  # of a share
FEWEST_UNITS = 3  # per arm; with fewer a variance says nothing and only randomisation inference answers


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The people of one treated arm and of the control who enter a window. Arrays have length m.

    `people`: rows of `Units`. `treated`: True in the treated arm. `stratum`: dense codes. `weight`: (stratum's
    share of the people) / (people of the own arm in the stratum), so that each arm's weights sum to 1 and each
    stratum counts alike in both; where chances differ within it, in proportion to one over the own chance (Hajek
    1971). `unit`: unit of error of everybody in `Units` (length n).
    """

    people: Ints
    treated: Bools
    stratum: Ints
    weight: Floats
    unit: Ints

    @property
    def n_treated(self) -> int:
        return int(self.treated.sum())

    @property
    def n_control(self) -> int:
        return int((~self.treated).sum())

    @property
    def clusters(self) -> int | None:
        """Units of error, where they are not the people themselves."""
        units = distinct(self.unit[self.people])
        return units if units < len(self.people) else None

    def sizes(self) -> dict[str, Any]:
        """The fields of an `Estimate` that say how many are compared."""
        return {"n_treated": self.n_treated, "n_control": self.n_control, "clusters": self.clusters}

    @property
    def effective(self) -> Floats:
        """How many people of equal weight would say as much, (2, strata), treated first (Kish 1965).

        Where chances are equal that is how many there are; where they differ a few may speak for many.
        """
        group = 2 * self.stratum + self.treated
        cells = 2 * (int(self.stratum.max()) + 1)
        total, square = (np.bincount(group, weights=self.weight**k, minlength=cells) for k in (1, 2))
        found = np.divide(total**2, square, out=np.zeros(cells), where=square > 0)
        return np.asarray(np.round(found, 9).reshape(-1, 2).T[::-1])

    @property
    def units_of(self) -> Ints:
        """How many units of error each stratum's arm has, (2 x strata,): control, treated of one after the other."""
        group = 2 * self.stratum + self.treated
        cells = 2 * (int(self.stratum.max()) + 1)
        if self.clusters is None:
            return np.bincount(group, minlength=cells)
        count = int(self.unit.max()) + 1
        return np.bincount(np.unique(group * count + self.unit[self.people]) // count, minlength=cells)

    @property
    def lone(self) -> Bools:
        """Strata with an arm whose several people are all of one unit of error: its own mean shows no spread."""
        if self.clusters is None:
            return np.zeros(int(self.stratum.max()) + 1, dtype=bool)
        several = np.bincount(2 * self.stratum + self.treated, minlength=len(self.units_of)) > 1
        return np.asarray(((self.units_of == 1) & several).reshape(-1, 2).any(axis=1))

    def fewest_units(self, strata: Ints) -> int:
        """How many units of error the arm with fewer of them has in these strata together."""
        inside = np.isin(self.stratum, strata)
        unit = self.unit[self.people]
        return min(distinct(unit[inside & side]) for side in (self.treated, ~self.treated))

    def influence(self, values: Floats, psi: Floats, about: Ints | None = None) -> Influence:
        """Centre and scale the raw influences psi (m x k) by stratum and arm: the variance of a stratified draw.

        Each stratum's arm of G units is centred, by the people's weights, and scaled by G / (G - 1), which with unequal
        weights is 1 / (1 - own share of them). A unit that is alone there cannot be centred: it enters whole, scaled by
        its share of the mean that its deviations are from, which is that of the arm's people of the cell `about` (m,),
        without it of the whole arm. Strata that differ then widen the interval. Such units are one sample of each arm
        for the degrees of freedom.
        """
        group = 2 * self.stratum + self.treated
        size = np.bincount(group)[group]
        units = self.units_of[group].astype(float)
        part = self.weight / np.bincount(group, weights=self.weight)[group]
        centred = np.empty_like(psi)
        for k in range(psi.shape[1]):
            total = np.bincount(group, weights=psi[:, k])[group]
            centred[:, k] = np.where(units > 1, psi[:, k] - part * total, psi[:, k])
        free = 1 - np.where(units == size, part, 1 / units)  # what is left of a person's own deviation (HC2)
        centred /= np.sqrt(np.where(units > 1, free, self._left_alone(units == 1, about)))[:, None]
        everybody = np.zeros((len(self.unit), psi.shape[1]))
        everybody[self.people] = centred
        groups = np.full(len(self.unit), -1)
        groups[self.people] = np.where(units > 1, group, 2 * (int(self.stratum.max()) + 1) + self.treated)
        return Influence(values=values, psi=everybody, unit=self.unit, group=groups)

    def _left_alone(self, alone: Bools, about: Ints | None) -> Floats:
        """What is left of the squared deviation of a unit that is alone in its stratum's arm, by person (m,)."""
        side = self.treated.astype(np.int64) if about is None else 2 * (about - about.min()) + self.treated
        unit = dense(self.unit[self.people])
        own = unit * (int(side.max()) + 1) + side
        mine = np.bincount(own, weights=np.where(alone, self.weight, 0.0))[own]
        free = 1 - mine / np.bincount(side, weights=self.weight)[side]
        return np.asarray(np.where(free > ROUNDING, free, 1.0))


def unit_of_error(units: Units) -> Ints:
    """Dense code per person: the drawn cluster; else the mentor once any has two protégés; else the person."""
    own = np.arange(units.n)
    if (units.cluster >= 0).any():
        code = np.where(units.cluster >= 0, units.cluster, units.cluster.max() + 1 + own)
    elif shares_mentors(units):
        code = np.where(units.mentor >= 0, units.mentor, units.mentor.max() + 1 + own)
    else:
        return own
    return dense(code)


def shares_mentors(units: Units) -> bool:
    """True where some mentor has two protégés or more."""
    mentors = units.mentor[units.mentor >= 0]
    return distinct(mentors) < len(mentors)


def compare(units: Units, arm: int, inside: Bools, unit: Ints | None = None) -> Comparison:
    """Compare `arm` with the control among the people `inside`.

    Strata without both arms are left out: nobody there can be compared. Raises NotEstimable where an arm is
    empty or has fewer than three units of error.
    """
    unit = unit_of_error(units) if unit is None else unit
    drawn = inside & ((units.arm == arm) | (units.arm == 0))
    for code in (arm, 0):
        if not (units.arm == code).any():
            raise NotEstimable(f"nobody is in the arm {units.arms[code]}")
        if not (inside & (units.arm == code)).any():
            raise NotEstimable(f"nobody of the arm {units.arms[code]} is in this window")
    treated = units.arm == arm
    strata = int(units.stratum.max()) + 1
    sides = [np.bincount(units.stratum[drawn & side], minlength=strata) > 0 for side in (treated, ~treated)]
    people = np.flatnonzero(drawn & (sides[0] & sides[1])[units.stratum])
    for code in (arm, 0):
        count = distinct(unit[people[units.arm[people] == code]])
        if count < FEWEST_UNITS:
            raise NotEstimable(
                f"only {count} people or clusters of the arm {units.arms[code]} can be compared; "
                f"below {FEWEST_UNITS} only randomisation inference answers"
            )
    stratum = dense(units.stratum[people])
    z = treated[people]
    group = 2 * stratum + z
    share = np.bincount(stratum) / len(people)
    inverse = units.inverse[people]
    weight = share[stratum] * inverse / np.bincount(group, weights=inverse)[group]
    return Comparison(people=people, treated=z, stratum=stratum, weight=weight, unit=unit)


def entered(units: Units, span: Span) -> Bools:
    """Who enters a window: everybody drawn whose data reach its end, by the same rule in every arm.

    Raises NotEstimable where nobody has completed it, or where people of the control had a mentor before it
    ended: then it no longer compares mentored with not mentored.
    """
    inside = (units.arm >= 0) & (units.observed_day >= span[1])
    if not inside.any():
        reached = units.observed_day[units.arm >= 0]
        furthest = int(reached.max()) if len(reached) else 0
        raise NotEstimable(
            f"nobody has completed day {span[1]}: the data reach day {max(furthest, 0)} of anybody's time"
        )
    served = float(units.served_day[inside & (units.arm == 0)].min(initial=np.inf))
    if served < span[1]:
        raise NotEstimable(f"controls were mentored from day {int(served)}, before the window ends on day {span[1]}")
    return inside
