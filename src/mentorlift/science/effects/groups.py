"""Who gains: the effect in each group, whether groups differ, and each group's effect drawn towards the others.

`groups`         `itt_per_day` among the people of one group. p is that of the family: Holm (1979) over all planned
                 groups asked the same thing; intervals stay as they are.
`groups_differ`  the test that all groups of a column have the same effect (`joint.py`), from stacked influences, so
                 that people who share a mentor across groups count; p by Holm over the planned columns.
`groups_shrunk`  the posterior of each group's effect (`random_effects.py`). A raw effect that is largest among
                 several is mostly largest by luck; this one is what to expect. Errors enter as half of the raw
                 interval over the normal quantile, so that few degrees of freedom count. Shared mentors across groups
                 are left aside here.

Groups of fewer than five people in an arm are not shown, and neither is what would give them away beside the others
(`small_groups.py`); tests and shrinking rest on what is shown. Columns the plan did not name are `exploratory`: they
say where to look next time.
Limits: a group is not drawn. That one gains more says for whom the programme worked, not why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mentorlift.science.small_groups import SMALLEST_GROUP, Group, hidden_groups

from .comparison import Comparison, entered
from .contrast import answer, critical, delta, refusal
from .data import Bools, Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .families import holm
from .influence import Influence
from .itt_per_day import METHOD, arm_means
from .joint import REFERENCE as JOINT
from .joint import joint_test, together
from .plan import Plan, Span
from .questions import BOTH_SCALES, days_with_value, labelled
from .random_effects import paule_mandel, shrunken

SMALL = f"fewer than {SMALLEST_GROUP} people of an arm, so it is not shown"
BESIDE = f"beside the others it would tell of a group of fewer than {SMALLEST_GROUP} people, so it is not shown"
NOT_PLANNED = "exploratory: not planned before the draw; "
REFERENCE = "Imbens and Rubin (2015), ch. 9; Holm (1979)"
SHRUNK = "Daniels (1999), Can. J. Stat. 27(3); Paule and Mandel (1982)"


@dataclass(frozen=True, kw_only=True)
class Found:
    """One group in one window: its difference and percent as parameters (0 and 1), and who is compared."""

    comparison: Comparison
    effects: Influence
    base: float
    rows: int


def groups(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """All three questions for every column of `units.groups`, per treated arm, early and late."""
    out: list[Estimate] = []
    for arm in range(1, len(units.arms)):
        for window in ("early", "late"):
            labels = {**labelled(units, panel), "arm": units.arms[arm], "window": window}
            for column, found in _by_column(units, panel, plan, arm, window).items():
                marks = {**labels, "exploratory": column not in plan.groups}
                out += _raw(column, found, plan, marks) + _differ(column, found, plan, marks)
                out += _drawn_together(column, found, plan, marks)
    return family_of_groups(out)


def _by_column(
    units: Units, panel: Panel, plan: Plan, arm: int, window: str
) -> dict[str, dict[str, Found | NotEstimable]]:
    """Column -> group -> what was found, or why it is not."""
    span = plan.span(window)
    out: dict[str, dict[str, Found | NotEstimable]] = {}
    try:
        hidden = _hidden(units, arm, entered(units, span))
    except NotEstimable as why:
        return {column: dict.fromkeys(sorted(set(labels)), why) for column, labels in units.groups.items()}
    for column, labels in units.groups.items():
        out[column] = {}
        for label in sorted(set(labels)):
            try:
                if (column, label) in hidden:
                    raise NotEstimable(hidden[column, label])
                out[column][label] = _found(units, panel, arm, span, np.array(labels) == label)
            except NotEstimable as why:
                out[column][label] = why
    return out


def _hidden(units: Units, arm: int, inside: Bools) -> Mapping[Group, str]:
    """Groups not to be shown, and why: small in either arm, or giving such a one away in either."""
    small: frozenset[Group] = frozenset()
    given: frozenset[Group] = frozenset()
    while True:
        before = given
        for code in (0, arm):
            found = hidden_groups(units.groups, inside & (units.arm == code), given=given)
            small, given = small | found.small, given | found.all
        if given == before:
            return {group: SMALL if group in small else BESIDE for group in given}


def _found(units: Units, panel: Panel, arm: int, span: Span, mine: Bools) -> Found:
    part = replace(units, arm=np.where(mine, units.arm, -1))
    comparison, means = arm_means(part, panel, arm, span)
    if min(comparison.n_treated, comparison.n_control) < SMALLEST_GROUP:
        raise NotEstimable(SMALL)
    treated, control = (float(value) for value in means.values)
    percent = [100 / control, -100 * treated / control**2] if control > 0 else [0.0, 0.0]
    values = np.array([treated - control, 100 * (treated / control - 1) if control > 0 else np.nan])
    return Found(
        comparison=comparison,
        effects=means.map(values, np.array([[1.0, -1.0], percent])),
        base=control,
        rows=days_with_value(panel, comparison, span),
    )


def _estimated(found: Found, k: int, plan: Plan, **fields: Any) -> Estimate:
    """The effect of one group on one scale; raises NotEstimable."""
    if not np.isfinite(found.effects.values[k]):
        raise NotEstimable("the control mean is not above zero, so a percentage has no meaning")
    pick = np.eye(2)[k]
    return answer(
        "groups",
        float(found.effects.values[k]),
        delta(pick, found.effects.covariance()),
        df=found.effects.df(pick),
        size=100.0 if k else found.base,
        confidence=plan.confidence,
        rows=found.rows,
        **found.comparison.sizes(),
        **fields,
    )


def _raw(column: str, found: Mapping[str, Found | NotEstimable], plan: Plan, marks: dict[str, Any]) -> list[Estimate]:
    out = []
    for label, one in found.items():
        for k, (scale, unit) in enumerate(BOTH_SCALES):
            fields = {**marks, "group": f"{column}={label}", "scale": scale, "unit": unit}
            try:
                if isinstance(one, NotEstimable):
                    raise one
                out.append(_estimated(one, k, plan, method=_words(METHOD, marks), reference=REFERENCE, **fields))
            except NotEstimable as why:
                out.append(refusal("groups", why, **fields))
    return out


def _shown(found: Mapping[str, Found | NotEstimable], k: int, plan: Plan) -> dict[str, tuple[Found, Estimate]]:
    """The groups that have an estimate on this scale; raises NotEstimable where fewer than two have."""
    out = {}
    for label, one in found.items():
        try:
            if isinstance(one, Found):
                out[label] = (one, _estimated(one, k, plan))
        except NotEstimable:
            continue
    if len(out) < 2:
        raise NotEstimable("fewer than two groups have a figure that can be shown")
    return out


def _differ(
    column: str, found: Mapping[str, Found | NotEstimable], plan: Plan, marks: dict[str, Any]
) -> list[Estimate]:
    out = []
    for k, (scale, _) in enumerate(BOTH_SCALES):
        fields = {**marks, "group": column, "scale": scale}
        try:
            shown = _shown(found, k, plan)
            pick = np.eye(2)[[k]]
            effects = together([one.effects.map(one.effects.values[[k]], pick) for one, _ in shown.values()])
            apart = np.hstack([-np.ones((len(shown) - 1, 1)), np.eye(len(shown) - 1)])
            test = joint_test(effects, apart)
            freedom = f"F on {test.terms} and {test.df:.4g} degrees of freedom"
            method = f"{freedom}: the difference is the same in {len(shown)} groups"
            fields |= {"method": _words(method, marks), "reference": JOINT, **_sizes(shown)}
            out.append(
                Estimate(question="groups_differ", estimate=test.statistic, p_value=test.p_value, df=test.df, **fields)
            )
        except NotEstimable as why:
            out.append(refusal("groups_differ", why, **fields))
    return out


def _drawn_together(
    column: str, found: Mapping[str, Found | NotEstimable], plan: Plan, marks: dict[str, Any]
) -> list[Estimate]:
    out = []
    for k, (scale, unit) in enumerate(BOTH_SCALES):
        try:
            shown = _shown(found, k, plan)
        except NotEstimable as why:
            fields = {**marks, "scale": scale, "unit": unit}
            out += [refusal("groups_shrunk", why, group=f"{column}={label}", **fields) for label in found]
            continue
        raw = [estimate for _, estimate in shown.values()]
        values = np.array([estimate.estimate for estimate in raw], dtype=float)
        variances = _stretched(raw, plan.confidence)
        posterior = shrunken(values, variances, plan.confidence)
        spread = np.sqrt(paule_mandel(values, variances))
        method = (
            f"drawn towards {posterior.centre:.4g}, the average of {len(raw)} groups; they differ by {spread:.4g} (sd)"
        )
        for at, estimate in enumerate(raw):
            out.append(
                Estimate(
                    question="groups_shrunk",
                    group=f"{column}={list(shown)[at]}",
                    estimate=float(posterior.value[at]),
                    se=float(posterior.se[at]),
                    ci_low=float(posterior.low[at]),
                    ci_high=float(posterior.high[at]),
                    scale=scale,
                    unit=unit,
                    n_treated=estimate.n_treated,
                    n_control=estimate.n_control,
                    method=_words(method, marks),
                    reference=SHRUNK,
                    **marks,
                )
            )
    return out


def _stretched(raw: list[Estimate], confidence: float) -> Floats:
    """Variances under which a normal interval is as wide as each t interval."""
    half = [((e.ci_high or 0.0) - (e.ci_low or 0.0)) / 2 for e in raw]
    return np.square(np.array(half) / critical(confidence))


def _sizes(shown: Mapping[str, tuple[Found, Estimate]]) -> dict[str, int]:
    return {
        "n_treated": sum(one.comparison.n_treated for one, _ in shown.values()),
        "n_control": sum(one.comparison.n_control for one, _ in shown.values()),
    }


def _words(method: str, marks: Mapping[str, Any]) -> str:
    return (NOT_PLANNED if marks["exploratory"] else "planned group; ") + method


def family_of_groups(estimates: list[Estimate]) -> list[Estimate]:
    """Holm's p over everything asked alike: question, arm, branch, window, scale, planned or not."""
    out = list(estimates)
    families: dict[tuple[Any, ...], list[int]] = {}
    for at, e in enumerate(out):
        if e.p_value is not None:
            families.setdefault((e.question, e.arm, e.branch, e.window, e.scale, e.exploratory), []).append(at)
    for places in families.values():
        adjusted = holm(np.array([out[at].p_value for at in places]))
        for at, p in zip(places, adjusted, strict=True):
            note = f"; p by Holm over {len(places)}" if len(places) > 1 else ""
            out[at] = replace(out[at], p_value=float(p), method=out[at].method + note)
    return out
