"""Many outcomes at once: which of them stand when the family as a whole may err only once in twenty."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from mentorlift.science.progress import Progress, part_of, unheard

from .comparison import entered
from .daily_score import daily_score
from .data import Floats, Panel, Redraws, Units
from .estimate import Estimate, NotEstimable
from .plan import Plan, Span
from .randomisation_inference import SLACK, WINDOWS, explained_away
from .redrawn import Target, differences, redrawn
from .total_value import window_total

Asked = tuple[str, str, str, str]  # question, arm, window, outcome


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


def redrawn_family(
    units: Units, panels: Sequence[Panel], plan: Plan, redraws: Redraws, progress: Progress = unheard
) -> dict[Asked, float]:
    """Westfall-Young p of each outcome, keyed by question, arm, window and outcome; all over the same redraws.

    Statistics, recomputed in each redraw: the daily score for `itt_per_day`, the mean per day with a value for `itt`
    (of people, not person-periods), the total for `total_value`. Windows nobody can be compared in are left out.
    """
    out: dict[Asked, float] = {}
    last = len(units.arms) - 1
    for arm in range(1, last + 1):
        asked, targets = [], []
        for window in WINDOWS:
            for panel in panels:
                try:
                    found = _targets(units, panel, plan, plan.span(window))
                except NotEstimable:
                    continue
                for question, target in found.items():
                    if not all((target.inside & (units.arm == code)).any() for code in (0, arm)):
                        continue
                    asked.append((question, units.arms[arm], window, panel.outcome))
                    targets.append(target)
        if not targets:
            continue
        here = np.concatenate([found.t() for found in differences(units, targets, arm, units.arm[None])])
        told = part_of(progress, arm - 1, of=last)
        there = np.column_stack(
            [found.t() for found in redrawn(units, targets, arm, redraws, plan.redraws, progress=told)]
        )
        for family in {(question, window) for question, _, window, _ in asked}:
            mine = [k for k, (question, _, window, _) in enumerate(asked) if (question, window) == family]
            p_values = westfall_young(here[mine], there[:, mine])
            out |= {asked[k]: float(p) for k, p in zip(mine, p_values, strict=True)}
    return out


def _targets(units: Units, panel: Panel, plan: Plan, span: Span) -> dict[str, Target]:
    inside = entered(units, span)
    total = window_total(panel, span)
    days = panel.days(*span)
    columns = {
        "itt_per_day": (daily_score(units, panel, span, inside), inside),
        "total_value": (total, inside),
    }
    if plan.level == "person":
        columns["itt"] = (total / np.maximum(days, 1), inside & (days > 0))
    return {
        question: Target(columns=explained_away(units, panel, plan, who, column[:, None]), inside=who)
        for question, (column, who) in columns.items()
    }


def family_wise(estimates: Sequence[Estimate], redrawn_p: Mapping[Asked, float] | None = None) -> list[Estimate]:
    """The same estimates with the p of their family, the outcomes asked the same question; intervals stay as they are.

    `redrawn_p`: what `redrawn_family` gave. A family that is not in it gets Holm's p.
    """
    out = list(estimates)
    families: dict[tuple[str, ...], list[int]] = {}
    for at, e in enumerate(out):
        if e.p_value is not None:
            families.setdefault((e.question, e.arm, e.branch, e.window, e.scale), []).append(at)
    for places in families.values():
        keys = [(out[at].question, out[at].arm, out[at].window, out[at].outcome) for at in places]
        if redrawn_p and all(key in redrawn_p for key in keys):
            adjusted, how = np.array([redrawn_p[key] for key in keys]), "Westfall-Young"
        else:
            adjusted, how = holm(np.array([out[at].p_value for at in places])), "Holm"
        for at, p in zip(places, adjusted, strict=True):
            method = f"{out[at].method}; p by {how} over {len(places)} secondary outcomes"
            out[at] = replace(out[at], p_value=float(p), method=method)
    return out
