"""Which kind of headline a result may have. The words are made where it is shown."""

from collections.abc import Sequence

from .estimate import Estimate
from .grade import excludes_zero

KINDS = ("gain", "loss", "nothing_seen", "too_few", "too_early", "not_estimable", "stopped")
OF_DESIGN = {"staggered": "staggered", "comparison": "difference_in_differences"}  # else `itt_per_day`
FEWEST_PEOPLE = 10  # per arm; below it no sentence is made of a figure, whatever its interval


def headline(
    estimates: Sequence[Estimate],
    *,
    smallest_worth_having: float = 0.0,
    branch: str | None = None,
    complete: bool = True,
    stopped: bool = False,
    assignment: str = "lottery",
) -> str:
    """The kind of headline that the early difference of the first (or the named) branch allows.

    The question is `itt_per_day`, or where it was not drawn who is mentored that of the design (`OF_DESIGN`).

    "gain" and "loss" need an interval that excludes zero, in money and, where there is one, in percent.
    "too_few": it holds zero, and is so wide that an effect of `smallest_worth_having` (percent; 0 where the plan
    names none) could not have been seen. `complete`: the planned day has come. `stopped` wins over everything.
    `assignment` is the plan's: where nobody was drawn ("none") a difference is no effect, and neither gain nor loss.
    """
    if stopped or not complete:
        return "stopped" if stopped else "too_early"
    rows = [
        row
        for row in estimates
        if row.question == OF_DESIGN.get(assignment, "itt_per_day")
        and row.window == "early"
        and branch in (None, row.branch)
    ]
    if not rows:
        return "not_estimable"
    difference = rows[0]
    percent = next((row for row in rows if row.scale == "percent" and row.arm == difference.arm), None)
    if difference.estimate is None:
        return _why_not(difference.not_estimable or "")
    if min(difference.n_treated or 0, difference.n_control or 0) < FEWEST_PEOPLE:
        return "too_few"
    kind = _of_interval(difference, percent, smallest_worth_having)
    return "not_estimable" if assignment == "none" and kind in ("gain", "loss") else kind


def _of_interval(difference: Estimate, percent: Estimate | None, smallest: float) -> str:
    sure = excludes_zero(difference) and (percent is None or percent.estimate is None or excludes_zero(percent))
    if sure:
        return "gain" if (difference.estimate or 0.0) > 0 else "loss"
    if percent is not None and percent.ci_low is not None and percent.ci_high is not None:
        half_width = (percent.ci_high - percent.ci_low) / 2
        if 0 < smallest < half_width:
            return "too_few"
    return "nothing_seen"


def _why_not(reason: str) -> str:
    if reason.startswith("nobody has completed"):
        return "too_early"
    if reason.startswith("only ") and "can be compared" in reason:
        return "too_few"
    return "not_estimable"
