"""The effect on those who met because they were drawn: the effect of the draw over its effect on meeting."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from . import linear
from .codes import distinct
from .contrast import ROUNDING, answer, critical, delta, fieller, refusal, two_sided
from .data import Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .itt import Model
from .plan import Plan
from .questions import labelled

WEAK_BELOW = 10.0  # first-stage F
REFERENCE = "Imbens and Angrist (1994), Econometrica 62(2); Anderson and Rubin (1949)"


def complier(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """Early and late per treated arm: per complier, then per session (an average causal response).

    A threshold above one session is refused: being drawn would then act on people below it too.
    """
    out: list[Estimate] = []
    for arm in range(1, len(units.arms)):
        for window in ("early", "late"):
            fields: dict[str, Any] = {**labelled(units, panel), "arm": units.arms[arm], "window": window}
            fields |= {"unit": "currency"}
            out.append(_guarded(units, panel, plan, arm, fields, per_session=False))
            fields["outcome"] = f"{panel.outcome} per session"
            out.append(_guarded(units, panel, plan, arm, fields, per_session=True))
    return out


def _guarded(
    units: Units, panel: Panel, plan: Plan, arm: int, fields: dict[str, Any], *, per_session: bool
) -> Estimate:
    try:
        if not per_session and plan.at_least > 1:
            raise NotEstimable(
                f"a threshold of {plan.at_least:g} sessions breaks the exclusion: "
                "being drawn acts on people below it too"
            )
        pair = replace(
            units,
            arms=(units.arms[0], units.arms[arm]),
            arm=np.where(units.arm == arm, 1, np.where(units.arm == 0, 0, -1)),
        )
        sessions = known_dose(pair)
        taken = sessions if per_session else (sessions >= plan.at_least).astype(float)
        return _wald(Model.of(pair, panel, plan, plan.span(fields["window"])), taken, plan, fields, per_session)
    except NotEstimable as why:
        return refusal("complier", why, **fields)


def known_dose(units: Units) -> Floats:
    """Sessions held; people of the control without a record had none. Raises NotEstimable for unknown doses."""
    unknown = np.isnan(units.dose) & (units.arm > 0)
    if unknown.all() or np.isnan(units.dose).all():
        raise NotEstimable("no sessions are recorded")
    if unknown.any():
        raise NotEstimable(f"the sessions of {int(unknown.sum())} mentored people are unknown, which is not none")
    return np.nan_to_num(units.dose)


def _wald(model: Model, taken: Floats, plan: Plan, fields: dict[str, Any], per_session: bool) -> Estimate:
    """Ratio of two contrasts of one regression, with the error of two-stage least squares: of y - ratio x taken."""
    dose = taken[model.people]
    contrast, ready = model.contrast(1), model.ready()
    first, first_se = _effect(ready, dose, contrast)
    if abs(first) < 1e-12:
        raise NotEstimable("the draw did not change who met a mentor")
    top, top_se = _effect(ready, model.y, contrast)
    ratio = top / first
    shares = "difference of the arms / difference in share met"
    what = "two-stage least squares on the count" if per_session else shares
    f = math.inf if first_se <= ROUNDING * abs(first) else (first / first_se) ** 2
    strength = "the same for everybody" if math.isinf(f) else f"F {f:.4g}"
    fields |= {
        "method": f"{what}{model.note}; {model.errors}; first stage {first:.3g}, {strength}",
        "reference": REFERENCE,
        "n_treated": int((model.arm == 1).sum()),
        "n_control": int((model.arm == 0).sum()),
        "clusters": None if model.cluster is None else distinct(model.cluster),
        "rows": model.rows,
    }
    fitted = ready.fit(model.y - ratio * dose)
    df = fitted.df(contrast)
    if f >= WEAK_BELOW:
        se = delta(contrast, fitted.covariance) / abs(first)
        if model.errors == "HC1":
            rows, terms = model.x.shape  # robust two-stage least squares carries no n/(n - k) in Stata or linearmodels
            se *= math.sqrt((rows - terms) / rows)
        size = float(np.abs(model.y).mean() / abs(first))
        return answer("complier", ratio, se, df=df, confidence=plan.confidence, size=size, **fields)
    if top_se <= 0:
        raise NotEstimable("everybody has the same value, so there is no variation to judge by")
    both_se = _effect(ready, model.y + dose, contrast)[1]
    shared = (both_se**2 - top_se**2 - first_se**2) / 2
    covariance = np.array([[top_se**2, shared], [shared, first_se**2]])
    kind, low, high = fieller(top, first, covariance, critical(plan.confidence, df))
    fields["method"] += "; weak first stage: Anderson-Rubin set"
    return Estimate(
        question="complier",
        estimate=ratio,
        ci_low=low,
        ci_high=high,
        ci_kind=kind,
        p_value=two_sided(top / top_se, df),
        df=df if math.isfinite(df) else None,
        **fields,
    )


def _effect(ready: linear.Model, y: Floats, contrast: Floats) -> tuple[float, float]:
    fitted = ready.fit(y)
    return float(contrast @ fitted.beta), delta(contrast, fitted.covariance)
