"""Many outcomes at once: which of them stand when the family as a whole may err only once in twenty."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .comparison import entered
from .data import Floats, Panel, Redraws, Units
from .estimate import Estimate
from .plan import Plan
from .randomisation_inference import SLACK, explained_away
from .redrawn import Target, differences, redrawn
from .total_value import window_total


def westfall_young(observed: Floats, there: Floats) -> Floats:
    """Step-down max-T p values (m,) from statistics (m,) and redrawn ones (B, m).

    Westfall & Young (1993), algorithm 4.1 as in Ge, Dudoit & Speed (2003), box 4, with (1 + count) / (1 + B).
    """
    order = np.argsort(-np.abs(observed), kind="stable")
    ranked = np.abs(there)[:, order]
    highest = np.maximum.accumulate(ranked[:, ::-1], axis=1)[:, ::-1]
    count = (highest >= np.abs(observed)[order] * (1 - SLACK)).sum(axis=0)
    p = np.maximum.accumulate((1 + count) / (1 + len(there)))
    out = np.empty(len(observed))
    out[order] = p
    return out


def holm(p_values: Floats) -> Floats:
    """Holm's (1979) step-down p values, for families without a draw to repeat."""
    order = np.argsort(p_values, kind="stable")
    steps = np.maximum.accumulate(p_values[order] * np.arange(len(p_values), 0, -1))
    out = np.empty(len(p_values))
    out[order] = np.minimum(steps, 1.0)
    return out


def family_p_values(
    units: Units, panels: Sequence[Panel], plan: Plan, redraws: Redraws, *, arm: int = 1, window: str = "early"
) -> Floats:
    """Westfall-Young p value of each panel's total value in one window, (panels,), all over the same redraws.

    Raises NotEstimable where nobody has completed the window or controls were served in it.
    """
    span = plan.span(window)
    inside = entered(units, span)
    targets = [
        Target(columns=explained_away(units, plan, inside, window_total(panel, span)[:, None]), inside=inside)
        for panel in panels
    ]
    here = np.concatenate([found.t() for found in differences(units, targets, arm, units.arm[None])])
    there = np.column_stack([found.t() for found in redrawn(units, targets, arm, redraws, plan.redraws)])
    return westfall_young(here, there)


def family_wise(estimates: Sequence[Estimate]) -> list[Estimate]:
    """The same estimates with Holm's p over the outcomes asked the same question; intervals stay as they are."""
    out = list(estimates)
    members: dict[tuple[str, ...], list[int]] = {}
    for at, e in enumerate(out):
        if e.p_value is not None:
            members.setdefault((e.question, e.arm, e.branch, e.window, e.scale), []).append(at)
    for places in members.values():
        adjusted = holm(np.array([out[at].p_value for at in places]))
        for at, p in zip(places, adjusted, strict=True):
            method = f"{out[at].method}; p by Holm over {len(places)} secondary outcomes"
            out[at] = replace(out[at], p_value=float(p), method=method)
    return out
