"""Is there a sign that mentoring harms? Asked while a programme runs, without showing anybody by how much.

Two figures of whoever has completed the early window, in order of start and never daily rows: the total value, and
being employed on its last day. Each is looked at in two ways, which share the error between them: at four planned
looks, a quarter of the calendar of intakes apart, by spending of O'Brien and Fleming's type; and at any other time by
an asymptotic confidence sequence that must lie wholly below zero. All together alarm in at most `ALPHA` of programmes
that do no harm, however long one watches.
"""

import math
from dataclasses import dataclass

import numpy as np

from .alpha_spending import bounds
from .codes import dense, distinct
from .comparison import Comparison, compare, entered, unit_of_error
from .confidence_sequence import FEWEST_PER_ARM, mixing, width
from .contrast import ROUNDING, delta
from .data import Bools, Floats, Ints, Panel, Units
from .estimate import NotEstimable
from .plan import Plan
from .total_value import weighted_means, window_total

ALPHA = 0.05
QUARTERS = (0.25, 0.5, 0.75, 1.0)
NARROWEST_AT = 200  # people: fixed beforehand, so that the sequence cannot be tuned to what was seen
PLAIN = np.array([1.0, -1.0])
HARM, NO_SIGN, TOO_FEW, NOT_COMPARABLE = "harm", "no_sign", "too_few", "not_comparable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What may be said of one figure before the answer is known. `looks`: planned looks made so far."""

    figure: str  # "revenue" or "staying"
    state: str
    looks: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """One look: the difference in errors of its own, who counted, and how far below zero a sequence calls harm."""

    z: float
    information: float
    reach: float

    @property
    def at_any_time(self) -> bool:
        """Whether the sequence lies wholly below zero."""
        return self.z < -self.reach


def watch(
    units: Units, panel: Panel, plan: Plan, *, first_start: int, last_start: int, arm: int = 1, share: float = 1.0
) -> tuple[Watched, Watched]:
    """Revenue and staying of treated arm `arm` against the control. Starts are numbered as `units.started`.

    `first_start` and `last_start` of the intakes that the plan foresees make the calendar of planned looks. `share` of
    `ALPHA` is what this branch may use where several are watched.
    """
    stop = plan.early[1]
    figures = {
        "revenue": window_total(panel, plan.early),
        "staying": (units.exit_day > stop).astype(float),
    }
    try:
        if units.started is None:
            raise NotEstimable("starts have no dates")
        inside = entered(units, plan.early)
    except NotEstimable as why:
        state = TOO_FEW if str(why).startswith("nobody has completed") else NOT_COMPARABLE
        revenue, staying = (Watched(figure=name, state=state, looks=0, why=str(why)) for name in figures)
        return revenue, staying
    each = ALPHA * share / (2 * len(figures))
    watching = _Watching(units=units, inside=inside, done=units.started + stop, arm=arm, alpha=each)
    days = _calendar(first_start + stop, last_start + stop)
    revenue, staying = (watching.say(name, values, days) for name, values in figures.items())
    return revenue, staying


def _calendar(first: int, last: int) -> list[tuple[float, int]]:
    """(share of the schedule, day) of the planned looks; those that fall on one day are one look."""
    days = {first + math.ceil(quarter * (last - first)): quarter for quarter in QUARTERS}
    return sorted((share, day) for day, share in days.items())


@dataclass(frozen=True, kw_only=True)
class _Watching:
    """`inside`: who has completed the window; `done`: the day on which each does; `alpha` of each way of looking."""

    units: Units
    inside: Bools
    done: Ints
    arm: int
    alpha: float

    def say(self, name: str, values: Floats, days: list[tuple[float, int]]) -> Watched:
        assert self.units.started is not None  # asked before
        reached = int((self.units.started + self.units.observed_day)[self.inside].max())
        planned: list[tuple[float, _Seen]] = []
        for share, day in days:
            seen = self.look(values, day) if day <= reached else None
            if seen and (not planned or seen.information > planned[-1][1].information):
                planned.append((share, seen))
        at_any_time = [seen for day in np.unique(self.done[self.inside]) if (seen := self.look(values, int(day)))]
        if not planned and not at_any_time:
            return Watched(figure=name, state=TOO_FEW, looks=0)
        limits = bounds([share for share, _ in planned], [seen.information for _, seen in planned], self.alpha)
        crossed = any(seen.z <= -limit for (_, seen), limit in zip(planned, limits, strict=True))
        harm = crossed or any(seen.at_any_time for seen in at_any_time)
        return Watched(figure=name, state=HARM if harm else NO_SIGN, looks=len(planned))

    def look(self, values: Floats, day: int) -> _Seen | None:
        return _look(self.units, values, self.inside & (self.done <= day), self.arm, self.alpha)


def _look(units: Units, values: Floats, inside: Bools, arm: int, alpha: float) -> _Seen | None:
    """None with fewer than twenty people (or teams) in an arm, or where everybody has the same."""
    try:
        comparison = compare(units, arm, inside, unit_of_error(units))
    except NotEstimable:
        return None
    unit = comparison.unit[comparison.people]
    sizes = [distinct(unit[side]) for side in (comparison.treated, ~comparison.treated)]
    if min(sizes) < FEWEST_PER_ARM:
        return None
    means = weighted_means(comparison, [values[comparison.people]])
    value, se = float(means.values @ PLAIN), delta(PLAIN, means.covariance())
    if se <= ROUNDING * float(np.abs(means.values).max()):
        return None
    count = sum(sizes)
    reach = width(count, mixing(NARROWEST_AT, 1 - alpha), 1 - alpha) * math.sqrt(count)
    information = sizes[0] * sizes[1] / count
    unskewed = without_skew(value / se, _skewness(comparison, values[comparison.people]))
    return _Seen(_normal_of(unskewed, means.df(PLAIN)), information, reach)


def _skewness(comparison: Comparison, values: Floats) -> float:
    """Skewness of the difference, from that of both sides together, which are alike where nothing harms.

    That of the smaller side alone cannot be told where it matters: a low mean is one without its largest figures.
    """
    cell = 2 * comparison.stratum + comparison.treated
    size = np.maximum(np.bincount(cell), 1)
    apart = values - (np.bincount(cell, weights=values) / size)[cell]
    unit = dense(comparison.unit[comparison.people])
    weight = np.bincount(unit, weights=comparison.weight)
    side = np.where(np.bincount(unit, weights=np.where(comparison.treated, 1.0, -1.0)) > 0, 1.0, -1.0)
    each = np.bincount(unit, weights=comparison.weight * apart) / weight
    own = float((each**3).mean()) / float((each**2).mean()) ** 1.5
    return own * float((side * weight**3).sum()) / float((weight**2).sum()) ** 1.5


def without_skew(t: float, skewness: float) -> float:
    """The deviate whose distribution lacks the skewness that a mean of skewed figures gives to Student's t.

    Hall (1992), J. R. Stat. Soc. B 54(1): rising in t, and t itself where nothing is skewed. Where few are on one side,
    their low mean and their small spread come together, and t is far below zero more often than Student thinks.
    """
    return t + skewness * t**2 / 3 + skewness**2 * t**3 / 27 + skewness / 6


def _normal_of(t: float, df: float) -> float:
    """The normal deviate as rare as `t` is under Student's distribution."""
    from scipy.special import ndtri, stdtr

    if math.isinf(df):
        return t
    return math.copysign(float(-ndtri(max(float(stdtr(df, -abs(t))), 1e-300))), t)
