"""Effects by group and period of a staggered start, against those who have not begun yet, and their averages.

ATT(g, t) is what the people who began in period g gained in period t since the last period before (g - 1), less what
those gained who had begun by neither: the never and the not yet mentored. People who began earlier are never a
comparison, which is what goes wrong in a regression with one treatment dummy.
Callaway and Sant'Anna (2021), J. Econometrics 225(2), eq. 2.4 and 3.11, no covariates, base period g - 1 throughout.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .adoption import Adoption
from .codes import distinct
from .comparison import FEWEST_UNITS
from .data import Floats, Ints
from .influence import Influence


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One ATT(g, t): `values` = (effect, mean of the group in t); how many people are behind it on either side."""

    group: int
    period: int
    values: Floats
    treated: int
    control: int


def cells_of(adoption: Adoption) -> list[Cell]:
    """Every ATT(g, t) with three units of error or more on both sides."""
    out = []
    for group, period in adoption.pairs():
        change, treated, control = _sides(adoption, group, period)
        if min(distinct(adoption.unit[rows]) for rows in (treated, control)) < FEWEST_UNITS:
            continue
        effect = float(change[treated].mean() - change[control].mean())
        out.append(
            Cell(
                group=group,
                period=period,
                values=np.array([effect, float(adoption.y[treated, period].mean())]),
                treated=len(treated),
                control=len(control),
            )
        )
    return out


def influence_of(adoption: Adoption, cell: Cell) -> tuple[Ints, Floats]:
    """The people behind a cell and their influences (m, 2) on its effect and mean: worked out anew, never kept."""
    change, treated, control = _sides(adoption, cell.group, cell.period)
    scale = [_unbiased(adoption.unit[rows]) / len(rows) for rows in (treated, control)]
    gained, passed, level = change[treated], change[control], adoption.y[treated, cell.period]
    own = np.column_stack([gained - gained.mean(), level - level.mean()]) * scale[0]
    other = np.column_stack([passed.mean() - passed, np.zeros(len(control))]) * scale[1]
    return np.concatenate([treated, control]), np.vstack([own, other])


def _sides(adoption: Adoption, group: int, period: int) -> tuple[Floats, Ints, Ints]:
    """Everybody's change since the base period, the group's people and those who had not begun, both with a change."""
    base = group - 1
    change = adoption.y[:, period] - adoption.y[:, base]
    known = np.isfinite(change)
    waiting = (adoption.group > max(period, base)) & (adoption.group != group)
    return change, np.flatnonzero(known & (adoption.group == group)), np.flatnonzero(known & waiting)


def _unbiased(unit: Ints) -> float:
    """Root of G / (G - 1): the centred influences of G units then give Neyman's variance."""
    count = distinct(unit)
    return float(np.sqrt(count / (count - 1)))


@dataclass(frozen=True, kw_only=True)
class Average:
    """Averages of cells: `influence` holds k effects, then the k means of those mentored; `kept[j]` cells each.

    `keys` says what each average is of (a period since the beginning, a group). `treated` and `control` are people
    behind each: all of the groups, and the most ever compared with.
    """

    keys: tuple[int, ...]
    influence: Influence
    treated: tuple[int, ...]
    control: tuple[int, ...]


def averages(adoption: Adoption, cells: list[Cell], key: Callable[[Cell], int | None], *, sized: bool) -> Average:
    """Averages of the cells with the same key (None: left out).

    `sized`: each group counts by its people, else every cell of the average counts the same. The numbers of people are
    taken as planned, as those of strata are; where groups' effects differ, counting them as chance (as the paper's
    Corollary 2 does) would make the intervals of a planned roll-out too wide.
    """
    held: dict[int, list[Cell]] = {}
    for cell in cells:
        if (name := key(cell)) is not None:
            held.setdefault(name, []).append(cell)
    names = tuple(sorted(held))
    n = len(adoption.group)
    values, psi = np.zeros((2, len(names))), np.zeros((2, n, len(names)))
    for j, name in enumerate(names):
        size = np.array([adoption.size(cell.group) if sized else 1 for cell in held[name]], dtype=float)
        weight = size / size.sum()
        found = np.array([cell.values for cell in held[name]])
        values[:, j] = weight @ found
        for w, cell in zip(weight, held[name], strict=True):
            rows, each = influence_of(adoption, cell)
            psi[:, rows, j] += w * each.T
    return Average(
        keys=names,
        influence=Influence(
            values=values.ravel(),
            psi=np.hstack(list(psi)),
            unit=adoption.unit,
            group=np.unique(adoption.group, return_inverse=True)[1],
        ),
        treated=tuple(sum(adoption.size(g) for g in {c.group for c in held[name]}) for name in names),
        control=tuple(max(c.control for c in held[name]) for name in names),
    )


def overall(adoption: Adoption, by_group: Average) -> Influence:
    """(effect, mean) over all groups, each by its people (eq. 3.11), out of the averages by group."""
    size = np.array([adoption.size(group) for group in by_group.keys], dtype=float)
    weight = size / size.sum()
    k = len(weight)
    jacobian = np.zeros((2, 2 * k))
    jacobian[0, :k] = jacobian[1, k:] = weight
    return by_group.influence.map(jacobian @ by_group.influence.values, jacobian)
