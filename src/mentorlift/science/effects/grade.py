"""How far a result may be trusted: A to D, with the reasons in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from .estimate import Estimate

DOUBT = 0.05  # a pre-trend test below it is said beside the grade


@dataclass(frozen=True, kw_only=True)
class Grade:
    """`letter` stands for the headline; `reasons` are sentences, the deciding one first."""

    letter: str
    reasons: tuple[str, ...]


def grade(
    estimates: Sequence[Estimate], *, assignment: str, draw_verified: bool, deviations: Sequence[str] = ()
) -> Grade:
    """A drawn and analysed as planned, B with a deviation or without the draw file, C no draw, D none.

    `assignment` is the plan's; a "staggered" start whose days were drawn by lot (`draw_verified`) is a draw. Without
    time before the start a "comparison" group says nothing: D. A per-day effect that is seen keeps its A only if the
    Lee interval of the same branch and window excludes zero too; `total_value` and `retention` do not need that.
    """
    if assignment == "none":
        return Grade(letter="D", reasons=("nobody was drawn, so those compared may have differed from the start",))
    if assignment == "comparison" and not _any_of(estimates, "difference_in_differences"):
        why = "nobody was drawn, and there is no time before the start by which the groups could be compared"
        return Grade(letter="D", reasons=(why,))
    if assignment == "comparison":
        return Grade(letter="C", reasons=("there is a comparison group, but nobody was drawn", *_apart(estimates)))
    if assignment == "staggered" and not draw_verified:
        why = "the groups started at different times, but not by a draw"
        return Grade(letter="C", reasons=(why, *_apart(estimates)))
    reasons = [f"deviation from the plan: {text}" for text in deviations]
    if not draw_verified:
        reasons.insert(0, "drawn by lot, but the draw file is missing, so nobody can repeat the draw")
    reasons += staying_reasons(estimates)
    if reasons:
        return Grade(letter="B", reasons=tuple(reasons))
    drawn = "who starts when was drawn" if assignment == "staggered" else "drawn"
    return Grade(letter="A", reasons=(f"{drawn} by lot, the draw verifies, analysed as planned",))


def _any_of(estimates: Sequence[Estimate], question: str) -> bool:
    return any(each.question == question and each.estimate is not None for each in estimates)


def _apart(estimates: Sequence[Estimate]) -> list[str]:
    """Where the groups did not move alike before the start, so that they would hardly have done so afterwards."""
    return [
        f"the groups moved apart before the start{f' in the {each.branch} branch' if each.branch else ''} "
        f"(p = {each.p_value:.2g})"
        for each in estimates
        if each.question == "pre_trend" and each.p_value is not None and each.p_value < DOUBT
    ]


def staying_reasons(estimates: Sequence[Estimate]) -> list[str]:
    """Where a per-day effect is seen that could be due to who stayed."""
    bounds = {
        (bound.arm, bound.branch, bound.outcome, bound.window): bound
        for bound in estimates
        if bound.question == "lee_bounds" and bound.scale == "difference"
    }
    reasons = []
    for seen in estimates:
        if seen.question != "itt_per_day" or seen.scale != "difference" or not excludes_zero(seen):
            continue
        bound = bounds.get((seen.arm, seen.branch, seen.outcome, seen.window))
        if bound is None:  # the bounds are for the primary outcome
            continue
        where = f"the {seen.window} effect per day" + (f" in the {seen.branch} branch" if seen.branch else "")
        if bound.not_estimable:
            reasons.append(f"{where} cannot be held against who stayed: {bound.not_estimable}")
        elif not excludes_zero(bound):
            reasons.append(f"{where} could be due to who stayed: its Lee interval contains zero")
    return reasons


def excludes_zero(estimate: Estimate) -> bool:
    """True where there is an interval (or bounds) wholly above or wholly below zero."""
    if estimate.estimate is None or estimate.ci_low is None or estimate.ci_high is None:
        return False
    return estimate.ci_kind in ("interval", "bounds") and (estimate.ci_low > 0 or estimate.ci_high < 0)
