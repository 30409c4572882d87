"""Lotteries drawn again within strata, and a small trial of one."""

import numpy as np

from tests.science.trial import panel, units


def shuffled(arm, stratum, seed=0):
    def redraws(first, count):
        out = np.empty((count, len(arm)), dtype=np.int64)
        for k in range(count):
            rng = np.random.default_rng([seed, first + k])
            for s in np.unique(stratum):
                mine = np.flatnonzero(stratum == s)
                out[k, mine] = rng.permutation(arm[mine])
        return out

    return redraws


def small(seed=0, effect=3.0):
    rng = np.random.default_rng(seed)
    stratum = np.repeat([0, 1], [6, 5])
    arm = np.array([1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0])
    y = rng.gamma(2, 5, (11, 4)) + effect * arm[:, None] + 4 * stratum[:, None]
    people = units(arm, stratum=stratum, observed_day=np.full(11, 4.0), exit_day=np.full(11, np.inf))
    return people, panel(y), arm, stratum
