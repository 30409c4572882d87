"""Sums over people of a life table where several people count as one: their errors and degrees of freedom."""

import numpy as np

from .comparison import Comparison
from .data import Floats, Ints
from .influence import Influence
from .life_table import LifeTable


def by_unit(table: LifeTable, unit: Ints, psi: Floats) -> Influence:
    """Sums over people of `psi` (m, k), people in the order of `table.row`, as parameters with their covariance.

    `unit`: unit of error of everybody in `Units`. Within stratum and arm influences are centred and scaled as in every
    other question (`Comparison.influence`), by what people count for where chances differ, so that the error knows that
    these weights are scaled to the arm's people. The values are zero: only errors and degrees of freedom are asked for.
    """
    people = Comparison(
        people=table.row,
        treated=table.cell % 2 == 1,
        stratum=table.cell // 2,
        weight=table.mass,
        unit=unit,
    )
    return people.influence(np.zeros(psi.shape[1]), psi)
