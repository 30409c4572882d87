"""What the simulated designs of `coverage_designs` and `coverage_unequal` share."""

import numpy as np

from mentorlift.science.effects.data import Units
from mentorlift.science.effects.estimate import Estimate
from mentorlift.science.effects.plan import Plan

GAIN, DAYS = 5.0, 10
Row = tuple[str, str, float, float, float, bool]  # design, question, truth, estimate, error, is the truth inside
PLAN = Plan(
    treated=("mentored",),
    control="later",
    primary="revenue",
    early=(0, DAYS),
    late=(0, DAYS),
    pre=(-DAYS, 0),
    pre_period_mean=False,
)


def people(arm: np.ndarray, **changes: object) -> Units:
    n = len(arm)
    none, never = np.full(n, -1), np.full(n, np.inf)
    given = {"stratum": np.zeros(n, dtype=np.int64), "cluster": none, "mentor": none, "wish": none}
    given |= {"dose": np.full(n, np.nan), "exit_day": never, "observed_day": np.full(n, 999.0), "served_day": never}
    return Units(arms=("later", "mentored"), arm=arm.astype(np.int64), **(given | changes))


def row(design: str, question: str, e: Estimate, truth: float) -> Row:
    assert e.estimate is not None and e.ci_low is not None and e.ci_high is not None and e.se is not None
    return design, question, truth, e.estimate, e.se, e.ci_low <= truth <= e.ci_high


def pick(found: list[Estimate], **wanted: object) -> Estimate:
    return next(e for e in found if all(getattr(e, name) == value for name, value in wanted.items()))
