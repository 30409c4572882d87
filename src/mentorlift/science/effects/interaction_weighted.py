"""Sun and Abraham (2021): the same effects of a staggered start out of one regression, as a check.

The regression has an effect per person, one per period, and one per group and period since its beginning (but the last
before it). The people who never began, or else those who began last, are the reference. Because each group has all its
periods to itself, the regression falls apart: a group's effects are its own contrasts between periods, adjusted for
who is there in which, less those of the reference. J. Econometrics 225(2), eq. 23 and 28.
"""

import numpy as np

from .adoption import Adoption
from .codes import distinct
from .comparison import FEWEST_UNITS
from .data import Floats
from .estimate import NotEstimable
from .influence import Influence

ROUNDING = 1e-10  # relative size of an eigenvalue that is none


def interaction_weighted(adoption: Adoption, since: range) -> tuple[Influence, tuple[int, int]]:
    """The effect averaged over the periods `since` the beginning, each group by its people; and how many people.

    Influences have the factor G / (G - 1) of clustered errors; groups' shares count as known. Raises NotEstimable.
    """
    last = adoption.periods
    reference = adoption.group == adoption.group.max()
    until = int(adoption.group.max())  # from here on the reference, too, has begun
    y = adoption.y[:, :until]
    groups = [g for g in adoption.groups if g < until and distinct(adoption.unit[adoption.group == g]) >= FEWEST_UNITS]
    if not groups or distinct(adoption.unit[reference]) < FEWEST_UNITS:
        raise NotEstimable("too few people began last or never, so the regression has nobody to refer to")
    passed, psi_passed = contrasts(y[reference])
    value, psi, reached, held = 0.0, np.zeros(len(adoption.group)), 0, []
    own = {g: contrasts(y[adoption.group == g]) for g in groups}
    for event in since:
        there = [
            g
            for g in groups
            if g + event < until and np.isfinite(own[g][0][[g + event, g - 1]] + passed[[g + event, g - 1]]).all()
        ]
        size = np.array([adoption.size(g) for g in there], dtype=float)
        if not there:
            continue
        reached += 1
        held += there
        for g, weight in zip(there, size / size.sum(), strict=True):
            gained, psi_gained = own[g]
            value += weight * float(gained[g + event] - gained[g - 1] - passed[g + event] + passed[g - 1])
            psi[adoption.group == g] += weight * (psi_gained[:, g + event] - psi_gained[:, g - 1])
            psi[reference] -= weight * (psi_passed[:, g + event] - psi_passed[:, g - 1])
    if not reached:
        raise NotEstimable("no group and reference have figures in this window and just before their beginning")
    used = reference | np.isin(adoption.group, held)
    count = distinct(adoption.unit[used])
    found = Influence(
        values=np.array([value / reached]),
        psi=(psi * np.sqrt(count / (count - 1)) / reached)[:, None],
        unit=adoption.unit,
        group=np.unique(np.minimum(adoption.group, last), return_inverse=True)[1],
    )
    return found, (sum(adoption.size(g) for g in set(held)), int(reference.sum()))


def contrasts(y: Floats) -> tuple[Floats, Floats]:
    """Period effects (T,) of y (m, T) = person + period, up to a constant, and influences (m, T); nan where nobody is.

    Least squares on the rows there are. People with a single period say nothing about differences.
    """
    there = np.isfinite(y)
    days = there.sum(axis=1)
    filled = np.where(there, y, 0.0)
    mean = filled.sum(axis=1) / np.maximum(days, 1)
    d = there.astype(float)
    each = d / np.sqrt(np.maximum(days, 1))[:, None]
    normal = np.diag(d.sum(axis=0)) - each.T @ each
    connected = there.any(axis=0)
    size, axes = np.linalg.eigh(normal)
    kept = size > ROUNDING * size.max(initial=1.0)
    if kept.sum() < connected.sum() - 1:
        raise NotEstimable("some periods share no person, so what lies between them is not known")
    inverse = (axes[:, kept] / size[kept]) @ axes[:, kept].T
    effect = inverse @ (d * (filled - mean[:, None])).sum(axis=0)
    residual = np.where(there, filled - effect, 0.0)
    residual -= d * (residual.sum(axis=1) / np.maximum(days, 1))[:, None]
    return np.where(connected, effect, np.nan), residual @ inverse
