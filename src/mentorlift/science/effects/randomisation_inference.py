"""`randomisation_inference`: how often the lottery alone gives as much, and which shifts it cannot rule out."""

from typing import Any

import numpy as np

from mentorlift.science.progress import Progress, part_of, unheard

from .codes import dense
from .comparison import entered
from .contrast import refusal
from .daily_score import daily_score
from .data import Bools, Floats, Panel, Redraws, Units
from .estimate import Estimate, NotEstimable
from .itt import person_means
from .plan import Plan
from .questions import labelled
from .redrawn import Differences, Target, differences, redrawn, studentised
from .total_value import window_total

REFERENCE = "Fisher (1935); Wu and Ding (2021), J. Am. Stat. Assoc. 116(536); Rosenbaum (2002), Stat. Sci. 17(3)"
NO_LOTTERY = (
    "what else could have been drawn is not known: there is no draw file, or the draw was accepted with an arm in view "
    "that this plan leaves out"
)
EXACT = "exact for no effect on anyone"
WINDOWS = ("early", "late")
SLACK = 1e-9  # statistics this close count as equal, whichever way rounding went
ROUNDING = 1e-12  # of the largest value; what is left of equal values after their mean or covariates are taken off
DOUBLINGS, HALVINGS = 40, 50


def randomisation_inference(
    units: Units, panel: Panel, plan: Plan, redraws: Redraws | None = None, progress: Progress = unheard
) -> list[Estimate]:
    """Per treated arm, early and late: the test of the effect per working day, then that of the total value.

    `redraws` gives what else the lottery could have drawn; without it the question is not estimable. Statistic:
    studentised difference, strata by their share, outcomes less what the plan's covariates explain; recomputed in
    each of `plan.redraws` redraws; p = (1 + count) / (1 + redraws). The test per day carries its statistic in
    `estimate`. For the total value, which everybody drawn has, the test is inverted over additive shifts into an
    interval ("line" where the lottery is too small to rule anything out). `progress` hears of the redraws.
    """
    last = len(units.arms) - 1
    return [
        estimate
        for arm in range(1, last + 1)
        for estimate in _arm(units, panel, plan, redraws, arm=arm, progress=part_of(progress, arm - 1, of=last))
    ]


def _arm(
    units: Units, panel: Panel, plan: Plan, redraws: Redraws | None, *, arm: int, progress: Progress
) -> list[Estimate]:
    """Both windows of one arm, over the same redraws."""
    targets: dict[str, tuple[Target, Target]] = {}
    reasons: dict[str, NotEstimable] = {}
    for window in WINDOWS:
        try:
            if redraws is None:
                raise NotEstimable(NO_LOTTERY)
            targets[window] = _targets(units, panel, plan, window, arm)
        except NotEstimable as why:
            reasons[window] = why
    every = [target for pair in targets.values() for target in pair]
    here = differences(units, every, arm, units.arm[None]) if every else []
    there = redrawn(units, every, arm, redraws, plan.redraws, progress=progress) if every and redraws else []
    out: list[Estimate] = []
    for window in WINDOWS:
        fields: dict[str, Any] = {**labelled(units, panel), "arm": units.arms[arm], "window": window}
        if window in reasons:
            out += [refusal("randomisation_inference", reasons[window], unit=u, **fields) for u in ("", "currency")]
            continue
        inside = targets[window][0].inside
        fields |= {
            "n_treated": int((inside & (units.arm == arm)).sum()),
            "n_control": int((inside & (units.arm == 0)).sum()),
            "reference": REFERENCE,
        }
        k = 2 * list(targets).index(window)
        out.append(_per_day(here[k], there[k], fields))
        out.append(_total(here[k + 1], there[k + 1], plan.confidence, fields))
    return out


def _targets(units: Units, panel: Panel, plan: Plan, window: str, arm: int) -> tuple[Target, Target]:
    """The daily score, and the total next to who is in the arm: what a shift of the treated would add to it."""
    span = plan.span(window)
    inside = entered(units, span)
    for code in (0, arm):
        if not (inside & (units.arm == code)).any():
            raise NotEstimable(f"nobody of the arm {units.arms[code]} is in this window")
    total = window_total(panel, span)
    treated = (units.arm == arm).astype(float)
    score = explained_away(units, panel, plan, inside, daily_score(units, panel, span, inside)[:, None])
    both = explained_away(units, panel, plan, inside, np.column_stack([total, treated]))
    return Target(columns=score, inside=inside), Target(columns=both, inside=inside)


def explained_away(units: Units, panel: Panel, plan: Plan, inside: Bools, columns: Floats) -> Floats:
    """`columns` (n, c) less their regression on the plan's covariates within strata; zero outside.

    The means of the pre-periods are among the covariates where the plan says so and most people have them. Nobody's arm
    is looked at, so that tests over redraws stay exact whatever is explained.
    """
    stratum = np.where(inside, units.stratum, -1)
    code = dense(stratum)
    size = np.bincount(code)

    def within(column: Floats) -> Floats:
        return np.where(inside, column - (np.bincount(code, weights=column) / size)[code], 0.0)

    rounding = ROUNDING * np.abs(columns).max(initial=0.0)
    held = np.column_stack([within(column) for column in columns.T])
    held[np.abs(held) < rounding] = 0.0
    spans = plan.pres if plan.pre_period_mean else ()
    before = [person_means(units, panel, plan, span)[0] for span in spans]
    known = [mean for mean in before if 2 * np.isfinite(mean[inside]).sum() > inside.sum()]
    known += [units.covariates[name] for name in plan.covariates]
    filled = [within(np.where(np.isfinite(v), v, np.nanmean(v))) for v in known if np.isfinite(v).any()]
    if not filled:
        return held
    x = np.column_stack(filled)
    left = np.asarray(held - x @ np.linalg.lstsq(x, held, rcond=None)[0])
    left[np.abs(left) < rounding] = 0.0
    return left


def p_value(observed: float, there: Floats) -> float:
    """(1 + redraws at least as far from zero) / (1 + redraws)."""
    return float((1 + np.sum(np.abs(there) >= abs(observed) * (1 - SLACK))) / (1 + len(there)))


def _per_day(here: Differences, there: Differences, fields: dict[str, Any]) -> Estimate:
    observed = float(here.t()[0])
    if here.covariance[0, 0, 0] <= 0:
        return refusal("randomisation_inference", "within the arms everybody has the same values", **fields)
    method = f"studentised difference per working day, {len(there.value)} redraws, {EXACT}"
    return Estimate(
        question="randomisation_inference",
        method=method,
        estimate=observed,
        p_value=p_value(observed, there.t()),
        **fields,
    )


def _total(here: Differences, there: Differences, confidence: float, fields: dict[str, Any]) -> Estimate:
    fields = fields | {"unit": "currency"}
    observed = float(here.t()[0])
    if here.covariance[0, 0, 0] <= 0 or here.value[0, 1] == 0:
        return refusal("randomisation_inference", "within the arms everybody has the same total", **fields)
    effect = float(here.value[0, 0] / here.value[0, 1])
    low, high = _interval(here, there, effect, 1 - confidence)
    line = np.isinf(low) and np.isinf(high)
    method = f"studentised total value per drawn person, {len(there.value)} redraws, {EXACT}; interval of shifts"
    return Estimate(
        question="randomisation_inference",
        method=method,
        estimate=effect,
        ci_low=None if np.isinf(low) else low,
        ci_high=None if np.isinf(high) else high,
        ci_kind="line" if line else "interval",
        p_value=p_value(observed, there.t()),
        **fields,
    )


def _interval(here: Differences, there: Differences, effect: float, alpha: float) -> tuple[float, float]:
    """The shifts whose removal from the treated leaves p above `alpha`: found outwards from the effect by halving."""

    def p(shift: float) -> float:
        return p_value(float(_shifted(here, shift)[0]), _shifted(there, shift))

    step = float(np.sqrt(max(here.covariance[0, 0, 0], 0.0))) / abs(float(here.value[0, 1]))
    ends = []
    for sign in (-1.0, 1.0):
        reach = 2 * step
        for _ in range(DOUBLINGS):
            if p(effect + sign * reach) <= alpha:
                break
            reach *= 2
        else:
            ends.append(sign * np.inf)
            continue
        near, far = 0.0, reach
        for _ in range(HALVINGS):
            middle = (near + far) / 2
            if p(effect + sign * middle) > alpha:
                near = middle
            else:
                far = middle
        ends.append(effect + sign * far)
    return ends[0], ends[1]


def _shifted(found: Differences, shift: float) -> Floats:
    """t of the total once `shift` is taken off everybody who was drawn into the arm."""
    v = found.covariance
    value = found.value[:, 0] - shift * found.value[:, 1]
    return studentised(value, v[:, 0, 0] - 2 * shift * v[:, 0, 1] + shift**2 * v[:, 1, 1])
