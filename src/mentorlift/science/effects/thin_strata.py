"""Strata too small for daily means of their own."""

import numpy as np

from .comparison import Comparison
from .data import Bools, Ints

OWN_MEAN_AT_LEAST = 10  # people at work per arm on an average day, below which a stratum shares its daily means


def share_thin_strata(comparison: Comparison, at_work: Bools | Ints, everybody: Comparison | None = None) -> Ints:
    """Cell of each person: the own stratum, or -1 for all strata with too few people at work on an average day.

    A stratum with an arm of a single team, or of people who share one mentor, is among them: that arm's own mean would
    hide what such units differ by. As long as the shared cell is itself too thin, the smallest stratum left joins it.
    `at_work` (m, days): whether each is at work; or, where `comparison` holds one entry for several people, how many of
    them are, and `everybody` is the comparison of them all.
    """
    people = comparison if everybody is None else everybody
    stratum = comparison.stratum
    spans = np.array([at_work[stratum == code].any(axis=0).sum() for code in range(int(stratum.max()) + 1)])
    presence = np.min(
        [
            np.bincount(stratum[arm], weights=at_work[arm].sum(axis=1), minlength=len(spans)) / np.maximum(spans, 1)
            for arm in (comparison.treated, ~comparison.treated)
        ],
        axis=0,
    )
    lone = people.lone
    thin = lone | (presence < OWN_MEAN_AT_LEAST)
    order = np.lexsort((presence, ~thin))

    def too_thin(strata: Ints) -> bool:
        few = float(presence[strata].sum()) < OWN_MEAN_AT_LEAST
        return few or bool(lone[strata].any() and people.fewest_units(strata) < 2)

    shared = int(thin.sum())
    while 0 < shared < len(order) and too_thin(order[:shared]):
        shared += 1
    return np.where(np.isin(stratum, order[:shared]), -1, stratum)
