"""`itt` at the level of person-periods: all treated arms in one regression, errors clustered by person."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .absorbed import Absorbed, Cells, Rows, absorb, in_blocks
from .bell_mccaffrey import LARGEST_UNIT, adjust
from .by_week import DAYS_A_WEEK
from .codes import dense, distinct
from .comparison import FEWEST_UNITS, entered, unit_of_error
from .contrast import answer, delta, refusal
from .data import Bools, Floats, Ints, Panel, Units
from .estimate import Estimate, NotEstimable
from .plan import Plan, Span
from .questions import BOTH_SCALES, labelled
from .stay import WEIGHED

WEEK = 7
REFERENCE = "Liang & Zeger 1986, factor as in Stata (CR1); Bell & McCaffrey 2002 (CR2)"


def period_itt(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """Effect per person-period, early and late, as difference and percent, per treated arm.

    Rows: each period of the window in which a drawn person has a value and all the plan's covariates. Model: an
    effect per stratum and period, the covariates, and each treated arm, which counts from the start on (rows before
    `started_on` carry no treatment). Where chances differ people weigh one over their own, times the plan's weight.
    Errors: CR1, factor G/(G-1) (N-1)/(N-K) with K counting the stratum-by-period effects; CR2 where the plan says so.
    Percent: of what the model gives had nobody been treated.
    """
    found = {window: window_effects(units, panel, plan, window) for window in ("early", "late")}
    return [estimate for arm in units.arms[1:] for window in found for estimate in found[window] if estimate.arm == arm]


def period_by_week(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """The same regression in each week by itself (`at` counts weeks, or periods where the outcomes have periods).

    From the start to the end of the windows, or as far as anybody is observed.
    """
    length = 1 if panel.periods else DAYS_A_WEEK
    observed = int(units.observed_day[units.arm >= 0].max(initial=0))
    reached = min(max(plan.early[1], plan.late[1]), observed) // length
    labels = {**labelled(units, panel), "window": "all"}
    found = [
        _effects(
            "by_week",
            units,
            panel,
            plan,
            span=(week * length, (week + 1) * length),
            labels={**labels, "at": week},
        )
        for week in range(max(reached, 1))
    ]
    return [estimate for arm in units.arms[1:] for each in found for estimate in each if estimate.arm == arm]


def window_effects(units: Units, panel: Panel, plan: Plan, window: str) -> list[Estimate]:
    """The regression of one window, "early" or "late", for each treated arm."""
    labels = {**labelled(units, panel), "window": window}
    return _effects("itt", units, panel, plan, span=plan.span(window), labels=labels)


def _effects(
    question: str, units: Units, panel: Panel, plan: Plan, *, span: Span, labels: dict[str, Any]
) -> list[Estimate]:
    try:
        model = _Model.of(units, panel, plan, span)
    except NotEstimable as why:
        return [
            refusal(question, why, arm=arm, scale=scale, unit=unit, **labels)
            for arm in units.arms[1:]
            for scale, unit in BOTH_SCALES
        ]
    return [
        estimate
        for code in range(1, len(units.arms))
        for estimate in model.answers(question, code, plan.confidence, {**labels, "arm": units.arms[code]})
    ]


@dataclass(frozen=True, kw_only=True)
class _Model:
    """One fitted window. `values` (a + 1,): an effect per treated arm, then the mean had nobody been treated."""

    values: Floats
    covariance: Floats
    df: Floats  # (a,)
    method: str
    people: Ints  # by arm
    clusters: int
    rows: int

    @classmethod
    def of(cls, units: Units, panel: Panel, plan: Plan, span: Span) -> "_Model":
        """Fit the regression of one window; raises NotEstimable where an arm or the rows do not suffice."""
        who, rows = person_periods(units, panel, plan, span)
        arms = len(units.arms) - 1
        fit = absorb(rows)
        for code in range(arms):
            if code not in fit.kept:
                raise NotEstimable(f"no period of the window holds both {units.arms[code + 1]} and {units.arms[0]}")
        unit = dense(unit_of_error(units)[who])
        clusters = int(unit.max()) + 1
        for code, name in enumerate(units.arms):
            count = distinct(unit[units.arm[who] == code])
            if count < FEWEST_UNITS:
                raise NotEstimable(f"only {count} people or clusters of the arm {name} have values in this window")
        scores, df, errors = _scores(rows, fit, unit, plan)
        effects = scores @ fit.bread[:, :arms]
        share, untreated, own = _untreated(rows, fit, fit.beta[:arms])
        influence = np.column_stack([effects, np.bincount(unit, weights=own) - effects @ share])
        weighed = WEIGHED if units.chance is not None else ""
        left_out = {name for k, name in enumerate(plan.covariates) if k + arms not in fit.kept}
        return cls(
            values=np.append(fit.beta[:arms], untreated),
            covariance=influence.T @ influence,
            df=df[:arms],
            method=f"person-periods, stratum by period held constant{weighed}{_adjusted(plan, left_out)}; {errors}",
            people=np.bincount(units.arm[who], minlength=arms + 1),
            clusters=clusters,
            rows=fit.count,
        )

    def answers(self, question: str, code: int, confidence: float, labels: dict[str, Any]) -> list[Estimate]:
        """The effect of arm `code`, as difference and as percent of the untreated mean."""
        fields = labels | {
            "method": self.method,
            "reference": REFERENCE,
            "n_treated": int(self.people[code]),
            "n_control": int(self.people[0]),
            "clusters": self.clusters,
            "rows": self.rows,
        }
        effect, base = float(self.values[code - 1]), float(self.values[-1])
        plain = np.zeros(len(self.values))
        plain[code - 1] = 1.0
        percent = 100 * plain / base if base > 0 else plain
        percent[-1] = -100 * effect / base**2 if base > 0 else 0.0
        out = []
        for scale, unit, value, gradient in (
            ("difference", "currency", effect, plain),
            ("percent", "percent", 100 * effect / base if base > 0 else math.nan, percent),
        ):
            try:
                if math.isnan(value):
                    raise NotEstimable("the untreated mean is not above zero, so a percentage has no meaning")
                se, df = delta(gradient, self.covariance), float(self.df[code - 1])
                if not df >= 1:
                    raise NotEstimable("the errors would rest on less than one degree of freedom")
                out.append(answer(question, value, se, df=df, confidence=confidence, scale=scale, unit=unit, **fields))
            except NotEstimable as why:
                out.append(refusal(question, why, scale=scale, unit=unit, **fields))
        return out


def person_periods(units: Units, panel: Panel, plan: Plan, span: Span) -> tuple[Ints, Rows]:
    """The people (rows of `Units`) with something in the window, and their person-periods."""
    daily = None
    if plan.weight and panel.weight is not None:
        daily = Panel(outcome=panel.outcome, first_day=panel.first_day, y=panel.weight).window(*span)
    own = units.covariates[plan.weight] if plan.weight and daily is None else None
    if units.chance is not None:
        own = units.inverse if own is None else own * units.inverse
    cells = Cells(y=panel.window(*span), daily=daily, own=own)
    covariates = [units.covariates[name] for name in plan.covariates]
    inside = entered(units, span)
    for values in covariates:
        inside &= np.isfinite(values)
    who = _with_rows(cells, np.flatnonzero(inside))
    if not who.size:
        raise NotEstimable("nobody has values and all covariates in this window")
    arms = [(units.arm[who] == code).astype(float) for code in range(1, len(units.arms))]
    first, weight, _ = cells.of(next(in_blocks(who, span[1] - span[0])))
    centred = [values[who] - values[who].mean() for values in covariates]
    return who, Rows(
        cells=cells,
        who=who,
        level=float(first[weight > 0].mean()),  # about the mean, for the sake of precision; the cells' effects hold it
        stratum=dense(units.stratum[who]),
        x=np.column_stack([*arms, *centred]),
        switched=np.arange(len(arms) + len(centred)) < len(arms),
        on=np.arange(*span) >= 0,
    )


def _with_rows(cells: Cells, people: Ints) -> Ints:
    """Those who have a row with weight."""
    if cells.daily is None and cells.own is None:
        there: Bools = np.asarray(
            np.isfinite(cells.y[people, :WEEK]).any(axis=1)
        )  # nearly all; of them no more is read
        rest = people[~there]
        found = (np.isfinite(cells.y[block]).any(axis=1) for block in in_blocks(rest, cells.y.shape[1]))
        there[~there] = np.concatenate([np.empty(0, dtype=bool), *found])
        return people[there]
    blocks = in_blocks(people, cells.y.shape[1])
    return np.concatenate([people[:0], *(block[(cells.of(block)[1] > 0).any(axis=1)] for block in blocks)])


def _scores(rows: Rows, fit: Absorbed, unit: Ints, plan: Plan) -> tuple[Floats, Floats, str]:
    """Adjusted score of each unit (G, k), degrees of freedom of each coefficient, and the name of the errors."""
    size = np.bincount(unit, weights=fit.sums.rows)
    who = "person" if len(size) == len(unit) else "group"
    if plan.errors == "CR2" and size.max() <= LARGEST_UNIT:
        adjusted = adjust(rows, fit, unit)
        df = np.array([adjusted.df(row) for row in np.eye(len(fit.beta))])
        return adjusted.scores, df, f"CR2 by {who}"
    note = " (too many rows per unit for CR2)" if plan.errors == "CR2" else ""
    totals = np.zeros((len(size), len(fit.beta)))
    np.add.at(totals, unit, fit.scores)
    factor = len(size) / (len(size) - 1) * (fit.count - 1) / (fit.count - fit.terms)
    return math.sqrt(factor) * totals, np.full(len(fit.beta), len(size) - 1.0), f"CR1 by {who}{note}"


def _untreated(rows: Rows, fit: Absorbed, effects: Floats) -> tuple[Floats, float, Floats]:
    """Share of the rows after the start in each treated arm, the mean without the effects, and its influences."""
    each, value = fit.sums.weight, fit.sums.value
    total = float(each.sum())
    if total == 0:
        raise NotEstimable("nobody has values after the start in this window")
    treated = rows.x[:, : len(effects)] * rows.on.any()
    share = each @ treated / total
    mean = float(value.sum() / total - effects @ share)
    own = value - each * (treated @ effects) - each * mean
    return share, mean + rows.level, own / total


def _adjusted(plan: Plan, left_out: set[str]) -> str:
    used = [name for name in plan.covariates if name not in left_out]
    text = f", adjusted for {', '.join(used)}" if used else ""
    return text + (f" ({', '.join(sorted(left_out))} left out: they repeat others)" if left_out else "")
