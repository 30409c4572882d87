"""The rows of `mentorlift power`: which comparison each design plans, and how small an effect it can show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from mentorlift.files.planning import Past, PlanningInput
from mentorlift.science.effects.data import Floats
from mentorlift.science.lottery.drawing import in_proportion
from mentorlift.science.lottery.power import Power, smallest_of
from mentorlift.science.lottery.power_designs import curve, in_strata, opt_in, several_arms, two_arms, two_branches
from mentorlift.science.lottery.power_seen import Asked, Sample
from mentorlift.science.lottery.power_staggered import Start, smallest_staggered
from mentorlift.science.progress import Progress, unheard

DAYS_A_WEEK = 7
NAMES = {"ate": "everyone", "att": "those who say yes", "atu": "those who say no"}


@dataclass(frozen=True, kw_only=True)
class Intended:
    """What is going to be drawn. `allocation`: arm -> units, the last is the control.

    `share_yes`: of those asked, None where nobody is; `asked`: people of a voluntary branch beside the mandatory one
    that `allocation` is for, 0 where everybody on the list is asked. `served`: day on which the later arm starts, None
    for never. `starts`: units that start one group after the other, `every` weeks apart; the rest never.
    """

    allocation: Mapping[str, int]
    share_yes: float | None = None
    asked: int = 0
    served: int | None = None
    starts: Sequence[int] = ()
    every: int = 4


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One line: the smallest effect on `who` in a metric and window, or why it is not known."""

    past: Past
    who: str
    found: Power | None
    why: str = ""


def answers(planning: PlanningInput, intended: Intended, past: Past, told: Progress = unheard) -> list[Answer]:
    """Every comparison of the design in one metric and window."""
    try:
        if intended.starts:
            return [Answer(past=past, who="all who start", found=_staggered(intended, past))]
        y, scheduled = _before_the_others_start(past, intended.served)
        confidence = 1 - 0.05 / (len(intended.allocation) - 1)  # Bonferroni's share of each arm
        smallest = partial(smallest_of, y, group=past.group, scheduled=scheduled, confidence=confidence, progress=told)
        return [
            Answer(past=past, who=who, found=smallest(samples, asked=asked))
            for who, samples, asked in _parts(planning, intended, past)
        ]
    except ValueError as why:
        return [Answer(past=past, who="", found=None, why=str(why))]


def _parts(
    planning: PlanningInput, intended: Intended, past: Past
) -> Iterator[tuple[str, tuple[Sample, ...], Asked | None]]:
    """(of whom, samples, who was asked where the effect is worked out with their answers)."""
    arms = several_arms(intended.allocation)
    control = list(intended.allocation.values())[-1]
    for arm, samples in arms.items():
        treated = intended.allocation[arm]
        who = arm if len(arms) > 1 else ""
        if intended.share_yes is None:
            strata = _strata(planning, past, treated, control)
            yield who, strata or samples, None
        elif intended.asked:
            branches = two_branches(treated, control, asked=intended.asked, share_yes=intended.share_yes)
            share = Asked(people=intended.asked, share_yes=intended.share_yes)
            for name, each in branches.items():
                yield f"{who} {NAMES[name]}".strip(), each, share if name == "atu" else None
        else:
            drawn = opt_in(treated, control, asked=planning.units, share_yes=intended.share_yes)
            yield f"{who} {NAMES['att']}".strip(), two_arms(*drawn), None


def _strata(planning: PlanningInput, past: Past, treated: int, control: int) -> tuple[Sample, ...]:
    """The two arms spread over the strata in proportion; none where the strata are not known."""
    if not planning.strata or past.stratum is None:
        return ()
    names = np.array(past.stratum)
    at = in_proportion(planning.strata, treated)
    rest = in_proportion(planning.strata, control)
    sizes = [(names == name, at[name], rest[name]) for name in planning.strata if min(at[name], rest[name]) > 0]
    return in_strata(sizes) if sizes else ()


def _before_the_others_start(past: Past, served: int | None) -> tuple[Floats, Floats]:
    """The days on which nobody of the later arm has started yet; ValueError where there is none."""
    if served is None or past.window == "pre":
        return past.y, past.scheduled
    days = served - past.first_day
    if days < 1:
        raise ValueError(f"those of the later arm start on day {served}, before this window")
    return past.y[:, :days], past.scheduled[:days]


def _staggered(intended: Intended, past: Past) -> Power:
    """Weeks of the past, a group each `every` weeks; whoever is not among the starts never does."""
    count = past.y.shape[1] // DAYS_A_WEEK
    days = past.y[:, : count * DAYS_A_WEEK].reshape(len(past.y), count, DAYS_A_WEEK)
    there = np.isfinite(days).sum(axis=2)
    weeks = np.divide(np.nansum(days, axis=2), there, out=np.full(there.shape, np.nan), where=there > 0)
    starts = [Start(period=intended.every * (k + 1), units=units) for k, units in enumerate(intended.starts)]
    never = sum(intended.allocation.values()) - sum(intended.starts)
    if never > 0:
        starts.append(Start(period=count + 1, units=never))
    return smallest_staggered(weeks, starts)


def curve_rows(planning: PlanningInput, past: Past) -> list[tuple[int, float]]:
    """(places, smallest visible effect in percent) over everybody on the list; empty where it is not known."""
    try:
        return curve(past.y, planning.units, group=past.group, scheduled=past.scheduled)
    except ValueError:
        return []
