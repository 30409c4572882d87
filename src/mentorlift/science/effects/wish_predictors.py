"""`wish_predictors`: what was known beforehand of those who said no. Not an effect of anything.

Who needs a mentor least asks for one: is it because the weak are shy, or because they think they need none? Planned
roster columns of before the question (a test, a self-assessment, and "self_rating - result", how far people rate
themselves above what they show) are held against the answer among everybody who gave one:

    standardised difference    (mean of those who said no - mean of those who said yes) / sqrt((var_no + var_yes) / 2)
    odds ratio                 of saying no, per standard deviation, all predictors in one logistic regression of Firth

The first is the plain picture, one column at a time, with the delta method on the four moments; the second says what is
left of a column when the others are known. p by Holm over the predictors. Errors by class where classes were drawn.
A missing value leaves the person out of its column's difference and counts as the mean in the regression. At most one
predictor per ten people of the smaller answer enters the regression, in the plan's order. Cohen (1988); Firth (1993).
Limits: an association. Whoever gave no answer is left out, and both answers need five people.
"""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from mentorlift.science.small_groups import SMALLEST_GROUP

from .codes import dense
from .contrast import answer, refusal
from .data import Floats, Ints, Units
from .estimate import Estimate, NotEstimable
from .families import holm
from .influence import Influence
from .log_ratio import log_ratio
from .logistic import logistic
from .phrases import predictor_of
from .plan import Plan

PEOPLE_PER_PREDICTOR = 10
NOT_AN_EFFECT = "not an effect: "
DIFFERENCE = NOT_AN_EFFECT + "mean of those who said no less mean of those who said yes, in standard deviations"
ODDS = (
    NOT_AN_EFFECT + "odds of saying no per standard deviation, logistic regression with Firth's penalty, robust errors"
)
REFERENCE = "Cohen (1988), ch. 2; Firth (1993), Biometrika 80(1)"
SCALES = (("difference", "standard deviations"), ("ratio", "odds ratio"))


def wish_predictors(units: Units, plan: Plan) -> list[Estimate]:
    """Both figures of each planned predictor (`group`), of one branch; those in words by their 0/1 columns."""
    if not plan.wish_predictors:
        return []
    columns = predictors(units, plan)
    labels: dict[str, Any] = {"branch": units.branch, "audience": "analysts", "reference": REFERENCE}
    asked = np.flatnonzero(units.wish >= 0)
    no = units.wish[asked] == 0
    try:
        if not asked.size:
            raise NotEstimable("nobody was asked whether they want a mentor")
        if min(no.sum(), (~no).sum()) < SMALLEST_GROUP:
            raise NotEstimable(f"fewer than {SMALLEST_GROUP} people gave one of the answers")
        unit = units.cluster[asked]
        unit = dense(np.where(unit >= 0, unit, unit.max() + 1 + np.arange(len(asked))))
        return _answers({name: values[asked] for name, values in columns.items()}, no, unit, plan, labels)
    except NotEstimable as why:
        return [
            refusal("wish_predictors", why, group=name, scale=scale, unit=kind, **labels)
            for name in columns
            for scale, kind in SCALES
        ]


def predictors(units: Units, plan: Plan) -> dict[str, Floats]:
    """Name -> value of everybody, nan where unknown; of "a - b" the difference of the standardised columns."""
    out: dict[str, Floats] = {}
    for text in plan.wish_predictors:
        names = predictor_of(text)
        if len(names) == 2:
            out[text] = np.subtract(*(_standard(units.covariates[name]) for name in names))
        else:
            out |= {
                name: values
                for name, values in units.covariates.items()
                if name == names[0] or name.startswith(f"{names[0]}=")
            }
    return out


def _standard(values: Floats) -> Floats:
    known = values[np.isfinite(values)]
    spread = float(known.std(ddof=1)) if len(known) > 1 else 0.0
    return (values - known.mean()) / spread if spread > 0 else np.full_like(values, np.nan)


def _answers(
    columns: dict[str, Floats], no: np.ndarray, unit: Ints, plan: Plan, labels: dict[str, Any]
) -> list[Estimate]:
    sizes = {"n_treated": int(no.sum()), "n_control": int((~no).sum())}
    odds = _odds(columns, no, unit, plan, {**labels, **sizes})
    found = []
    for name, values in columns.items():
        known = np.isfinite(values)
        fields = {**labels, "group": name, "scale": "difference", "unit": "standard deviations"}
        try:
            found.append(_difference(values[known], no[known], unit[known], plan, fields))
        except NotEstimable as why:
            found.append(refusal("wish_predictors", why, **fields))
    return [e for pair in zip(_family(found), _family(odds), strict=True) for e in pair]


def _difference(values: Floats, no: np.ndarray, unit: Ints, plan: Plan, fields: dict[str, Any]) -> Estimate:
    """Standardised difference with the delta method: means and variances of both sides are four parameters."""
    counts = {"n_treated": int(no.sum()), "n_control": int((~no).sum())}
    if min(counts.values()) < SMALLEST_GROUP:
        raise NotEstimable(f"fewer than {SMALLEST_GROUP} people of one answer have a value")
    sides = (no, ~no)
    means = [float(values[side].mean()) for side in sides]
    spreads = [float(values[side].var(ddof=1)) for side in sides]
    spread = math.sqrt(sum(spreads) / 2)
    if spread <= 1e-12 * max(abs(values).max(), 1.0):
        raise NotEstimable("everybody has the same value")
    psi = np.zeros((len(values), 4))
    for k, (side, mean, variance) in enumerate(zip(sides, means, spreads, strict=True)):
        n = int(side.sum())
        psi[side, k] = (values[side] - mean) / n
        psi[side, 2 + k] = ((values[side] - mean) ** 2 - variance * (n - 1) / n) / (n - 1)
        psi[side] *= math.sqrt(n / (n - 1))
    moments = Influence(values=np.array([*means, *spreads]), psi=psi, unit=unit, group=no.astype(np.int64))
    value = (means[0] - means[1]) / spread
    slope = -value / (4 * spread**2)
    gradient = np.array([1 / spread, -1 / spread, slope, slope])
    se = math.sqrt(float(gradient @ moments.covariance() @ gradient))
    return answer(
        "wish_predictors",
        value,
        se,
        df=moments.df(gradient),
        size=float(np.abs(values).max()) / spread,
        confidence=plan.confidence,
        method=DIFFERENCE,
        **counts,
        **fields,
    )


def _odds(columns: dict[str, Floats], no: np.ndarray, unit: Ints, plan: Plan, labels: dict[str, Any]) -> list[Estimate]:
    """One odds ratio per predictor of the joint regression, or why there is none."""
    allowed = int(min(no.sum(), (~no).sum())) // PEOPLE_PER_PREDICTOR
    used: dict[str, Floats] = {}
    left_out: dict[str, str] = {}
    for name, values in columns.items():
        column = np.nan_to_num(_standard(values))
        design = np.column_stack([np.ones(len(no)), *used.values(), column])
        if np.linalg.matrix_rank(design) < design.shape[1]:
            left_out[name] = "it says the same for everybody, or repeats the predictors before it"
        elif len(used) >= allowed:
            left_out[name] = f"there are fewer than {PEOPLE_PER_PREDICTOR} people of the smaller answer per predictor"
        else:
            used[name] = column
    fields = {**labels, "unit": "odds ratio"}
    try:
        fit = logistic(np.column_stack([np.ones(len(no)), *used.values()]), no.astype(float), unit)
    except NotEstimable as why:
        left_out |= dict.fromkeys(used, str(why))
    method = f"{ODDS}; {len(used)} predictors together"
    out = []
    for name in columns:
        try:
            if name in left_out:
                raise NotEstimable(left_out[name])
            at = 1 + list(used).index(name)
            spread = math.sqrt(float(fit.covariance[at, at]))
            out.append(
                log_ratio(
                    "wish_predictors",
                    float(fit.beta[at]),
                    spread,
                    confidence=plan.confidence,
                    group=name,
                    method=method,
                    **fields,
                )
            )
        except NotEstimable as why:
            out.append(refusal("wish_predictors", why, group=name, scale="ratio", **fields))
    return out


def _family(found: list[Estimate]) -> list[Estimate]:
    """Holm's p over the predictors."""
    at = [k for k, e in enumerate(found) if e.p_value is not None]
    adjusted = holm(np.array([found[k].p_value for k in at], dtype=float))
    for k, p in zip(at, adjusted, strict=True):
        note = f"; p by Holm over {len(at)} predictors" if len(at) > 1 else ""
        found[k] = replace(found[k], p_value=float(p), method=found[k].method + note)
    return found
