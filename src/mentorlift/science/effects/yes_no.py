"""`yes_no`: an answer per person, such as a first sale within 30 days, or still a seller after 180.

    difference = sum over strata of n_s/N (share_1s - share_0s)          ratio = the two weighted shares divided

Everybody drawn whose data reach the day counts, whoever left with what they had until then; "at" a day they are a no.
The interval is that of Miettinen and Nurminen over strata (`score_interval.py`), which holds with small counts. Where
teams were drawn or mentors are shared, its variance is multiplied by how much the clustered variance of the
difference exceeds that of single people, at least 1, and t takes the place of z. `se` is Neyman's and not what the
interval is made of.

Where chances differ, a share is Hajek's, people by one over their own chance. The counts are then as many people as
would say as much with equal weights (Kish 1965, (sum of w)^2 / sum of w^2 in each stratum's arm), and the variance is
multiplied by how much the linearised variance of the difference exceeds that of these counts, at least 1 (the design
effect of Rao and Scott 1992): whoever is likely to be drawn may also be likelier a yes.

Limits: the ratio needs a yes in the control. "at" takes the last value before the day, so that a metric of two values
has to be there on every working day (or `missing = "absent"`).
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from .codes import distinct
from .comparison import Comparison, compare, entered, unit_of_error
from .contrast import critical, delta, refusal, two_sided
from .data import Bools, Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .phrases import YesNo, yes_no_of
from .plan import Plan
from .questions import days_with_value, labelled
from .score_interval import Counts
from .stay import WEIGHED
from .total_value import weighted_means

METHOD = "share of people, strata by their share; score interval"
REFERENCE = "Miettinen and Nurminen (1985), Stat. Med. 4(2); Rao and Scott (1992), Biometrics 48(2)"
SCALES = (("difference", "share"), ("ratio", "ratio"))


def yes_no(units: Units, panels: Mapping[str, Panel], plan: Plan) -> list[Estimate]:
    """Each planned yes or no as a difference in shares and as a ratio, per treated arm; `at` is its day."""
    out: list[Estimate] = []
    for asked in map(yes_no_of, plan.yes_no):
        panel = replace(panels[asked.metric], outcome=asked.text)
        for arm in range(1, len(units.arms)):
            fields: dict[str, Any] = {**labelled(units, panel), "arm": units.arms[arm], "at": asked.day}
            try:
                yes = said_yes(units, panel, asked)
                out += shares("yes_no", units, panel, plan, yes, days=asked.day, arm=arm, fields=fields)
            except NotEstimable as why:
                out += [refusal("yes_no", why, scale=scale, unit=unit, **fields) for scale, unit in SCALES]
    return out


def said_yes(units: Units, panel: Panel, asked: YesNo) -> Bools:
    """Who is a yes, (n,)."""
    y = panel.window(0, asked.day)
    there = np.isfinite(y)
    if asked.still:
        last = y.shape[1] - 1 - np.argmax(there[:, ::-1], axis=1)
        value = np.where(there.any(axis=1), y[np.arange(len(y)), last], 0.0)
    else:
        value = np.where(there, y, 0.0).sum(axis=1)
    enough = value > 0 if asked.at_least is None else value >= asked.at_least
    return np.asarray(enough & (units.exit_day >= asked.day) if asked.still else enough)


def shares(
    question: str, units: Units, panel: Panel, plan: Plan, yes: Bools, *, days: int, arm: int, fields: dict[str, Any]
) -> list[Estimate]:
    """Difference and ratio of the shares who are a yes by day `days`, among those whose data reach it.

    Raises NotEstimable where nobody can be compared.
    """
    span = (0, days)
    comparison = compare(units, arm, entered(units, span), unit_of_error(units))
    said = yes[comparison.people].astype(float)
    counts = counted(comparison, said, weighed=units.chance is not None)
    means = weighted_means(comparison, [said])
    plain = np.array([1.0, -1.0])
    inflation, df = _inflation(units, comparison, counts, said), math.inf
    if comparison.clusters is not None or units.chance is not None:
        df = means.df(plain)
    reach = critical(plan.confidence, df)
    p_value = two_sided(counts.statistic(0.0, inflation=inflation), df)
    fields |= {"reference": REFERENCE, "rows": days_with_value(panel, comparison, span), **comparison.sizes()}
    fields |= {"method": _method(units, comparison, inflation)}
    treated, control = counts.shares
    out = []
    for scale, unit in SCALES:
        ratio = scale == "ratio"
        if ratio and control == 0:
            why = "nobody of the control is a yes, so a ratio has no meaning"
            out.append(refusal(question, why, scale=scale, unit=unit, **fields))
            continue
        gradient = np.array([1 / control, -treated / control**2]) if ratio else plain
        low, high = counts.interval(reach, ratio=ratio, inflation=inflation)
        out.append(
            Estimate(
                question=question,
                scale=scale,
                unit=unit,
                estimate=treated / control if ratio else treated - control,
                se=delta(gradient, means.covariance()) or None,
                ci_low=low,
                ci_high=high if math.isfinite(high) else None,
                p_value=p_value,
                df=None if math.isinf(df) else df,
                **fields,
            )
        )
    return out


def _method(units: Units, comparison: Comparison, inflation: float) -> str:
    text = METHOD if units.chance is None else METHOD + WEIGHED
    if inflation <= 1:
        return text
    causes = ["shared units of error"] if comparison.clusters is not None else []
    causes += ["unlike chances"] if units.chance is not None else []
    return f"{text}, variance x {inflation:.3g} for {' and '.join(causes)}"


def counted(comparison: Comparison, yes: Floats, *, weighed: bool = False) -> Counts:
    """The people of a comparison by stratum and arm; `weighed`: as many as would say as much with equal weights."""
    code, strata = comparison.stratum, int(comparison.stratum.max()) + 1
    mass = _mass(comparison) if weighed else np.ones(len(code))

    def per(side: Bools, weights: Floats) -> Floats:
        return np.bincount(code[side], weights=weights[side], minlength=strata).astype(float)

    one, zero = comparison.treated, ~comparison.treated
    return Counts(
        yes_1=per(one, mass * yes),
        n_1=per(one, mass),
        yes_0=per(zero, mass * yes),
        n_0=per(zero, mass),
        weight=np.bincount(code) / len(code),
    )


def _mass(comparison: Comparison) -> Floats:
    """Weights that sum to `effective` in every stratum's arm."""
    group = 2 * comparison.stratum + ~comparison.treated
    share = comparison.weight / np.bincount(group, weights=comparison.weight)[group]
    return share * comparison.effective.T.ravel()[group]


def _inflation(units: Units, comparison: Comparison, counts: Counts, yes: Floats) -> float:
    """How many times the variance of as many single people of equal weight the linearised one of the difference is.

    At least 1. Without any spread between people, as much as if everybody of a unit agreed: people by size of unit, on
    average.
    """
    if comparison.clusters is None and units.chance is None:
        return 1.0
    plain = np.array([1.0, -1.0])
    together = delta(plain, weighted_means(comparison, [yes]).covariance())
    apart = counts.unbiased_variance()
    if apart > 0:
        return max(1.0, together**2 / apart)
    unit = comparison.unit[comparison.people]
    size = np.bincount(unit)
    return float((size**2).sum() / size.sum()) if distinct(unit) else 1.0
