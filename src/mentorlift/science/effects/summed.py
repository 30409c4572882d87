"""An outcome whose days stay where they are: only sums of it are here, of each person and of people alike by day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .codes import dense
from .comparison import Comparison, compare, entered, unit_of_error
from .data import Bools, Floats, Ints, Panel, Units
from .estimate import NotEstimable
from .influence import Influence
from .own_mean import for_own_mean
from .plan import Span
from .thin_strata import share_thin_strata

T = TypeVar("T", bound=np.generic)
NEEDS_ROWS = "the figures stay on the engine, which gives sums, and this needs each day of each person: analyse a file"
NEEDS_CELLS = "the figures stay on the engine, and it compares people whose days were added up together with others"


@dataclass(frozen=True, kw_only=True)
class Pull:
    """What each day of each cell weighs in a sum over a person's days: sum of `weight` x (value - `centre`).

    Both have shape (cells, days of `span`). Days without a value of the person do not enter.
    """

    outcome: str
    span: Span
    weight: Floats
    centre: Floats


@dataclass(frozen=True, kw_only=True)
class SummedPanel(Panel):
    """A `Panel` without its matrix (`y` has no columns); questions that need single days are refused.

    `cell` (n,): which of the cells of people alike (same arm, stratum, wish and windows reached) each person is in.
    `of_windows`: by span each person's days with a value, and their sum. By cell and tenure day from `first_day`,
    (cells, days): `present`, people with a value; `sums`, of these values; `due`, people for whom it is a working day.
    `pulled` gives the sum that a `Pull` asks for, (n,); it may raise NotEstimable.
    """

    cell: Ints
    of_windows: Mapping[Span, tuple[Ints, Floats]]
    present: Ints
    sums: Floats
    due: Ints
    pulled: Callable[[Pull], Floats]

    def window(self, start: int, stop: int) -> Floats:
        raise NotEstimable(NEEDS_ROWS)

    def days(self, start: int, stop: int) -> Ints:
        return self._of_window((start, stop))[0]

    def count(self, start: int, stop: int, people: Ints) -> int:
        span = (start, stop)
        if span in self.of_windows:
            return int(self.of_windows[span][0][people].sum())
        return int(self._days(self.present, span)[self._cells(people)[0]].sum())

    def total(self, start: int, stop: int) -> Floats:
        return self._of_window((start, stop))[1]

    def arm_means(self, units: Units, arm: int, span: Span) -> tuple[Comparison, Influence]:
        """What `itt_per_day.arm_means` gives, from sums: the same means, and influences through one `Pull`."""
        comparison = compare(units, arm, entered(units, span), unit_of_error(units))
        codes, first, at = self._cells(comparison.people)
        if not np.allclose(comparison.weight, comparison.weight[first][at], rtol=1e-12, atol=0):
            raise NotEstimable(NEEDS_CELLS)
        alike = replace(
            comparison,
            people=comparison.people[first],
            treated=comparison.treated[first],
            stratum=comparison.stratum[first],
            weight=comparison.weight[first],
        )
        present, due = self._days(self.present, span)[codes], self._days(self.due, span)[codes]
        sums = self._days(self.sums, span)[codes]
        shared = share_thin_strata(alike, present, comparison)
        size = np.bincount(at)
        mass = alike.weight * size
        weight, centre = (np.zeros((len(self.present), span[1] - span[0])) for _ in range(2))
        means, reached = np.zeros(2), 0.0
        for code in np.unique(shared):
            here = np.flatnonzero(shared == code)
            share = float(mass[here].sum()) / 2
            found = _means(
                present[here], sums[here], due[here], alike.weight[here], alike.treated[here], size=size[here]
            )
            if found is None:
                continue
            reached += share
            means += share * found[0]
            weight[codes[here]], centre[codes[here]] = share * found[1], found[2]
        if reached == 0:
            raise NotEstimable("on no working day of the window are people of both arms at work")
        own = self.pulled(Pull(outcome=self.outcome, span=span, weight=weight, centre=centre))[comparison.people]
        psi = np.column_stack([np.where(comparison.treated, own, 0.0), np.where(comparison.treated, 0.0, own)])
        return comparison, comparison.influence(means / reached, psi / reached, shared[at])

    def daily_score(self, units: Units, span: Span, inside: Bools, *, own_mean_at_least: int) -> Floats:
        """What `daily_score.daily_score` gives, from sums and one `Pull`."""
        people = np.flatnonzero(inside)
        codes, first, at = self._cells(people)
        present, due = self._days(self.present, span)[codes], self._days(self.due, span)[codes]
        sums = self._days(self.sums, span)[codes]
        stratum = dense(units.stratum[people[first]])
        days = np.maximum(due.any(axis=0).sum(), 1)
        thin = np.bincount(stratum, weights=present.sum(axis=1)) / days < own_mean_at_least
        shared = np.where(thin[stratum], -1, stratum)
        weight, centre = (np.zeros((len(self.present), span[1] - span[0])) for _ in range(2))
        size = np.bincount(at)
        for code in np.unique(shared):
            here = np.flatnonzero(shared == code)
            there = present[here].sum(axis=0)
            day = np.where(there > 0, due[here].sum(axis=0), 0.0)
            if day.sum() == 0:
                continue
            held = np.maximum(there, 1)
            weight[codes[here]] = day / day.sum() / (held / size[here].sum())
            centre[codes[here]] = sums[here].sum(axis=0) / held
        pulled = self.pulled(Pull(outcome=self.outcome, span=span, weight=weight, centre=centre))
        return np.where(inside, pulled, 0.0)

    def _of_window(self, span: Span) -> tuple[Ints, Floats]:
        if span not in self.of_windows:
            raise NotEstimable(NEEDS_ROWS)
        return self.of_windows[span]

    def _cells(self, people: Ints) -> tuple[Ints, Ints, Ints]:
        """Codes of the cells these people fill, a place of one of them in `people`, and the cell's place of each."""
        codes, first, at = np.unique(self.cell[people], return_index=True, return_inverse=True)
        if (np.bincount(self.cell)[codes] != np.bincount(at)).any():
            raise NotEstimable(NEEDS_CELLS)
        return codes, first, at

    def _days(self, table: NDArray[T], span: Span) -> NDArray[T]:
        """Columns of the tenure days of `span`; days outside the table hold nothing."""
        out = np.zeros((len(table), span[1] - span[0]), dtype=table.dtype)
        wanted = np.arange(*span) - self.first_day
        inside = (wanted >= 0) & (wanted < table.shape[1])
        out[:, inside] = table[:, wanted[inside]]
        return out


def _means(
    present: Ints, sums: Floats, due: Ints, weight: Floats, treated: Bools, *, size: Ints
) -> tuple[Floats, Floats, Floats] | None:
    """(treated, control) means over the working days, then weight and mean of each day by cell; None without days.

    `size`: how many people each cell holds.
    """
    arms = [np.where(treated, weight, 0.0), np.where(treated, 0.0, weight)]
    there, squares = np.split(np.vstack([*arms, *(arm**2 for arm in arms)]) @ present, 2)
    both = (there > 0).all(axis=0)
    day = np.where(both, weight @ due, 0.0)
    if day.sum() <= 0:
        return None
    day = day / day.sum()
    means, pull, centre = np.zeros(2), np.zeros(present.shape), np.zeros(present.shape)
    for k, (arm, who) in enumerate(zip(arms, (treated, ~treated), strict=True)):
        held = np.where(both, there[k], 1.0)
        daily = np.where(both, arm @ sums / held, 0.0)
        means[k] = day @ daily
        everybody = float(arm @ size), float(arm**2 @ size)
        own = for_own_mean(held, np.where(both, squares[k], 0.0), everybody)
        pull[who] = weight[who, None] * (day / held * own)
        centre[who] = daily
    return means, pull, centre
