"""People whose chances differ, their rows for other programs, and errors found by moving single weights."""

from dataclasses import replace

import numpy as np
import pandas as pd

from tests.science.trial import leavers, table


def unlike(seed=1, n=300, strata=2, distinct=False, kinds=(0.2, 0.4, 0.7)):
    """Who leaves sooner is drawn more often; `distinct`: no two leave or are last seen on one day."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, len(kinds), n)
    chance = np.array(kinds)[kind]
    people = leavers(seed=seed, n=n, strata=strata)
    arm = (rng.random(n) < chance).astype(int)
    exit_day = rng.geometric(0.004 * (1 + kind) * np.where(arm == 1, 0.6, 1.0)).astype(float)
    if distinct:
        days = rng.permutation(2 * n)[: 2 * n] + 1.0
        exit_day, people = days[:n], replace(people, observed_day=days[n:] + 1)
    return replace(people, arm=arm, exit_day=exit_day, chance=np.column_stack([1 - chance, chance]))


def rows_of(people, horizon=10_000):
    rows = table(people)
    rows["event"] &= rows.time <= horizon
    rows["time"] = np.minimum(rows.time, horizon)
    size = rows.groupby(["stratum", "arm"]).time.transform("size")
    inverse = pd.Series(people.inverse)
    rows["w"] = inverse * size / inverse.groupby([rows.stratum, rows.arm]).transform("sum")
    return rows


def by_weights(people, value):
    """`value` of one over people's chances, and its error: each weight moved a little, as in a jackknife."""
    inverse = people.inverse
    step, n = 1e-5, people.n
    moved = np.empty(n)
    for i in range(n):
        up, down = inverse.copy(), inverse.copy()
        up[i] *= 1 + step
        down[i] *= 1 - step
        moved[i] = (value(up) - value(down)) / (2 * step)
    group = 2 * people.stratum + people.arm
    share = inverse / np.bincount(group, weights=inverse)[group]
    return value(inverse), np.sqrt((moved**2 / (1 - share)).sum())
