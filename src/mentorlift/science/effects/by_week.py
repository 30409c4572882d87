"""The effect week by week since the start: does it come at once, does it last?"""

from .contrast import refusal
from .data import Panel, Units
from .estimate import Estimate, NotEstimable
from .itt_per_day import METHOD, REFERENCE, arm_means
from .plan import Plan
from .questions import BOTH_SCALES, days_with_value, difference_and_percent, labelled

DAYS_A_WEEK = 7


def by_week(units: Units, panel: Panel, plan: Plan) -> list[Estimate]:
    """`itt_per_day` within each full week up to the end of the later window; week `at` is days [7 at, 7 at + 7).

    Where the outcomes have periods instead of days, `at` counts periods since the start.
    """
    length = 1 if panel.periods else DAYS_A_WEEK
    out: list[Estimate] = []
    for arm in range(1, len(units.arms)):
        for week in range(max(plan.early[1], plan.late[1]) // length):
            fields = {**labelled(units, panel), "arm": units.arms[arm], "at": week}
            span = (week * length, (week + 1) * length)
            try:
                comparison, means = arm_means(units, panel, arm, span)
                rows = days_with_value(panel, comparison, span)
                fields |= comparison.sizes()
                out += difference_and_percent(
                    "by_week", means, plan, method=METHOD, reference=REFERENCE, rows=rows, **fields
                )
            except NotEstimable as why:
                out += [refusal("by_week", why, scale=scale, unit=unit, **fields) for scale, unit in BOTH_SCALES]
    return out
