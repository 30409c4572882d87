"""`staggered`, by window, by week and by start, its pre-trend and its check: groups that started at different times."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from .adoption import Adoption, adoption
from .contrast import answer, critical, delta, refusal
from .data import Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .group_time import Average, averages, cells_of, overall
from .influence import Influence
from .interaction_weighted import interaction_weighted
from .joint import REFERENCE as JOINT
from .joint import joint_test
from .plan import Plan
from .questions import BOTH_SCALES, difference_and_percent, labelled
from .uniform_band import sup_t

METHOD = "differences by group and period against those who had not begun, base period the last before"
REFERENCE = "Callaway and Sant'Anna (2021), J. Econometrics 225(2)"
CHECK = "Sun and Abraham (2021), J. Econometrics 225(2)"
WINDOWS = ("early", "late")
QUESTIONS = ("staggered", "staggered_by_week", "staggered_by_start", "pre_trend", "staggered_check")


def staggered(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """The effect of having a mentor on a person's mean per day in a calendar period, money and percent.

    `staggered`: early and late (every period since the beginning that lies wholly in the window counts the same) and
    "all" (each group's average over all its periods, groups by their people). `staggered_by_week`: by period since
    the beginning, those before it too, with one band that holds them all. `staggered_by_start`: each group. `at`
    counts from the first beginning. `pre_trend`: are the periods before all zero? Any treated arm counts as mentored.
    """
    labels = labelled(units, panel)
    try:
        shape = adoption(units, panel)
        cells = cells_of(shape)
        if not any(cell.period >= cell.group for cell in cells):
            raise NotEstimable(
                "no group has three people with figures after and just before its beginning, while three others wait"
            )
    except NotEstimable as why:
        return [
            refusal(question, why, scale="difference", unit="currency", window=window, **labels)
            for question in QUESTIONS
            for window in ((*WINDOWS, "all") if question == "staggered" else ("all",))
        ]
    by_week = averages(shape, cells, lambda cell: cell.period - cell.group, sized=True)
    by_start = averages(shape, cells, lambda cell: cell.group if cell.period >= cell.group else None, sized=False)
    return [
        *(estimate for window in WINDOWS for estimate in _window(shape, by_week, plan, window, labels)),
        *_all(shape, by_start, plan, labels),
        *_by_week(by_week, plan, labels),
        *_by_start(shape, by_start, plan, labels),
        _pre_trend(by_week, labels),
        *(_check(shape, plan, window, labels) for window in WINDOWS),
    ]


def _window(shape: Adoption, by_week: Average, plan: Plan, window: str, labels: dict[str, Any]) -> list[Estimate]:
    """The average over the periods since the beginning that lie wholly in a window."""
    fields = {**labels, "window": window}
    wanted = shape.covered(plan.span(window))
    inside = [j for j, key in enumerate(by_week.keys) if key in wanted]
    if not wanted or len(inside) < len(wanted):
        there = f"in {len(inside)} of the {len(wanted)} periods of this window is anybody left to compare with"
        why = there if wanted else f"no whole period of {shape.length} days lies in this window"
        return [refusal("staggered", why, scale=scale, unit=unit, **fields) for scale, unit in BOTH_SCALES]
    k = len(by_week.keys)
    jacobian = np.zeros((2, 2 * k))
    jacobian[0, inside] = jacobian[1, [k + j for j in inside]] = 1 / len(inside)
    found = by_week.influence.map(jacobian @ by_week.influence.values, jacobian)
    sizes = {
        "n_treated": max(by_week.treated[j] for j in inside),
        "n_control": max(by_week.control[j] for j in inside),
    }
    return _answers(found, plan, {**fields, **sizes})


def _all(shape: Adoption, by_start: Average, plan: Plan, labels: dict[str, Any]) -> list[Estimate]:
    sizes = {"n_treated": sum(by_start.treated), "n_control": max(by_start.control)}
    return _answers(overall(shape, by_start), plan, {**labels, "window": "all", **sizes})


def _answers(found: Influence, plan: Plan, fields: dict[str, Any]) -> list[Estimate]:
    """(effect, mean of the mentored) as difference and as percent of what they would have had."""
    effect, level = found.values
    fields |= {"method": METHOD, "reference": REFERENCE}
    means = found.map(np.array([level, level - effect]), np.array([[0.0, 1.0], [-1.0, 1.0]]))
    try:
        return difference_and_percent("staggered", means, plan, **fields)
    except NotEstimable as why:
        return [refusal("staggered", why, scale=scale, unit=unit, **fields) for scale, unit in BOTH_SCALES]


def _by_week(by_week: Average, plan: Plan, labels: dict[str, Any]) -> list[Estimate]:
    """The difference in each period since the beginning, their intervals one band."""
    k = len(by_week.keys)
    covariance, df = by_week.influence.covariance()[:k, :k], _fewest(by_week, np.eye(2 * k)[:k])
    reach = sup_t(covariance, df, plan.confidence)
    return [
        _one(
            "staggered_by_week",
            float(by_week.influence.values[j]),
            math.sqrt(covariance[j, j]),
            reach=reach,
            df=df,
            confidence=plan.confidence,
            fields=labels
            | {"at": key, "n_treated": by_week.treated[j], "n_control": by_week.control[j]}
            | {"method": f"{METHOD}; one band over all periods (sup-t)"},
        )
        for j, key in enumerate(by_week.keys)
    ]


def _fewest(average: Average, gradients: Floats) -> float:
    """The fewest degrees of freedom of any of the averages."""
    return min(max(average.influence.df(gradient), 1.0) for gradient in gradients)


def _by_start(shape: Adoption, by_start: Average, plan: Plan, labels: dict[str, Any]) -> list[Estimate]:
    """Each group's own average over all its periods."""
    k, first = len(by_start.keys), shape.groups[0]
    covariance = by_start.influence.covariance()
    out = []
    for j, group in enumerate(by_start.keys):
        df = max(by_start.influence.df(np.eye(2 * k)[j]), 1.0)
        out.append(
            _one(
                "staggered_by_start",
                float(by_start.influence.values[j]),
                math.sqrt(covariance[j, j]),
                reach=critical(plan.confidence, df),
                df=df,
                confidence=plan.confidence,
                fields=labels
                | {"at": group - first, "n_treated": by_start.treated[j], "n_control": by_start.control[j]}
                | {"method": METHOD},
            )
        )
    return out


def _one(
    question: str, value: float, se: float, *, reach: float, df: float, confidence: float, fields: dict[str, Any]
) -> Estimate:
    """An interval of `reach` errors; the p value is that of this one alone."""
    fields = {**fields, "scale": "difference", "unit": "currency", "reference": REFERENCE}
    try:
        plain = answer(question, value, se, confidence=confidence, df=df, **fields)
    except NotEstimable as why:
        return refusal(question, why, **fields)
    return replace(plain, ci_low=value - reach * se, ci_high=value + reach * se)


def _pre_trend(by_week: Average, labels: dict[str, Any]) -> Estimate:
    """The test that before the beginning, the base period aside, the groups moved alike."""
    before = [j for j, key in enumerate(by_week.keys) if key < 0]
    fields: dict[str, Any] = {**labels, "scale": "ratio", "window": "pre"}
    if not before:
        return refusal("pre_trend", "no two periods before the beginning have figures of three people each", **fields)
    chosen = np.eye(len(by_week.influence.values))[before]
    return alike_before(by_week.influence, chosen, {**fields, "n_treated": by_week.treated[before[0]]})


def alike_before(found: Influence, contrasts: Floats, fields: dict[str, Any]) -> Estimate:
    """The test that contrasts (q, k) of the parameters are all zero, directions without variance left out.

    F with the degrees of freedom that the people leave (`joint.py`): a chi-squared test would see groups of ten move
    apart that did not.
    """
    size, axes = np.linalg.eigh(contrasts @ found.covariance() @ contrasts.T)
    kept = size > 1e-10 * size.max(initial=0.0)
    if not kept.any():
        return refusal("pre_trend", "before the beginning everybody moved exactly alike", **fields)
    try:
        test = joint_test(found, axes[:, kept].T @ contrasts)
    except NotEstimable as why:
        return refusal("pre_trend", why, **fields)
    return Estimate(
        question="pre_trend",
        method=f"did the groups move alike before? F on {test.terms} and {test.df:.4g} degrees of freedom",
        estimate=test.statistic,
        p_value=test.p_value,
        df=test.df,
        reference=JOINT,
        **fields,
    )


def _check(shape: Adoption, plan: Plan, window: str, labels: dict[str, Any]) -> Estimate:
    """The same effect by Sun and Abraham's regression."""
    fields: dict[str, Any] = {
        **labels,
        "window": window,
        "scale": "difference",
        "unit": "currency",
        "method": "one regression, each group against those who began last or never",
        "reference": CHECK,
    }
    try:
        found, (treated, control) = interaction_weighted(shape, shape.covered(plan.span(window)))
        gradient = np.ones(1)
        return answer(
            "staggered_check",
            float(found.values[0]),
            delta(gradient, found.covariance()),
            df=found.df(gradient),
            confidence=plan.confidence,
            n_treated=treated,
            n_control=control,
            **fields,
        )
    except NotEstimable as why:
        return refusal("staggered_check", why, **fields)
