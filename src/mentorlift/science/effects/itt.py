"""The effect of being drawn on the mean per employed day, each person counting once."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from . import linear
from .codes import dense, distinct
from .comparison import compare, entered, shares_mentors, unit_of_error
from .contrast import answer, delta, refusal
from .data import Bools, Floats, Ints, Panel, Units
from .estimate import Estimate, NotEstimable
from .plan import Plan, Span
from .questions import BOTH_SCALES, labelled

PEOPLE_PER_COVARIATE = 20  # of the smaller arm
REPEATS = 1e-10  # share of a covariate's squares; what is left below it repeats the strata or earlier covariates
METHOD = "mean per employed day, differences by stratum weighted by share"
REFERENCE = "Lin (2013), Ann. Appl. Stat. 7(1); Bell and McCaffrey (2002), Surv. Methodol. 28(2)"


def itt(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """Person-level effect early and late, as difference and percent, all treated arms in one regression."""
    found = {window: itt_in(units, panel, plan, window) for window in ("early", "late")}
    return [estimate for arm in units.arms[1:] for window in found for estimate in found[window] if estimate.arm == arm]


def itt_in(units: Units, panel: Panel, plan: Plan, window: str) -> list[Estimate]:
    """The same for one window alone."""
    labels = {**labelled(units, panel), "window": window}
    try:
        model = Model.of(units, panel, plan, plan.span(window))
        fitted = model.ready().fit(model.y)
    except NotEstimable as why:
        return [
            refusal("itt", why, arm=arm, scale=scale, unit=unit, **labels)
            for arm in units.arms[1:]
            for scale, unit in BOTH_SCALES
        ]
    return [
        estimate
        for arm in range(1, len(units.arms))
        for estimate in _estimates(model, fitted, arm, plan, {**labels, "arm": units.arms[arm]})
    ]


def _estimates(model: "Model", fitted: linear.Fit, arm: int, plan: Plan, labels: dict[str, Any]) -> list[Estimate]:
    effect, control = model.contrast(arm), model.contrast(0)
    value, base = float(effect @ fitted.beta), float(control @ fitted.beta)
    out = []
    for scale, unit in BOTH_SCALES:
        if scale == "percent" and base <= 0:
            why = "the control mean is not above zero, so a percentage has no meaning"
            out.append(refusal("itt", why, scale=scale, unit=unit, **labels))
            continue
        gradient = effect if scale == "difference" else 100 * (effect / base - control * value / base**2)
        try:
            out.append(
                answer(
                    "itt",
                    value if scale == "difference" else 100 * value / base,
                    delta(gradient, fitted.covariance),
                    df=fitted.df(gradient),
                    size=base if scale == "difference" else 100,
                    confidence=plan.confidence,
                    scale=scale,
                    unit=unit,
                    method=f"{METHOD}{model.note}; {model.errors}",
                    reference=REFERENCE,
                    n_treated=int((model.arm == arm).sum()),
                    n_control=int((model.arm == 0).sum()),
                    clusters=None if model.cluster is None else distinct(model.cluster),
                    rows=model.rows,
                    **labels,
                )
            )
        except NotEstimable as why:
            out.append(refusal("itt", why, scale=scale, unit=unit, **labels))
    return out


@dataclass(frozen=True, kw_only=True)
class Model:
    """One weighted regression: a dummy per stratum, arm by stratum, centred covariates and them by arm.

    Columns: S stratum dummies; S per treated arm; q covariates; q per treated arm. With the covariates centred
    at their mean, the shares-weighted sum of an arm's stratum columns is its average effect (Lin 2013).
    """

    x: Floats
    y: Floats
    weight: Floats | None
    arm: Ints
    share: Floats
    cluster: Ints | None
    errors: str
    people: Ints
    note: str
    rows: int

    @classmethod
    def of(cls, units: Units, panel: Panel, plan: Plan, span: Span) -> "Model":
        """Build the regression of one window; raises NotEstimable where there is nobody to compare."""
        y, weight = person_means(units, panel, plan, span)
        unit = unit_of_error(units)
        inside = entered(units, span) & np.isfinite(y)
        for code in range(1, len(units.arms)):
            compare(units, code, inside, unit)
        people = np.flatnonzero(inside & np.isin(units.stratum, complete_strata(units, inside)))
        if not people.size:
            raise NotEstimable("no stratum has people of every arm, so there is no regression of all arms")
        arm = units.arm[people]
        stratum = merge_thin(units.stratum[people], arm, unit[people])
        mass = np.ones(len(people)) if weight is None else weight[people]
        columns, note = covariates(units, panel, plan, people=people, stratum=stratum, mass=mass)
        dummies = (stratum[:, None] == np.arange(stratum.max() + 1)).astype(float)
        blocks = [dummies]
        blocks += [dummies * (arm == code)[:, None] for code in range(1, len(units.arms))]
        if columns.shape[1]:
            blocks += [columns]
            blocks += [columns * (arm == code)[:, None] for code in range(1, len(units.arms))]
        clustered = bool((units.cluster >= 0).any()) or shares_mentors(units) or plan.errors.startswith("CR")
        errors = plan.errors.replace("HC1", "CR1").replace("HC2", "CR2") if clustered else plan.errors
        return cls(
            x=np.hstack(blocks),
            y=y[people],
            weight=_weights(units, people, stratum, None if weight is None else mass),
            arm=arm,
            share=np.bincount(stratum, weights=mass) / mass.sum(),
            cluster=dense(unit[people]) if clustered else None,
            errors=errors,
            people=people,
            note=note,
            rows=panel.count(*span, people),
        )

    def ready(self) -> linear.Model:
        """The design with its errors; raises NotEstimable where covariates repeat each other."""
        return linear.prepare(self.x, self.errors, cluster=self.cluster, weight=self.weight)

    def contrast(self, arm: int) -> Floats:
        """Picks the average effect of a treated arm, or the control mean (arm 0), out of the coefficients."""
        out = np.zeros(self.x.shape[1])
        out[arm * len(self.share) : (arm + 1) * len(self.share)] = self.share
        return out


def person_means(units: Units, panel: Panel, plan: Plan, span: Span) -> tuple[Floats, Floats | None]:
    """Mean per day with a value (nan without any) and, where the plan names one, each person's weight."""
    if plan.weight and panel.weight is not None:
        y = panel.window(*span)
        there = np.isfinite(y)
        daily = np.where(there, Panel(outcome="", first_day=panel.first_day, y=panel.weight).window(*span), 0.0)
        weight = daily.sum(axis=1)
        total = (np.where(there, y, 0.0) * daily).sum(axis=1)
        return np.divide(total, weight, out=np.full(len(y), np.nan), where=weight > 0), weight
    days = panel.days(*span)
    mean = np.divide(panel.total(*span), days, out=np.full(len(days), np.nan), where=days > 0)
    if plan.weight:
        weight = units.covariates[plan.weight]
        return np.where(weight > 0, mean, np.nan), weight
    return mean, None


def before_means(units: Units, panel: Panel, plan: Plan) -> Floats:
    """Mean per day before the start (nan without any), over the plan's own spans: days between them stay out."""
    if len(plan.pres) > 1:
        day = panel.first_day + np.arange(panel.y.shape[1])
        wanted = np.any([(start <= day) & (day < stop) for start, stop in plan.pres], axis=0)
        panel = replace(panel, y=np.where(wanted, panel.y, np.nan))
    return person_means(units, panel, plan, plan.before)[0]


def _weights(units: Units, people: Ints, stratum: Ints, mass: Floats | None) -> Floats | None:
    """The plan's weights times one over the own chance, or what evens joined strata; None where nobody needs any."""
    if units.chance is None:
        return evened(units.stratum[people], stratum, units.arm[people], mass)
    return units.inverse[people] * (1.0 if mass is None else mass)


def complete_strata(units: Units, inside: Bools) -> Ints:
    """Strata in which every arm has somebody; the others compare nobody with anybody."""
    strata = [units.stratum[inside & (units.arm == code)] for code in range(len(units.arms))]
    return np.asarray(sorted(set.intersection(*(set(found.tolist()) for found in strata))), dtype=np.int64)


def merge_thin(stratum: Ints, arm: Ints, unit: Ints) -> Ints:
    """Dense strata in which every arm has at least two units of error: the thinner ones are joined, smallest first.

    The mean of one person, of one team, or of people who share one mentor, would carry no variance. `evened` sees to
    it that joined strata compare like with like.
    """
    stratum = dense(stratum)
    sides = [arm == code for code in np.unique(arm)]
    counts = np.array([_units_by(stratum[side], unit[side], int(stratum.max()) + 1) for side in sides])
    order = np.argsort(counts.min(axis=0), kind="stable")
    joined = int((counts.min(axis=0) < 2).sum())

    def too_thin(strata: Ints) -> bool:
        inside = np.isin(stratum, strata)
        return min(distinct(unit[inside & side]) for side in sides) < 2

    while 0 < joined < len(order) and too_thin(order[:joined]):
        joined += 1
    return dense(np.where(np.isin(stratum, order[:joined]), -1, stratum))


def _units_by(stratum: Ints, unit: Ints, strata: int) -> Ints:
    """How many units of error are in each stratum."""
    count = int(unit.max()) + 1
    return np.bincount(np.unique(stratum * count + unit) // count, minlength=strata)


def evened(stratum: Ints, joined: Ints, arm: Ints, mass: Floats | None = None) -> Floats | None:
    """`mass` times what gives each stratum of a joined one the same share of every arm; None where that is 1 for all.

    A lottery that fills strata in unequal proportion gives people unlike chances: without weights the arm that took
    more of the strata which sell most would seem to gain.
    """
    held = np.ones(len(arm)) if mass is None else mass

    arms = int(arm.max()) + 1

    def total(code: Ints) -> Floats:
        return np.asarray(np.bincount(code, weights=held)[code])

    factor = (total(stratum) / total(joined)) / (total(stratum * arms + arm) / total(joined * arms + arm))
    return mass if np.allclose(factor, 1.0, rtol=1e-9) else held * factor


def covariates(
    units: Units, panel: Panel, plan: Plan, *, people: Ints, stratum: Ints, mass: Floats
) -> tuple[Floats, str]:
    """Centred covariates of the people (m x q) and a note about them.

    The means of the pre-periods come first, then the plan's own order; gaps take the average, which a lottery allows;
    there is at most one per 20 people of the smaller arm, and none that the strata or earlier ones say already.
    """
    named: list[tuple[str, Floats]] = []
    notes = []
    for span in plan.pres if plan.pre_period_mean else ():
        pre = person_means(units, panel, plan, span)[0][people]
        which = f" [{span[0]}, {span[1]})" if len(plan.pres) > 1 else ""
        if np.isfinite(pre).mean() > 0.5:
            named.append((f"pre-period mean{which}", pre))
        else:
            notes.append(f"no pre-period{which}")
    named += [(name, units.covariates[name][people]) for name in plan.covariates]
    allowed = min(np.bincount(units.arm[people], minlength=len(units.arms))) // PEOPLE_PER_COVARIATE
    columns: list[Floats] = []
    used = []
    for name, values in named:
        known = np.isfinite(values)
        mean = np.average(values[known], weights=mass[known]) if known.any() else 0.0
        centred = np.where(known, values - mean, 0.0)
        if len(columns) < allowed and says_more(centred, columns, stratum, units.arm[people]):
            columns.append(centred)
            used.append(name)
        else:
            notes.append(f"{name} left out")
    text = "".join(f", {part}" for part in ([f"adjusted for {' and '.join(used)} by arm"] if used else []) + notes)
    return (np.column_stack(columns) if columns else np.zeros((len(people), 0))), text


def says_more(column: Floats, columns: list[Floats], stratum: Ints, arm: Ints) -> bool:
    """True where a covariate varies, within the strata of every arm, beyond what the earlier `columns` say."""
    group = np.unique(np.column_stack([stratum, arm]), axis=0, return_inverse=True)[1].ravel()
    size = np.bincount(group)
    within = [each - (np.bincount(group, weights=each) / size)[group] for each in (column, *columns)]
    for code in np.unique(arm):
        left, *earlier = (each[arm == code] for each in within)
        if earlier:
            known = np.column_stack(earlier)
            left = left - known @ np.linalg.lstsq(known, left, rcond=None)[0]
        if left @ left <= REPEATS * float(column @ column):
            return False
    return True
