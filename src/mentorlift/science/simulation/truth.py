"""The true answer to every question of `results.json`, under that question's own definition."""

from collections.abc import Iterator
from dataclasses import dataclass

from mentorlift.science.simulation import definitions as define
from mentorlift.science.simulation.definitions import Span
from mentorlift.science.simulation.planted import Planted
from mentorlift.science.simulation.population import Population, population

HORIZON = 180  # days of restricted mean and hazard ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One true value, keyed as an estimate is. `truth` is None where the definition divides by an effect of zero."""

    question: str
    branch: str
    window: str = "all"
    at: int | None = None
    scale: str = "difference"
    unit: str = "currency"
    outcome: str = "revenue"
    arm: str = "mentored"
    truth: float | None


def truths(
    curves: Planted, windows: dict[str, Span], retention_at: tuple[int, ...], share_mentored: float
) -> list[Truth]:
    """True values for the mandatory branch (everyone), the voluntary one (those who said yes) and the two together.

    `windows`: early and late, in tenure days. `share_mentored`: of those drawn, which the hazard ratio depends on.
    """
    everyone = population(curves)
    volunteers = everyone.only(everyone.org.wants)
    decliners = everyone.only(~everyone.org.wants)
    out: list[Truth] = []
    for branch, people in (("mandatory", everyone), ("voluntary", volunteers)):
        out += _sales(people, branch, windows, curves)
        out += _staying(people, branch, retention_at, min(HORIZON, curves.days), share_mentored)
    return [*out, *_selection(everyone, volunteers, decliners, windows)]


def _sales(pop: Population, branch: str, windows: dict[str, Span], curves: Planted) -> Iterator[Truth]:
    percent: dict[str, float] = {}
    for window, span in windows.items():
        for question, value in (
            ("itt_per_day", define.per_day(pop, span)),
            ("itt", define.per_person(pop, span)),
            ("total_value", define.total(pop, span)),
        ):
            yield from _both_scales(question, branch, window, value)
        without, mentored = define.per_day(pop, span)
        percent[window] = 100 * (mentored / without - 1)
        yield from _through_meetings(pop, branch, window, span)
        for outcome, value in define.parts(pop, span).items():
            yield Truth(
                question="parts",
                branch=branch,
                window=window,
                scale="ratio",
                unit="ratio",
                outcome=outcome,
                truth=value,
            )
    for week in range(curves.days // 7):
        without, mentored = define.per_day(pop, (7 * week, 7 * week + 7))
        for truth in _both_scales("by_week", branch, "all", (without, mentored)):
            yield Truth(
                question="by_week", branch=branch, at=week, scale=truth.scale, unit=truth.unit, truth=truth.truth
            )
    kept = percent["late"] / percent["early"] if abs(percent["early"]) > 1e-9 else None
    yield Truth(question="durability", branch=branch, scale="ratio", unit="ratio", truth=kept)


def _through_meetings(pop: Population, branch: str, window: str, span: Span) -> Iterator[Truth]:
    """Complier effect (the draw changes nothing for those who never meet), and the always-stayers' of the bounds."""
    without, mentored = define.per_day(pop, span)
    meeting = float(pop.weight @ pop.org.meets)
    yield Truth(question="complier", branch=branch, window=window, truth=(mentored - without) / meeting)
    yield from _both_scales("lee_bounds", branch, window, define.always_stayers(pop, span))


def _staying(
    pop: Population, branch: str, days: tuple[int, ...], horizon: int, share_mentored: float
) -> Iterator[Truth]:
    for day in days:
        without, mentored = define.staying(pop, day)
        for scale, unit, value in (
            ("difference", "share", mentored - without),
            ("ratio", "ratio", mentored / without),
        ):
            yield Truth(
                question="retention", branch=branch, at=day, scale=scale, unit=unit, outcome="staying", truth=value
            )
    without, mentored = define.restricted_mean(pop, horizon)
    yield Truth(question="rmst", branch=branch, at=horizon, unit="days", outcome="staying", truth=mentored - without)
    yield Truth(
        question="hazard_ratio",
        branch=branch,
        at=horizon,
        scale="ratio",
        unit="hazard ratio",
        outcome="staying",
        truth=define.hazard_ratio(pop, horizon, share_mentored),
    )


def _selection(
    everyone: Population, volunteers: Population, decliners: Population, windows: dict[str, Span]
) -> Iterator[Truth]:
    for window, span in windows.items():
        for question, pop in (("ate", everyone), ("att", volunteers), ("atu", decliners)):
            yield from _both_scales(question, "", window, define.total(pop, span))
        # volunteers against decliners, neither with a mentor
        gap = define.total(decliners, span)[0], define.total(volunteers, span)[0]
        yield from _both_scales("selection_gap", "", window, gap)


def _both_scales(question: str, branch: str, window: str, value: tuple[float, float]) -> Iterator[Truth]:
    without, mentored = value
    yield Truth(question=question, branch=branch, window=window, truth=mentored - without)
    yield Truth(
        question=question,
        branch=branch,
        window=window,
        scale="percent",
        unit="percent",
        truth=100 * (mentored / without - 1),
    )
