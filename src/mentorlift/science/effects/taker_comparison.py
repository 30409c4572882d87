"""What the usual report would say: those who took part against those who did not. Not an effect."""

from typing import Any

import numpy as np

from . import linear
from .codes import dense, distinct
from .comparison import unit_of_error
from .contrast import answer, refusal
from .data import Bools, Panel, Units
from .estimate import Estimate, NotEstimable
from .itt import person_means
from .plan import Plan
from .questions import BOTH_SCALES, labelled

METHOD = "not an effect: mean per employed day of takers minus "


def taker_comparison(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """Takers (at least `at_least` sessions) against the rest of the treated arm, as difference and percent.

    Where some people were asked and are in no arm because they did not say yes, takers are compared with them.
    """
    out: list[Estimate] = []
    for arm in range(1, len(units.arms)):
        for window in ("early", "late"):
            fields: dict[str, Any] = {**labelled(units, panel), "arm": units.arms[arm], "window": window}
            try:
                out += _answers(units, panel, plan, arm, fields)
            except NotEstimable as why:
                out += [
                    refusal("taker_comparison", why, scale=scale, unit=unit, **fields) for scale, unit in BOTH_SCALES
                ]
    return out


def _groups(units: Units, plan: Plan, arm: int) -> tuple[Bools, Bools, str]:
    """Takers, those they are held against, and who these are in words."""
    treated = units.arm == arm
    takers = treated & (units.dose >= plan.at_least)
    declined = (units.arm < 0) & (units.wish != 1)
    if declined.any():
        return takers, declined, "those who did not say yes"
    if np.isnan(units.dose[treated]).all():
        raise NotEstimable("no sessions are recorded")
    return takers, treated & (units.dose < plan.at_least), "the rest of the mentored arm"


def _answers(units: Units, panel: Panel, plan: Plan, arm: int, fields: dict[str, Any]) -> list[Estimate]:
    span = plan.span(fields["window"])
    takers, others, words = _groups(units, plan, arm)
    y, weight = person_means(units, panel, plan, span)
    inside = np.isfinite(y) & (units.observed_day >= span[1])
    takers, others = takers & inside, others & inside
    for group, who in ((takers, "takers"), (others, words)):
        if group.sum() < 2:
            raise NotEstimable(f"there are {int(group.sum())} people among {who} in this window")
    people = np.flatnonzero(takers | others)
    design = np.column_stack([np.ones(len(people)), takers[people]])
    cluster = dense(unit_of_error(units)[people])
    clustered = plan.errors.startswith("CR")
    fitted = linear.fit(
        design,
        y[people],
        plan.errors,
        cluster=cluster if clustered else None,
        weight=None if weight is None else weight[people],
    )
    base, difference = (float(value) for value in fitted.beta)
    gradients = {"difference": np.array([0.0, 1.0])}
    values = {"difference": difference}
    if base > 0:
        gradients["percent"] = 100 * np.array([-difference / base**2, 1 / base])
        values["percent"] = 100 * difference / base
    fields |= {
        "method": METHOD + f"{words}; {plan.errors}",
        "rows": panel.count(*span, people),
    }
    fields |= {"n_treated": int(takers.sum()), "n_control": int(others.sum())}
    fields |= {"clusters": distinct(cluster) if clustered else None}
    out = []
    for scale, unit in BOTH_SCALES:
        if scale not in values:
            why = "the mean of the others is not above zero, so a percentage has no meaning"
            out.append(refusal("taker_comparison", why, scale=scale, unit=unit, **fields))
            continue
        gradient = gradients[scale]
        se = float(np.sqrt(gradient @ fitted.covariance @ gradient))
        df = fitted.df(gradient)
        out.append(
            answer(
                "taker_comparison",
                values[scale],
                se,
                df=df,
                size=base if scale == "difference" else 100,
                confidence=plan.confidence,
                scale=scale,
                unit=unit,
                **fields,
            )
        )
    return out
