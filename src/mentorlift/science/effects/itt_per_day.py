"""The headline: what a mentor changes per working day, compared tenure day by tenure day among the employed."""

from typing import Any

import numpy as np

from .comparison import Comparison, compare, entered, unit_of_error
from .data import Bools, Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .influence import Influence
from .own_mean import for_own_mean
from .plan import Plan, Span
from .questions import days_with_value, difference_and_percent, per_window
from .summed import SummedPanel
from .thin_strata import share_thin_strata

METHOD = "mean difference per working tenure day among the employed, days equal, strata by their share"
REFERENCE = "Imbens and Rubin (2015), ch. 9; ratio influence: Sarndal, Swensson, Wretman (1992), 5.5"


def itt_per_day(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """Effect per working day and person, early and late, as difference and percent."""

    def answers(arm: int, window: str, labels: dict[str, Any]) -> list[Estimate]:
        comparison, means = arm_means(units, panel, arm, plan.span(window))
        return difference_and_percent(
            "itt_per_day",
            means,
            plan,
            method=METHOD,
            reference=REFERENCE,
            rows=days_with_value(panel, comparison, plan.span(window)),
            **comparison.sizes(),
            **labels,
        )

    return per_window("itt_per_day", units, panel, answers)


def arm_means(units: Units, panel: Panel, arm: int, span: Span) -> tuple[Comparison, Influence]:
    """Daily mean of the treated arm and of the control, averaged over the window's working days.

    Within a stratum both arms are compared on each tenure day and the days on which it works weigh the same;
    strata are then weighted by their share of the people. Strata with too few people at work, or units of error, for
    daily means of their own share them (each person weighted so that every stratum counts alike in both arms).
    Influence of a person: sum over days of w_d 1{at work} (Y - mean) weight / (sum of weights at work).
    """
    if isinstance(panel, SummedPanel):
        return panel.arm_means(units, arm, span)
    comparison = compare(units, arm, entered(units, span), unit_of_error(units))
    y = panel.window(*span)[comparison.people]
    at_work = np.isfinite(y)
    schedule = scheduled(units, panel, span)[comparison.people]
    cell = share_thin_strata(comparison, at_work)
    means = np.zeros(2)
    psi = np.zeros((len(y), 2))
    reached = 0.0
    for code in np.unique(cell):
        here = np.flatnonzero(cell == code)
        share = float(comparison.weight[here].sum()) / 2
        found = cell_means(y[here], at_work[here], schedule[here], comparison.weight[here], comparison.treated[here])
        if found is None:
            continue
        reached += share
        means += share * found[0]
        psi[here] = share * found[1]
    if reached == 0:
        raise NotEstimable("on no working day of the window are people of both arms at work")
    return comparison, comparison.influence(means / reached, psi / reached, cell)


def cell_means(
    y: Floats, at_work: Bools, schedule: Bools, weight: Floats, treated: Bools
) -> tuple[Floats, Floats] | None:
    """(treated, control) means over the cell's working days and raw influences (m x 2); None without such days."""
    filled = np.where(at_work, y, 0.0)
    arms = [np.where(treated, weight, 0.0), np.where(treated, 0.0, weight)]
    there, squares = np.split(np.vstack([*arms, *(arm**2 for arm in arms)]) @ at_work, 2)
    days = (there > 0).all(axis=0)
    day_weight = np.where(days, weight @ schedule, 0.0)
    if day_weight.sum() <= 0:
        return None
    day_weight = day_weight / day_weight.sum()
    means = np.zeros(2)
    psi = np.zeros((len(y), 2))
    for k, arm in enumerate(arms):
        held = np.where(days, there[k], 1.0)
        daily = arm @ filled / held
        means[k] = day_weight @ daily
        everybody = float(arm.sum()), float(arm @ arm)
        pull = day_weight / held * for_own_mean(held, np.where(days, squares[k], 0.0), everybody)
        psi[:, k] = arm * (np.where(at_work, y - daily, 0.0) @ pull)
    return means, psi


def scheduled(units: Units, panel: Panel, span: Span) -> Bools:
    """n x days: is tenure day d a working day for whoever started when this person did.

    A date is a working day if anybody has a value on it. Without starting dates every day with a value counts.
    """
    if units.started is None:
        return np.broadcast_to(np.isfinite(panel.window(*span)).any(axis=0), (units.n, span[1] - span[0]))
    finite = np.isfinite(panel.y)
    origin = int(units.started.min()) + panel.first_day
    working = np.zeros(int(units.started.max()) - int(units.started.min()) + panel.y.shape[1], dtype=bool)
    starts, which = np.unique(units.started, return_inverse=True)
    for code, start in enumerate(starts):
        offset = int(start) + panel.first_day - origin
        working[offset : offset + panel.y.shape[1]] |= finite[which == code].any(axis=0)
    dates = starts[:, None] + np.arange(*span) - origin
    known = (dates >= 0) & (dates < len(working))
    return np.asarray((working[np.clip(dates, 0, len(working) - 1)] & known)[which])
