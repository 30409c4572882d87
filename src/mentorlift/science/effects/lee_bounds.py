"""`lee_bounds`: between what and what the effect lies for those who stay whether mentored or not."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .comparison import Comparison, compare, entered, unit_of_error
from .contrast import critical, delta, refusal
from .data import Bools, Floats, Ints, Panel, Units
from .estimate import Estimate, NotEstimable
from .influence import Influence
from .itt_per_day import scheduled
from .plan import Plan, Span
from .questions import BOTH_SCALES, days_with_value, per_window
from .trimming import trim

FEWEST_PER_ARM = 50  # in a cell, of equal weight; a trimmed mean of fewer leans on single people
REFERENCE = "Lee (2009), Rev. Econ. Stud. 76(3); Imbens and Manski (2004), Econometrica 72(6)"


def lee_bounds(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """Per treated arm, early and late, as difference and percent: the lower bound, then the upper one.

    `estimate` and `se` are the bound's own; `ci_low` and `ci_high`, the same in both, are the interval of Imbens and
    Manski that holds the effect itself at the plan's confidence. Selection is being employed on the tenure day; days
    are averaged as in `itt_per_day`. Target: those who stay under either arm, which supposes that mentoring moves
    everybody's stay in one direction; withheld where the staying curves cross. Where chances differ, shares and ranks
    weigh everybody by one over the own chance, so that the same share of the people is cut and not of the drawn.
    """

    def answers(arm: int, window: str, labels: dict[str, Any]) -> list[Estimate]:
        bounds = day_wise_bounds(units, panel, arm, plan.span(window))
        fields = labels | bounds.comparison.sizes() | {"reference": REFERENCE}
        fields["rows"] = days_with_value(panel, bounds.comparison, plan.span(window))
        return [answer for scale, unit in BOTH_SCALES for answer in _pair(bounds, plan, fields, scale, unit)]

    return per_window("lee_bounds", units, panel, answers)


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """`means`: (treated, control) of the lower bound, then (treated, control) of the upper."""

    comparison: Comparison
    means: Influence
    trimmed: str  # the arm that was cut
    share_cut: float  # on average over the days


def day_wise_bounds(units: Units, panel: Panel, arm: int, span: Span) -> Bounds:
    """Trim day by day in cells of at least 50 people per arm, weighted by how many stay under either arm.

    Raises NotEstimable where an arm is smaller than that, where controls were served, or where the curves cross.
    """
    comparison = compare(units, arm, entered(units, span), unit_of_error(units))
    people = comparison.people
    y = panel.window(*span)[people].T.copy()  # day by day, as they are looked at
    employed = units.exit_day[people][:, None] > np.arange(*span)
    cells = _cells(comparison)
    about = np.zeros(len(people), dtype=np.int64)
    for code, here in enumerate(cells):
        about[here] = code
    longer = _who_stays_longer(comparison, employed, span, units.arms[arm], units.arms[0])
    cut_arm = comparison.treated if longer else ~comparison.treated
    both = np.stack([np.isfinite(y[:, side]).any(axis=1) for side in (comparison.treated, ~comparison.treated)])
    day_weight = np.where(both.all(axis=0), comparison.weight @ scheduled(units, panel, span)[people], 0.0)
    means, psi, cut, total = np.zeros(3), np.zeros((len(people), 3)), 0.0, 0.0
    for day in np.flatnonzero(day_weight):
        found = _day(y[day], employed[:, day], cut_arm, comparison.weight, cells)
        if found is None:
            continue
        means += day_weight[day] * found[0]
        psi += day_weight[day] * found[1]
        cut += day_weight[day] * found[2]
        total += day_weight[day]
    if total == 0:
        raise NotEstimable("on no working day of the window are people of both arms at work")
    columns = (0, 2, 1, 2) if longer else (2, 1, 2, 0)  # treated low, its control, treated high, its control
    influence = comparison.influence(means[list(columns)] / total, psi[:, columns] / total, about)
    trimmed = units.arms[arm] if longer else units.arms[0]
    return Bounds(comparison=comparison, means=influence, trimmed=trimmed, share_cut=cut / total)


def _day(
    y: Floats, employed: Bools, cut_arm: Bools, weight: Floats, cells: list[Ints]
) -> tuple[Floats, Floats, float] | None:
    """Means and influences of one day over the cells, and the share that was cut; None without a usable cell."""
    parts = []
    for here in cells:
        share = float(weight[here].sum()) / 2
        found = trim(y[here], employed[here], cut_arm[here], weight[here] / share)
        if found is not None:
            parts.append((here, share, found))
    mass = sum(share * found.stay for _, share, found in parts)
    if mass <= 0:
        return None
    means = np.sum([share * found.stay * found.mean for _, share, found in parts], axis=0) / mass
    psi = np.zeros((len(y), 3))
    for here, share, found in parts:
        psi[here] = share * (found.stay * found.psi + found.stay_psi[:, None] * (found.mean - means)) / mass
    stays = float(np.where(cut_arm, weight, 0.0) @ employed)
    return means, psi, max(0.0, 1 - mass / stays)


def _cells(comparison: Comparison) -> list[Ints]:
    """The people of each cell: a stratum where it has 50 people per arm, else all smaller strata together.

    So are strata in which an arm is one team or the protégés of one mentor: its own mean would hide how teams differ.
    """
    stratum, size = comparison.stratum, comparison.effective
    smaller, counting = min(comparison.n_treated, comparison.n_control), int(size.sum(axis=1).min())
    if smaller < FEWEST_PER_ARM:
        raise NotEstimable(f"the smaller arm has {smaller} people; trimming needs at least {FEWEST_PER_ARM} per arm")
    if counting < FEWEST_PER_ARM:
        raise NotEstimable(
            f"chances are so unlike that an arm counts as {counting} people; {FEWEST_PER_ARM} in each are needed"
        )
    thin = comparison.lone | (size.min(axis=0) < FEWEST_PER_ARM)
    order = np.lexsort((size.min(axis=0), ~thin))

    def too_thin(strata: Ints) -> bool:
        few = size[:, strata].sum(axis=1).min() < FEWEST_PER_ARM
        return bool(few or (comparison.lone[strata].any() and comparison.fewest_units(strata) < 2))

    joined = int(thin.sum())
    while 0 < joined < len(order) and too_thin(order[:joined]):
        joined += 1
    cell = np.where(np.isin(stratum, order[:joined]), -1, stratum)
    return [np.flatnonzero(cell == code) for code in np.unique(cell)]


def _who_stays_longer(comparison: Comparison, employed: Bools, span: Span, treated: str, control: str) -> bool:
    """True if the treated stay longer over the window; NotEstimable where some day says the opposite beyond chance.

    Days that lean the other way within chance (two-sided 5 %, by influence) are taken as no difference.
    """
    sides = [np.where(side, comparison.weight, 0.0) for side in (comparison.treated, ~comparison.treated)]
    shares = np.stack([side @ employed for side in sides])
    difference = shares[0] - shares[1]
    longer = bool(difference.sum() >= 0)
    signed = np.where(comparison.treated, comparison.weight, -comparison.weight)
    mean = np.where(comparison.treated[:, None], shares[0], shares[1])
    error = np.sqrt(comparison.influence(difference, signed[:, None] * (employed - mean)).variances())
    against = (-difference if longer else difference) > critical(0.95) * np.maximum(error, 1e-12)
    if against.any():
        day = span[0] + int(np.argmax(against))
        more, fewer = (control, treated) if longer else (treated, control)
        raise NotEstimable(
            f"the staying curves cross: over the window {fewer} stay longer, on day {day} {more} do; "
            "bounds need one direction"
        )
    return longer


def _pair(bounds: Bounds, plan: Plan, fields: dict[str, Any], scale: str, unit: str) -> list[Estimate]:
    covariance = bounds.means.covariance()
    values, errors, freedom = [], [], []
    for first in (0, 2):
        treated, control = (float(value) for value in bounds.means.values[first : first + 2])
        gradient = np.zeros(4)
        if scale == "difference":
            values.append(treated - control)
            gradient[first : first + 2] = 1.0, -1.0
        elif control > 0:
            values.append(100 * (treated / control - 1))
            gradient[first : first + 2] = 100 / control, -100 * treated / control**2
        else:
            why = "the control mean is not above zero, so a percentage has no meaning"
            return [refusal("lee_bounds", why, scale=scale, unit=unit, **fields)]
        errors.append(delta(gradient, covariance))
        freedom.append(bounds.means.df(gradient))
    df = min(freedom)
    reach = imbens_manski(values[1] - values[0], max(errors), plan.confidence, df)
    interval: dict[str, Any] = {"ci_low": values[0] - reach * errors[0], "ci_high": values[1] + reach * errors[1]}
    how = f"day-wise trimming of {bounds.trimmed} ({bounds.share_cut:.1%} cut on average), Imbens-Manski interval"
    return [
        Estimate(
            question="lee_bounds",
            estimate=value,
            se=error,
            ci_kind="bounds",
            df=df if math.isfinite(df) else None,
            scale=scale,
            unit=unit,
            method=f"{name} bound; {how}",
            **interval,
            **fields,
        )
        for name, value, error in zip(("lower", "upper"), values, errors, strict=True)
    ]


def imbens_manski(width: float, error: float, confidence: float, df: float = math.inf) -> float:
    """How many standard errors to go beyond each bound: c with T(c + width / error) - T(-c) = confidence.

    T is Student's distribution, so that few teams or mentors count; normal where `df` is infinite.
    """
    from scipy.special import ndtr, stdtr

    def below(value: float) -> float:
        return float(ndtr(value) if math.isinf(df) else stdtr(df, value))

    if error == 0:
        return 0.0
    low, high = critical(2 * confidence - 1, df), critical(confidence, df)
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        if below(middle + width / error) - below(-middle) < confidence:
            low = middle
        else:
            high = middle
    return high
