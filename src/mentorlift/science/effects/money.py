"""Did it pay: margin on the extra sales plus separations avoided, less what the programme cost, with one interval.

For one person drawn into the programme, over the horizon [0, H) of the plan's late window:
benefit = margin x (effect on total value) + replacement cost x (effect on being employed on day H).
Output lost with a leaver is in total value already, so that `replacement` holds hiring and training only.

Where whole teams were drawn, both effects are those of team totals (`cluster_totals`), with the errors and the degrees
of freedom of teams.

Where chances differ, the benefit is what a draw with these chances is worth: the sum of everybody's chance x gain, not
the mean gain of everybody. Within strata those drawn in count once each, the others chance / (1 - chance), and strata
as many as were drawn in (the treated population of Hirano, Imbens and Ridder 2003, Econometrica 71(4)). The interval is
for that sum; what the people of one draw happened to gain is not known as well.

Whatever is uncertain is drawn together: both effects with their joint covariance (they come from the same people),
the cost of a replacement as a triangle between what was entered as low, most likely and high, and what mentors
themselves sold less with its own error. The interval is that of the draws (Monte Carlo propagation: JCGM 101:2008).
Hours, training, lunches and licences are entered, not estimated: they carry no error.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from .cluster_totals import team_effects
from .comparison import Comparison, compare, entered, unit_of_error
from .data import Floats, Panel, Units
from .estimate import Estimate, NotEstimable
from .plan import Plan
from .total_value import weighted_means, window_total

DRAWS = 40_000  # an end of the interval is then right to about 1 % of its distance
WEEK = 7
APART = np.array([[1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 1.0, -1.0]])  # treated less control, of sales and of staying


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What was entered. `margin` and `commission` are shares of revenue (0.4 = 40 %); money in the outcome's currency.

    `replacement`: hiring and training one successor, most likely; `replacement_low` and `replacement_high` are None
    where only one amount is known.
    """

    margin: float
    mentor_hours: float  # all hours of mentors and protégés that were meant to be used
    hour_cost: float
    fixed: float
    replacement: float
    replacement_low: float | None = None
    replacement_high: float | None = None
    commission: float = 0.0

    @property
    def total(self) -> float:
        return self.mentor_hours * self.hour_cost + self.fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Most likely, and the ends of its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """For all who were drawn into `arm`, in money, with intervals from joint draws.

    `cost` is what was entered; `lost_sales` is the margin on what mentors sold less (None where it is not known) and
    comes on top. `individual` is the commission of one person drawn. `paid_back` and `surely_paid_back`: the first day
    since a person's start from which the benefit so far, or the lower end of its interval with all that is uncertain in
    benefit and cost, is never again below the whole cost; None where that does not happen by `horizon`.
    """

    arm: str
    branch: str
    horizon: int
    people: int
    cost: float
    benefit: float
    benefit_low: float
    benefit_high: float
    net: float
    net_low: float
    net_high: float
    net_without_lost: tuple[float, float]
    from_sales: Span
    from_staying: Span
    lost_sales: Span | None
    individual: Span
    separations_avoided: float
    paid_back: int | None
    surely_paid_back: int | None

    @property
    def paid(self) -> bool | None:
        """True or False where the interval of the net excludes zero, None where it does not."""
        return True if self.net_low > 0 else False if self.net_high < 0 else None


def money(
    units: Units, panel: Panel, plan: Plan, costs: Costs, *, arm: int = 1, mentor_sales: Estimate | None = None
) -> Money:
    """Money for treated arm `arm` (index into `units.arms`) against the control, to the end of the late window.

    `panel` must be in money. `mentor_sales`: change per mentor and working day with the working days in `rows`.
    Raises NotEstimable where nobody has completed the horizon, the control was served before it, or an arm is too
    small.
    """
    horizon = plan.late[1]
    comparison = compare(units, arm, entered(units, (0, horizon)), unit_of_error(units))
    if comparison.n_treated == 0:
        raise NotEstimable("nobody was drawn into the programme")
    comparison, people = _of_the_drawn(comparison, units, arm), comparison.n_treated
    effect = _Effect.of(comparison, units, window_total(panel, (0, horizon)), horizon, costs)
    seed = [int(hashlib.sha256(plan.seed.encode()).hexdigest(), 16), arm]
    rng = np.random.default_rng(seed)
    sales, staying = people * effect.draw(rng)
    replacing = _triangle(costs, rng)
    lost = _lost(mentor_sales, costs, rng)
    parts = (costs.margin * sales, replacing * staying)
    mean_replacing = _mean(costs)
    values = (people * costs.margin * effect.sales, people * mean_replacing * effect.staying)
    lost_value = 0.0 if lost is None else lost[0]
    benefit, drawn = sum(values), parts[0] + parts[1]
    net_drawn = drawn - costs.total - (0.0 if lost is None else lost[1])
    ends = _ends(plan.confidence)
    cost = costs.total + lost_value
    back = list(_by_week(comparison, units, panel, plan, costs))[::-1]
    benefit_low, benefit_high = _interval(drawn, ends)
    net_low, net_high = _interval(net_drawn, ends)
    own_lost = 0.0 if lost is None else lost[1] / people

    def surely(so_far: _Effect) -> float:
        """Lower end of what is left of the whole cost a person, from the same draws as that of the net."""
        gained, stayed = so_far.draw(np.random.default_rng(seed))
        return float(np.quantile(costs.margin * gained + replacing * stayed - own_lost, ends[0]))

    return Money(
        arm=units.arms[arm],
        branch=units.branch,
        horizon=horizon,
        people=people,
        cost=costs.total,
        benefit=benefit,
        benefit_low=benefit_low,
        benefit_high=benefit_high,
        net=benefit - cost,
        net_low=net_low,
        net_high=net_high,
        net_without_lost=(benefit_low - costs.total, benefit_high - costs.total),
        from_sales=_span(values[0], parts[0], ends),
        from_staying=_span(values[1], parts[1], ends),
        lost_sales=None if lost is None else _span(lost[0], lost[1], ends),
        individual=_span(costs.commission * effect.sales, costs.commission * sales / people, ends),
        separations_avoided=people * effect.staying,
        paid_back=_from_then_on(((day, so_far.each) for day, so_far in back), cost / people),
        # one by one: most often the last week is not enough, and the draws of all others need not be made
        surely_paid_back=_from_then_on(((day, surely(so_far)) for day, so_far in back), costs.total / people),
    )


def _of_the_drawn(comparison: Comparison, units: Units, arm: int) -> Comparison:
    """Where chances differ, weights under which the others stand for those who were drawn in."""
    if units.chance is None:
        return comparison
    chance, stratum = units.chance[comparison.people], comparison.stratum
    odds = np.where(comparison.treated, 1.0, chance[:, arm] / chance[:, 0])
    group = 2 * stratum + comparison.treated
    drawn = np.bincount(stratum, weights=comparison.treated) / comparison.n_treated
    weight = drawn[stratum] * odds / np.bincount(group, weights=odds)[group]
    return replace(comparison, weight=weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    """Effects on total value and on being here at the end, for one person drawn, with their covariance."""

    sales: float
    staying: float
    covariance: Floats
    df: float
    each: float  # benefit at the mean replacement cost

    @classmethod
    def of(cls, comparison: Comparison, units: Units, totals: Floats, day: int, costs: Costs) -> "_Effect":
        stayed = (units.exit_day[comparison.people] > day).astype(float)
        columns, worth = [totals[comparison.people], stayed], np.array([costs.margin, _mean(costs)])
        if (units.cluster[units.arm >= 0] >= 0).any() and units.chance is None:
            values, covariance, df = team_effects(comparison, columns)
        else:
            means = weighted_means(comparison, columns)
            values, covariance = APART @ means.values, APART @ means.covariance() @ APART.T
            df = means.df(worth @ APART)
        return cls(
            sales=float(values[0]),
            staying=float(values[1]),
            covariance=covariance,
            df=df,
            each=float(worth @ values),
        )

    def draw(self, rng: np.random.Generator) -> Floats:
        """(2, DRAWS): a bivariate t about the estimates with their covariance."""
        size, axes = np.linalg.eigh(self.covariance)
        normal = (axes * np.sqrt(np.maximum(size, 0.0))) @ rng.standard_normal((2, DRAWS))
        if math.isfinite(self.df):
            normal = normal * np.sqrt(self.df / rng.chisquare(self.df, DRAWS))
        return np.asarray(np.array([[self.sales], [self.staying]]) + normal)


def _triangle(costs: Costs, rng: np.random.Generator) -> Floats | float:
    low, high = _range(costs)
    return rng.triangular(low, costs.replacement, high, DRAWS) if high > low else costs.replacement


def _mean(costs: Costs) -> float:
    """Mean of the triangle: the draws and the value beside them must speak of the same cost."""
    return (sum(_range(costs)) + costs.replacement) / 3


def _range(costs: Costs) -> tuple[float, float]:
    low, high = costs.replacement_low, costs.replacement_high
    return costs.replacement if low is None else low, costs.replacement if high is None else high


def _lost(found: Estimate | None, costs: Costs, rng: np.random.Generator) -> tuple[float, Floats] | None:
    """Margin on what mentors sold less over all their days: the value and its draws."""
    if found is None or found.estimate is None or found.se is None or not found.rows:
        return None
    noise = rng.standard_normal(DRAWS) if found.df is None else rng.standard_t(found.df, DRAWS)
    scale = -costs.margin * found.rows
    return scale * found.estimate, scale * (found.estimate + found.se * noise)


def _by_week(
    comparison: Comparison, units: Units, panel: Panel, plan: Plan, costs: Costs
) -> Iterator[tuple[int, _Effect]]:
    """(day, effects on one person so far) at the end of each week and at the horizon."""
    total, horizon = np.zeros(units.n), plan.late[1]
    for start in range(0, horizon, WEEK):
        stop = min(start + WEEK, horizon)
        total = total + window_total(panel, (start, stop))
        yield stop, _Effect.of(comparison, units, total, stop, costs)


def _from_then_on(back: Iterable[tuple[int, float]], enough: float) -> int | None:
    """The first day from which on every value is at least `enough`. `back`: from the last day backwards."""
    found = None
    for day, value in back:
        if value < enough:
            break
        found = day
    return found


def _ends(confidence: float) -> tuple[float, float]:
    return (1 - confidence) / 2, (1 + confidence) / 2


def _span(value: float, drawn: Floats, ends: tuple[float, float]) -> Span:
    low, high = _interval(drawn, ends)
    return Span(value=value, low=low, high=high)


def _interval(drawn: Floats, ends: tuple[float, float]) -> tuple[float, float]:
    low, high = np.quantile(drawn, ends)
    return float(low), float(high)
