"""People and days of small trials whose truth is known, and what was seen of them. For `coverage_questions.py`."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mentorlift.science.effects.data import Panel, Units
from mentorlift.science.effects.estimate import Estimate
from mentorlift.science.effects.plan import Plan

DAYS, GAIN = 10, 0.2
PLAN = Plan(treated=("mentored",), control="later", primary="revenue", early=(0, DAYS), late=(0, DAYS))
DAY_MEAN = 100 * math.exp(0.4**2 / 2) * math.exp(0.5) * 0.7  # of a person without a mentor: level x day x sold at all


class Seen(NamedTuple):
    """One figure of one run: what is true, what was said, and whether its test rejects."""

    name: str
    truth: float
    estimate: float
    se: float
    held: float  # share, where several intervals are one figure
    rejected: float


Setting = Callable[[np.random.Generator, bool], list[Seen]]


def seen(name: str, e: Estimate, truth: float, none: float = 0.0) -> Seen:
    assert e.estimate is not None, (name, e.not_estimable)
    low, high = (end if end is not None else side * math.inf for end, side in ((e.ci_low, -1), (e.ci_high, 1)))
    return Seen(name, truth, e.estimate, e.se or math.nan, float(low <= truth <= high), float(not low <= none <= high))


def averaged(name: str, found: list[Seen]) -> Seen:
    """Several groups as one figure: the mean of each column; the truth as well."""
    return Seen(name, *(float(np.mean([one[k] for one in found])) for k in range(1, 6)))


def early(found: list[Estimate], question: str, scale: str = "difference") -> list[Estimate]:
    return [e for e in found if (e.question, e.window, e.scale) == (question, "early", scale)]


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
