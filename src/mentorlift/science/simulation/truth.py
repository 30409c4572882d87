"""The true answer to every question of `results.json`, under that question's own definition."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from mentorlift.science.simulation import definitions as define
from mentorlift.science.simulation.definitions import Span
from mentorlift.science.simulation.planted import Planted
from mentorlift.science.simulation.population import Population, population

OUTCOMES = ("revenue", "calls", "sales")
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
    return list(_truths(curves, tuple(windows.items()), retention_at, share_mentored))


@cache  # the truth is the same in each of thousands of simulated programmes
def _truths(
    curves: Planted, spans: tuple[tuple[str, Span], ...], retention_at: tuple[int, ...], share_mentored: float
) -> tuple[Truth, ...]:
    windows = dict(spans)
    everyone = population(curves)
    volunteers = everyone.only(everyone.org.wants)
    decliners = everyone.only(~everyone.org.wants)
    out: list[Truth] = []
    for branch, people in (("mandatory", everyone), ("voluntary", volunteers)):
        out += _sales(people, branch, windows, curves)
        out += _staying(people, branch, retention_at, min(HORIZON, curves.days), share_mentored)
    return (*out, *_selection(everyone, volunteers, decliners, windows))


def _sales(pop: Population, branch: str, windows: dict[str, Span], curves: Planted) -> Iterator[Truth]:
    percent: dict[str, float] = {}
    for window, span in windows.items():
        for outcome in OUTCOMES:
            label = Truth(question="", branch=branch, window=window, outcome=outcome, truth=None)
            yield from _both_scales(replace(label, question="itt_per_day"), define.per_day(pop, span, outcome))
            yield from _both_scales(replace(label, question="itt"), define.per_person(pop, span, outcome))
            yield from _both_scales(replace(label, question="total_value"), define.total(pop, span, outcome))
        without, mentored = define.per_day(pop, span)
        percent[window] = 100 * (mentored / without - 1)
        yield from _through_meetings(pop, branch, window, span)
        label = Truth(question="parts", branch=branch, window=window, scale="ratio", unit="ratio", truth=None)
        for outcome, log_ratio in define.parts(pop, span).items():
            yield replace(label, outcome=outcome, truth=log_ratio)
    for week in range(curves.days // 7):
        label = Truth(question="by_week", branch=branch, at=week, truth=None)
        yield from _both_scales(label, define.per_day(pop, (7 * week, 7 * week + 7)))
    kept = percent["late"] / percent["early"] if len(percent) == 2 and abs(percent["early"]) > 1e-9 else None
    yield Truth(question="durability", branch=branch, scale="ratio", unit="ratio", truth=kept)


def _through_meetings(pop: Population, branch: str, window: str, span: Span) -> Iterator[Truth]:
    """Complier effect (the draw changes nothing for those who never meet), and the always-stayers' of the bounds."""
    without, mentored = define.per_person(pop, span)
    met, held = define.meetings(pop, span)
    label = Truth(question="complier", branch=branch, window=window, truth=(mentored - without) / met)
    yield label
    yield replace(label, outcome="revenue per session", truth=(mentored - without) / held)
    bounds = replace(label, question="lee_bounds", truth=None)
    yield from _both_scales(bounds, define.always_stayers(pop, span))


def _staying(
    pop: Population, branch: str, days: tuple[int, ...], horizon: int, share_mentored: float
) -> Iterator[Truth]:
    label = Truth(question="retention", branch=branch, outcome="", truth=None)
    for day in days:
        without, mentored = define.staying(pop, day)
        yield replace(label, at=day, unit="share", truth=mentored - without)
        yield replace(label, at=day, scale="ratio", unit="ratio", truth=mentored / without)
    without, mentored = define.restricted_mean(pop, horizon)
    yield replace(label, question="rmst", at=horizon, unit="days", truth=mentored - without)
    ratio = define.hazard_ratio(pop, horizon, share_mentored)
    yield replace(label, question="hazard_ratio", at=horizon, scale="ratio", unit="hazard ratio", truth=ratio)


def _selection(
    everyone: Population, volunteers: Population, decliners: Population, windows: dict[str, Span]
) -> Iterator[Truth]:
    """What the two branches say together, in money per person drawn and per day at work."""
    for window, span in windows.items():
        for outcome, define_as in (("revenue", define.total), ("revenue per day", define.per_day)):
            label = Truth(question="", branch="", window=window, outcome=outcome, truth=None)
            for question, pop in (("ate", everyone), ("att", volunteers), ("atu", decliners)):
                yield from _both_scales(replace(label, question=question), define_as(pop, span))
            # volunteers against decliners, neither with a mentor
            gap = define_as(decliners, span)[0], define_as(volunteers, span)[0]
            yield from _both_scales(replace(label, question="selection_gap"), gap)


def _both_scales(label: Truth, value: tuple[float, float]) -> Iterator[Truth]:
    without, mentored = value
    unit = label.outcome if label.outcome in {"calls", "sales"} else "currency"
    yield replace(label, unit=unit, truth=mentored - without)
    yield replace(label, scale="percent", unit="percent", truth=100 * (mentored / without - 1))
