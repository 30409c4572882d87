"""The rows of `mentorlift power`: which comparison each design plans, and how small an effect it can show."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np

from mentorlift.files.planning import Past, PlanningInput
from mentorlift.science.effects.data import Floats
from mentorlift.science.lottery.drawing import in_proportion
from mentorlift.science.lottery.power import Power, smallest_of
from mentorlift.science.lottery.power_chances import of_both_arms
from mentorlift.science.lottery.power_change import smallest_change
from mentorlift.science.lottery.power_designs import Pair, curve, curve_of, in_strata, opt_in, two_arms, two_branches
from mentorlift.science.lottery.power_seen import Asked, Sample
from mentorlift.science.lottery.power_staggered import Start, smallest_staggered
from mentorlift.science.lottery.unequal import chances
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
        confidence = 1 - 0.05 / (len(intended.allocation) - 1)  # Bonferroni's share of each arm
        parts = _parts(planning, intended, past)
        if past.before is not None:
            changes = partial(smallest_change, past.y, past.before, group=past.group, confidence=confidence)
            return [Answer(past=past, who=who, found=changes(each, progress=told)) for who, each, _ in parts]
        y, scheduled = _before_the_others_start(past, intended.served)
        levels = partial(smallest_of, y, group=past.group, scheduled=scheduled, confidence=confidence, progress=told)
        return [Answer(past=past, who=who, found=levels(each, asked=asked)) for who, each, asked in parts]
    except ValueError as why:
        return [Answer(past=past, who="", found=None, why=str(why))]


def _parts(
    planning: PlanningInput, intended: Intended, past: Past
) -> Iterator[tuple[str, tuple[Sample, ...], Asked | None]]:
    """(of whom, samples, who was asked where the effect is worked out with their answers)."""
    *names, last = intended.allocation
    control = intended.allocation[last]
    for arm in names:
        treated = intended.allocation[arm]
        who = arm if len(names) > 1 else ""
        pair = _chances(planning, past, Fraction(treated, treated + control))
        if intended.share_yes is None:
            yield who, _strata(planning, past, (treated, control), pair) or two_arms(treated, control, pair), None
        elif intended.asked:
            branches = two_branches(treated, control, asked=intended.asked, share_yes=intended.share_yes, chances=pair)
            share = Asked(people=intended.asked, share_yes=intended.share_yes)
            for name, each in branches.items():
                yield f"{who} {NAMES[name]}".strip(), each, share if name == "atu" else None
        else:
            drawn = opt_in(treated, control, asked=planning.units, share_yes=intended.share_yes)
            yield f"{who} {NAMES['att']}".strip(), two_arms(*drawn, pair), None


def _chances(planning: PlanningInput, past: Past, share: Fraction) -> Pair | None:
    """Those of the past's own people where it is theirs, else of those on the list; None where all are alike."""
    if not planning.weights:
        return None
    found = chances(planning.weights, share * len(planning.weights))
    first = np.array([float(found[unit]) for unit in past.units or found])
    return of_both_arms(first, known=past.units is not None)


def _strata(planning: PlanningInput, past: Past, sizes: tuple[int, int], pair: Pair | None) -> tuple[Sample, ...]:
    """The two arms spread over the strata, by the chances of their units; none where the strata are not known."""
    if not planning.strata or past.stratum is None:
        return ()
    names = np.array(past.stratum)
    at, rest = _in_each(planning, *sizes)
    both = [(names == name, at[name], rest[name]) for name in planning.strata if min(at[name], rest[name]) > 0]
    return in_strata(both, pair) if both else ()


def _in_each(planning: PlanningInput, treated: int, control: int) -> tuple[dict[str, int], dict[str, int]]:
    """How many of each stratum come into the two arms, as the draw has it but for chance."""
    if not planning.weights:
        return in_proportion(planning.strata, treated), in_proportion(planning.strata, control)
    everybody = len(planning.weights)
    found = chances(planning.weights, Fraction(treated, treated + control) * everybody)
    drawn = Fraction(treated + control, everybody)
    expected = dict.fromkeys(planning.strata, Fraction(0))
    for unit, chance in found.items():
        expected[planning.stratum_of[unit]] += drawn * chance
    at = {name: round(count) for name, count in expected.items()}
    return at, {name: round(drawn * size) - at[name] for name, size in planning.strata.items()}


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
    total = planning.units
    try:
        if past.before is not None:
            changes = partial(smallest_change, past.y, past.before, group=past.group, runs=0)
            return curve_of(total, lambda places: changes(two_arms(places, total - places)).by_formula_percent)
        return curve(
            past.y,
            total,
            group=past.group,
            scheduled=past.scheduled,
            pair=lambda places: _chances(planning, past, Fraction(places, total)),
        )
    except ValueError:
        return []
