"""The causes of doubt of one branch and arm, gathered: were they alike, what did they do, does it hang on a choice?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .analysis import Drawn, with_levels
from .arms_alike import Balance, arms_alike
from .data import Floats
from .estimate import Estimate, NotEstimable
from .itt import before_means
from .plan import Plan
from .specification_curve import Specification, specification_curve
from .taken_up import TakenUp, taken_up

BEFORE = "before the start"
REDRAWS = range(200, 1_001)  # of the one test of balance: fewer the more people, so that it costs no more than a scan
CELLS = 20_000_000  # redraws x people


@dataclass(frozen=True, kw_only=True)
class Doubts:
    """`balance` is None where it cannot be said, for the reason `why_no_balance`."""

    branch: str
    arm: str
    balance: Balance | None
    why_no_balance: str
    taken_up: TakenUp
    curve: tuple[Specification, ...]


def doubts(drawn: Drawn, known: Mapping[str, Floats], plan: Plan, found: Sequence[Estimate]) -> list[Doubts]:
    """One entry a treated arm. `known`: characteristics from before the draw; `found`: the branch's estimates.

    What people brought in before their start is a characteristic too, under the name `BEFORE`, where it is known of
    more than half of them.
    """
    plan, units, panel = with_levels(plan, drawn.units), drawn.units, drawn.panels[plan.primary]
    before = before_means(units, panel, plan)
    drawn_people = units.arm >= 0
    if 2 * np.isfinite(before[drawn_people]).sum() > drawn_people.sum():
        known = {BEFORE: before, **known}
    redraws = min(max(CELLS // max(units.n, 1), REDRAWS[0]), REDRAWS[-1])
    curve = specification_curve(units, panel, plan, found)
    out = []
    for arm in range(1, len(units.arms)):
        balance, why = None, ""
        try:
            balance = arms_alike(
                units, known, arm=arm, redraws=drawn.redraws, count=min(redraws, plan.redraws), seed=plan.seed
            )
        except NotEstimable as reason:
            why = str(reason)
        name = units.arms[arm]
        out.append(
            Doubts(
                branch=units.branch,
                arm=name,
                balance=balance,
                why_no_balance=why,
                taken_up=taken_up(units, plan, arm=arm),
                curve=tuple(one for one in curve if one.estimate.arm == name),
            )
        )
    return out
