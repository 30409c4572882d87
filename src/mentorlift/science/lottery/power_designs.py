"""The planned comparison of each design as samples to be drawn, and the smallest visible effect by number of places."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from mentorlift.science.effects.comparison import FEWEST_UNITS
from mentorlift.science.lottery.power import by_formula
from mentorlift.science.lottery.power_history import Bools, Floats, History, Ints
from mentorlift.science.lottery.power_seen import Sample

POINTS = 24  # of a curve


def two_arms(treated: int, control: int) -> tuple[Sample, ...]:
    """One lottery, or a waiting list up to the day on which the later arm is served (cut the days there)."""
    return Sample(units=treated, weight=1.0, gain=1.0), Sample(units=control, weight=-1.0)


def in_strata(strata: Sequence[tuple[Bools | None, int, int]]) -> tuple[Sample, ...]:
    """(who in the history is like the stratum, treated, control) each; strata weigh by their people.

    ValueError where a stratum lacks one of the arms: nobody is compared in it.
    """
    total = sum(treated + control for _, treated, control in strata)
    out: list[Sample] = []
    for pool, treated, control in strata:
        if min(treated, control) < 1:
            raise ValueError("a stratum with nobody in one of the arms compares nobody")
        share = (treated + control) / total
        out.append(Sample(units=treated, weight=share, gain=1.0, pool=pool))
        out.append(Sample(units=control, weight=-share, pool=pool))
    return tuple(out)


def several_arms(allocation: Mapping[str, int]) -> dict[str, tuple[Sample, ...]]:
    """Each arm against the last one, which they share."""
    *treated, control = allocation
    return {arm: two_arms(allocation[arm], allocation[control]) for arm in treated}


def opt_in(treated: int, control: int, *, asked: int, share_yes: float) -> tuple[int, int]:
    """Of `asked` people those who say yes are drawn in the proportions of the two arms: (treated, control).

    ValueError where too few say yes.
    """
    yes = round(asked * share_yes)
    drawn = min(max(round(yes * treated / (treated + control)), 1), yes - 1)
    if yes < 2:
        raise ValueError("fewer than two people would say yes")
    return drawn, yes - drawn


def two_branches(treated: int, control: int, *, asked: int, share_yes: float) -> dict[str, tuple[Sample, ...]]:
    """`ate` in the mandatory branch, `att` of those who say yes in the other, and `atu` = (A - p T) / (1 - p).

    For `atu` those who say yes gain nothing, so that the mandatory branch has the share 1 - p of the effect.
    """
    if not 0 < share_yes < 1:
        raise ValueError("the share that says yes lies between 0 and 1")
    rest = 1 - share_yes
    yes = two_arms(*opt_in(treated, control, asked=asked, share_yes=share_yes))
    whole = two_arms(treated, control)
    worked_out = [replace(part, weight=part.weight / rest, gain=part.gain * rest) for part in whole]
    worked_out += [replace(part, weight=-share_yes * part.weight / rest, gain=0.0) for part in yes]
    return {"ate": whole, "att": yes, "atu": tuple(worked_out)}


def curve(
    y: Floats, total: int, *, group: Ints | None = None, scheduled: Floats | None = None
) -> list[tuple[int, float]]:
    """(places, smallest visible effect in percent by formula) where `total` units are on the list.

    From the fewest places to all but the fewest; empty where there is no percentage. Raises as `smallest_of`.
    """
    least = max(FEWEST_UNITS, round(total / 20))
    places = sorted({int(n) for n in np.linspace(least, total - least, POINTS).round() if least <= n <= total - least})
    if not places:
        return []
    history = History.of(y, group, scheduled)
    found = [(n, by_formula(history, two_arms(n, total - n))[1]) for n in places]
    if history.mean <= 0:
        return []
    return [(n, 100 * reach / history.mean) for n, reach in found if reach is not None]
