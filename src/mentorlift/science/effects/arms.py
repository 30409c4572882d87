"""Several treated arms that share one control: all of them together, each in its family, one against another.

`arms`         `itt_per_day` of each arm with p and interval of the family: with four arms a twentieth of chance each
               is a fifth together. Max-T over the redraws of the lottery for p where there is a draw file (Westfall
               and Young 1993), else the joint distribution of the estimates (`max_t.py`, Dunnett 1955); the intervals,
               which hold for all arms at once, always from the latter. More than four arms: Holm and Bonferroni.
`arms_joint`   the test that no arm has an effect (`joint.py`).
`arms_differ`  each treated arm less each later one; p by Holm over the pairs, single intervals.

Each arm is compared with the control in the strata both are in. The covariance comes from stacked influences: the
shared control makes estimates move together, which a family that ignores it pays for with power. Degrees of freedom of
the family are the smallest of its arms. Where everybody counts once (`itt`) all arms stand in one regression.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np

from mentorlift.science.progress import Progress, part_of, unheard

from .comparison import Comparison, entered
from .contrast import answer, critical, delta, refusal
from .daily_score import daily_score
from .data import Floats, Panel, Redraws, Units
from .estimate import Estimate, NotEstimable
from .families import holm, westfall_young
from .influence import Influence
from .itt_per_day import METHOD, arm_means
from .joint import REFERENCE as JOINT
from .joint import joint_test, together
from .max_t import MOST, critical_t, largest_p
from .plan import Plan, Span
from .questions import BOTH_SCALES, labelled
from .randomisation_inference import explained_away
from .redrawn import Target, differences, redrawn

REFERENCE = "Dunnett (1955), J. Am. Stat. Assoc. 50(272); Westfall and Young (1993)"
QUESTIONS = ("arms", "arms_joint", "arms_differ")


def arms(
    units: Units, panel: Panel, plan: Plan, redraws: Redraws | None = None, progress: Progress = unheard
) -> list[Estimate]:
    """All three questions, early and late; nothing where there is one treated arm only."""
    if len(units.arms) < 3:
        return []
    out: list[Estimate] = []
    for number, window in enumerate(("early", "late")):
        labels = {**labelled(units, panel), "window": window}
        told = part_of(progress, number, of=2)
        try:
            pairs = [arm_means(units, panel, code, plan.span(window)) for code in range(1, len(units.arms))]
            lottery = (
                None
                if redraws is None
                else by_lottery(units, panel, plan, span=plan.span(window), redraws=redraws, progress=told)
            )
            for k in range(len(BOTH_SCALES)):
                out += _scale(units, plan, pairs, k=k, labels=labels, lottery=lottery)
        except NotEstimable as why:
            out += [
                refusal(question, why, scale=scale, unit=unit, **labels)
                for question in QUESTIONS
                for scale, unit in BOTH_SCALES
            ]
    return out


def by_lottery(
    units: Units, panel: Panel, plan: Plan, *, span: Span, redraws: Redraws, progress: Progress = unheard
) -> Floats:
    """Family-wise p of each arm over redraws of the whole lottery: exact for no effect on anyone."""
    inside = entered(units, span)
    score = explained_away(units, panel, plan, inside, daily_score(units, panel, span, inside)[:, None])
    target = [Target(columns=score, inside=inside)]
    here, there = [], []
    last = len(units.arms) - 1
    for arm in range(1, last + 1):
        told = part_of(progress, arm - 1, of=last)
        here.append(differences(units, target, arm, units.arm[None])[0].t()[0])
        there.append(redrawn(units, target, arm, redraws, plan.redraws, progress=told)[0].t())
    return westfall_young(np.array(here), np.column_stack(there))


def _scale(
    units: Units,
    plan: Plan,
    pairs: Sequence[tuple[Comparison, Influence]],
    *,
    k: int,
    labels: dict[str, Any],
    lottery: Floats | None,
) -> list[Estimate]:
    """The three questions as difference (k = 0) or percent (k = 1)."""
    scale, unit = BOTH_SCALES[k]
    fields = {**labels, "scale": scale, "unit": unit}
    if k and any(means.values[1] <= 0 for _, means in pairs):
        why = "the control mean is not above zero, so a percentage has no meaning"
        return [refusal(question, why, **fields) for question in QUESTIONS]
    effects = together([_effect(means, percent=bool(k)) for _, means in pairs])
    names = units.arms[1:]
    sizes = [comparison.sizes() for comparison, _ in pairs]
    single = [
        answer(
            "arms",
            float(effects.values[j]),
            delta(row, effects.covariance()),
            df=effects.df(row),
            size=100.0 if k else float(pairs[j][1].values[1]),
            confidence=plan.confidence,
            arm=names[j],
            method=METHOD,
            reference=REFERENCE,
            **sizes[j],
            **fields,
        )
        for j, row in enumerate(np.eye(len(names)))
    ]
    out = _family(single, effects, plan, lottery)
    test = joint_test(effects)
    out.append(
        Estimate(
            question="arms_joint",
            estimate=test.statistic,
            p_value=test.p_value,
            df=test.df,
            method=f"F on {test.terms} and {test.df:.4g} degrees of freedom: no arm differs from the control",
            reference=JOINT,
            **{**fields, "unit": ""},
        )
    )
    return out + _between(effects, names, plan, sizes, fields)


def _effect(means: Influence, *, percent: bool) -> Influence:
    """One parameter out of (treated mean, control mean)."""
    treated, control = means.values
    if percent:
        return means.map(
            np.array([100 * (treated / control - 1)]), 100 * np.array([[1 / control, -treated / control**2]])
        )
    return means.map(np.array([treated - control]), np.array([[1.0, -1.0]]))


def _family(single: list[Estimate], effects: Influence, plan: Plan, lottery: Floats | None) -> list[Estimate]:
    """The single estimates with the p and the interval of their family."""
    covariance = effects.covariance()
    error = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(error, error)
    df = min(e.df or np.inf for e in single)
    tested = [abs(float(t)) for t in effects.values / error]
    if len(single) <= MOST and np.linalg.eigvalsh(correlation).min() > 1e-8:
        reach, how = critical_t(plan.confidence, correlation, df), "Dunnett"
        p_values = np.array([largest_p(t, correlation, df) for t in tested])
    else:
        reach, how = critical(1 - (1 - plan.confidence) / len(single), df), "Holm, interval by Bonferroni"
        p_values = holm(np.array([e.p_value for e in single]))
    if lottery is not None:
        p_values, how = lottery, f"max-T over {plan.redraws} redraws, interval by {how.split(' by ')[-1]}"
    out = []
    for e, value, se, p in zip(single, effects.values, error, p_values, strict=True):
        method = f"{e.method}; p and interval of the family of {len(single)} arms by {how}"
        low, high = float(value - reach * se), float(value + reach * se)
        out.append(
            replace(e, ci_low=low, ci_high=high, p_value=float(p), df=None if np.isinf(df) else df, method=method)
        )
    return out


def _between(
    effects: Influence, names: Sequence[str], plan: Plan, sizes: Sequence[dict[str, Any]], fields: dict[str, Any]
) -> list[Estimate]:
    found = []
    for a, b in combinations(range(len(names)), 2):
        row = np.zeros(len(names))
        row[a], row[b] = 1.0, -1.0
        labels = {**fields, "arm": names[a], "group": f"less {names[b]}"}
        try:
            found.append(
                answer(
                    "arms_differ",
                    float(row @ effects.values),
                    delta(row, effects.covariance()),
                    df=effects.df(row),
                    size=float(np.abs(effects.values).max()),
                    confidence=plan.confidence,
                    method="difference of one arm less that of the other, each against the shared control",
                    reference=REFERENCE,
                    n_treated=sizes[a]["n_treated"],
                    n_control=sizes[b]["n_treated"],
                    **labels,
                )
            )
        except NotEstimable as why:
            found.append(refusal("arms_differ", why, **labels))
    at = [k for k, e in enumerate(found) if e.p_value is not None]
    for k, p in zip(at, holm(np.array([found[k].p_value for k in at])), strict=True):
        note = f"; p by Holm over {len(at)} pairs" if len(at) > 1 else ""
        found[k] = replace(found[k], p_value=float(p), method=found[k].method + note)
    return found
