"""`yes_no`: an answer per person, such as a first sale within 30 days, or still a seller after 180.

    difference = sum over strata of n_s/N (share_1s - share_0s)          ratio = the two weighted shares divided

Everybody drawn whose data reach the day counts, whoever left with what they had until then; "at" a day they are a no.
The interval is that of Miettinen and Nurminen over strata (`score_interval.py`), which holds with small counts. Where
teams were drawn or mentors are shared, its variance is multiplied by how much the clustered variance of the
difference exceeds that of single people, at least 1, and t takes the place of z. `se` is Neyman's and not what the
interval is made of.

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
                out += _answers(units, panel, plan, asked, arm=arm, fields=fields)
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


def _answers(
    units: Units, panel: Panel, plan: Plan, asked: YesNo, *, arm: int, fields: dict[str, Any]
) -> list[Estimate]:
    span = (0, asked.day)
    comparison = compare(units, arm, entered(units, span), unit_of_error(units))
    yes = said_yes(units, panel, asked)[comparison.people].astype(float)
    counts = counted(comparison, yes)
    means = weighted_means(comparison, [yes])
    plain = np.array([1.0, -1.0])
    inflation, df = _inflation(units, comparison, yes), math.inf
    if comparison.clusters is not None:
        df = means.df(plain)
    reach = critical(plan.confidence, df)
    p_value = two_sided(counts.statistic(0.0, inflation=inflation), df)
    fields |= {"reference": REFERENCE, "rows": days_with_value(panel, comparison, span), **comparison.sizes()}
    fields |= {"method": METHOD + (f", variance x {inflation:.3g} for shared units of error" if inflation > 1 else "")}
    treated, control = counts.shares
    out = []
    for scale, unit in SCALES:
        ratio = scale == "ratio"
        if ratio and control == 0:
            why = "nobody of the control is a yes, so a ratio has no meaning"
            out.append(refusal("yes_no", why, scale=scale, unit=unit, **fields))
            continue
        gradient = np.array([1 / control, -treated / control**2]) if ratio else plain
        low, high = counts.interval(reach, ratio=ratio, inflation=inflation)
        out.append(
            Estimate(
                question="yes_no",
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


def counted(comparison: Comparison, yes: Floats) -> Counts:
    """The people of a comparison by stratum and arm."""
    code, strata = comparison.stratum, int(comparison.stratum.max()) + 1

    def per(side: Bools, weights: Floats | None = None) -> Floats:
        chosen = None if weights is None else weights[side]
        return np.bincount(code[side], weights=chosen, minlength=strata).astype(float)

    one, zero = comparison.treated, ~comparison.treated
    return Counts(
        yes_1=per(one, yes), n_1=per(one), yes_0=per(zero, yes), n_0=per(zero), weight=np.bincount(code) / len(code)
    )


def _inflation(units: Units, comparison: Comparison, yes: Floats) -> float:
    """How much units of error shared by people add to the variance; at least 1.

    Without any spread between people, as much as if everybody of a unit agreed: people by size of unit, on average.
    """
    if comparison.clusters is None:
        return 1.0
    plain = np.array([1.0, -1.0])
    alone = replace(comparison, unit=np.arange(units.n))
    together, apart = (delta(plain, weighted_means(c, [yes]).covariance()) for c in (comparison, alone))
    if apart > 0:
        return max(1.0, (together / apart) ** 2)
    unit = comparison.unit[comparison.people]
    size = np.bincount(unit)
    return float((size**2).sum() / size.sum()) if distinct(unit) else 1.0
