"""Did it pay: margin on the extra sales plus separations avoided, less what the programme cost, with one interval.

For one person drawn into the programme, over the horizon [0, H) of the plan's late window:
benefit = margin x (effect on total value) + replacement cost x (effect on being employed on day H).
Output lost with a leaver is in total value already, so that `replacement` holds hiring and training only.
Both effects come from the same people, so their errors are stacked and the interval is that of their sum
(delta method; Cochran 1977, eq. 6.8 for a linear combination). Costs are entered, not estimated: they carry no error.
"""

from dataclasses import dataclass

import numpy as np

from .comparison import compare, entered, unit_of_error
from .contrast import critical, delta
from .data import Panel, Units
from .estimate import NotEstimable
from .plan import Plan
from .total_value import weighted_means, window_total


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What was entered. `margin` is a share of revenue (0.4 = 40 %); money in the currency of the outcome."""

    margin: float
    mentor_hours: float  # all hours of mentors and protégés that were meant to be used
    hour_cost: float
    fixed: float
    replacement: float  # hiring and training one successor

    @property
    def total(self) -> float:
        return self.mentor_hours * self.hour_cost + self.fixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """Benefit for all who were drawn into `arm`, in money, with its interval; `net` is less `cost`."""

    arm: str
    branch: str
    horizon: int
    people: int
    cost: float
    benefit: float
    benefit_low: float
    benefit_high: float
    from_sales: float
    from_staying: float
    separations_avoided: float

    @property
    def net(self) -> tuple[float, float, float]:
        """Estimate, low, high of benefit less cost."""
        return self.benefit - self.cost, self.benefit_low - self.cost, self.benefit_high - self.cost

    @property
    def paid(self) -> bool | None:
        """True or False where the interval of the net excludes zero, None where it does not."""
        _, low, high = self.net
        return True if low > 0 else False if high < 0 else None


def money(units: Units, panel: Panel, plan: Plan, costs: Costs, *, arm: int = 1) -> Money:
    """Money for treated arm `arm` (index into `units.arms`) against the control, to the end of the late window.

    `panel` must be in money. Raises NotEstimable where nobody has completed the horizon, the control was served
    before it, or an arm is too small.
    """
    horizon = plan.late[1]
    span = (0, horizon)
    comparison = compare(units, arm, entered(units, span), unit_of_error(units))
    if comparison.n_treated == 0:
        raise NotEstimable("nobody was drawn into the programme")
    total = window_total(panel, span)[comparison.people]
    stayed = (units.exit_day[comparison.people] > horizon).astype(float)
    means = weighted_means(comparison, [total, stayed])
    sales, staying = means.values[0] - means.values[1], means.values[2] - means.values[3]
    gradient = np.array([costs.margin, -costs.margin, costs.replacement, -costs.replacement])
    each = float(gradient @ means.values)
    reach = critical(plan.confidence, means.df(gradient)) * delta(gradient, means.covariance())
    people = comparison.n_treated
    return Money(
        arm=units.arms[arm],
        branch=units.branch,
        horizon=horizon,
        people=people,
        cost=costs.total,
        benefit=people * each,
        benefit_low=people * (each - reach),
        benefit_high=people * (each + reach),
        from_sales=people * costs.margin * float(sales),
        from_staying=people * costs.replacement * float(staying),
        separations_avoided=people * float(staying),
    )
