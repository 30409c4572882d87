"""Small sales organisations with leavers, weekends, ramps and heavy tails, as arrays."""

from dataclasses import replace

import numpy as np

from mentorlift.science.effects.data import Panel, Units
from tests.science.trial import panel, units


def sellers(seed=1, n=60, strata=3, days=28, gain=0.2, share=0.4, leave=0.01, clusters=0) -> tuple[Units, Panel]:
    """n people in strata that start on different weekdays; about `share` of each are in the treated arm."""
    rng = np.random.default_rng(seed)
    stratum = np.sort(np.arange(n) % strata)
    arm = np.zeros(n, dtype=int)
    for code in range(strata):
        members = np.flatnonzero(stratum == code)
        arm[rng.permutation(members)[: max(2, round(share * len(members)))]] = 1
    started = 20_000 + 30 * stratum
    exit_day = rng.geometric(leave, n).astype(float) if leave else np.full(n, np.inf)
    date = started[:, None] + np.arange(days)
    level = rng.lognormal(0, 0.4, n) * (1 + gain * arm)
    y = 100 * level[:, None] * rng.lognormal(0, 1, (n, days)) * (rng.random((n, days)) < 0.7)
    y[(date % 7 >= 5) | (np.arange(days) >= exit_day[:, None])] = np.nan
    people = units(arm, stratum=stratum, exit_day=exit_day, started=started)
    if clusters:
        people = replace(people, cluster=clusters * arm + rng.integers(0, clusters, n))
    return people, panel(y)


def means(people: Units, outcome: Panel) -> tuple[np.ndarray, np.ndarray]:
    """Mean per employed day and the rows of those who have one."""
    with np.errstate(invalid="ignore"):
        mean = np.nansum(outcome.y, axis=1) / np.isfinite(outcome.y).sum(axis=1)
    return mean, np.flatnonzero(np.isfinite(mean))
