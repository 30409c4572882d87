"""Variance of sums over people of a life table, where several people count as one."""

import numpy as np

from .comparison import Comparison
from .data import Floats, Ints
from .life_table import LifeTable


def variance_by_unit(table: LifeTable, unit: Ints, psi: Floats) -> Floats:
    """Variance of each column's sum of `psi` (m, k), people in the order of `table.row`: (k,).

    `unit`: unit of error of everybody in `Units`. Within stratum and arm influences are centred and scaled as in every
    other question (`Comparison.influence`).
    """
    people = Comparison(
        people=table.row,
        treated=table.cell % 2 == 1,
        stratum=table.cell // 2,
        weight=np.ones(len(table.row)),
        unit=unit,
    )
    return np.diagonal(people.influence(np.zeros(psi.shape[1]), psi).covariance())
