"""People and days of small trials whose truth is known. For `coverage_questions.py`."""

import numpy as np

from mentorlift.science.effects.data import Panel, Units

DAYS = 10


def people(rng: np.random.Generator, n: int, arms: int = 2, share: float = 0.4) -> Units:
    """n people in two strata, `share` of each in the treated arms, which get alike many."""
    arm = np.zeros(n, dtype=np.int64)
    for s in (0, 1):
        mine = rng.permutation(np.flatnonzero(np.arange(n) % 2 == s))
        chosen = mine[: round(share * len(mine))]
        arm[chosen] = 1 + np.arange(len(chosen)) % (arms - 1)
    none = np.full(n, -1)
    return Units(
        arms=("later", "mentored", "class", "film")[:arms],
        arm=arm,
        stratum=np.arange(n) % 2,
        cluster=none,
        mentor=none,
        wish=none,
        dose=np.full(n, np.nan),
        exit_day=np.full(n, np.inf),
        observed_day=np.full(n, 400.0),
        served_day=np.full(n, np.inf),
    )


def days(rng: np.random.Generator, lift: np.ndarray, sd: float = 1.0) -> np.ndarray:
    """n x DAYS of revenue, each person's mean raised by the factor 1 + lift."""
    n = len(lift)
    level = 100 * rng.lognormal(0, 0.4, n) * (1 + lift)
    return level[:, None] * rng.lognormal(0, sd, (n, DAYS)) * (rng.random((n, DAYS)) < 0.7)


def revenue(y: np.ndarray, first_day: int = 0) -> Panel:
    return Panel(outcome="revenue", first_day=first_day, y=y)
