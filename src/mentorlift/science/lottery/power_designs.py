"""The planned comparison of each design as samples to be drawn, and the smallest visible effect by number of places."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from mentorlift.science.effects.comparison import FEWEST_UNITS
from mentorlift.science.lottery.design import UnableToDraw
from mentorlift.science.lottery.power import by_formula
from mentorlift.science.lottery.power_chances import Chances
from mentorlift.science.lottery.power_history import Bools, Floats, History, Ints
from mentorlift.science.lottery.power_seen import Sample

POINTS = 24  # of a curve
Pair = tuple[Chances, Chances]
OfPlaces = Callable[[int], Pair | None]


def two_arms(treated: int, control: int, chances: Pair | None = None) -> tuple[Sample, ...]:
    """One lottery, or a waiting list up to the day on which the later arm is served (cut the days there).

    `chances` where they differ: of the treated and of the control (`of_both_arms`).
    """
    own, other = chances or (None, None)
    return (
        Sample(units=treated, weight=1.0, gain=1.0, chances=own),
        Sample(units=control, weight=-1.0, chances=other),
    )


def in_strata(strata: Sequence[tuple[Bools | None, int, int]], chances: Pair | None = None) -> tuple[Sample, ...]:
    """(who in the history is like the stratum, treated, control) each; strata weigh by their people.

    `chances` as in `two_arms`, of all.

    ValueError where a stratum lacks one of the arms: nobody is compared in it.
    """
    total = sum(treated + control for _, treated, control in strata)
    out: list[Sample] = []
    for pool, treated, control in strata:
        if min(treated, control) < 1:
            raise ValueError("a stratum with nobody in one of the arms compares nobody")
        share = (treated + control) / total
        own, other = two_arms(treated, control, chances)
        out.append(replace(own, weight=share, pool=pool))
        out.append(replace(other, weight=-share, pool=pool))
    return tuple(out)


def opt_in(treated: int, control: int, *, asked: int, share_yes: float) -> tuple[int, int]:
    """Of `asked` people those who say yes are drawn in the proportions of the two arms: (treated, control).

    ValueError where too few say yes.
    """
    yes = round(asked * share_yes)
    drawn = min(max(round(yes * treated / (treated + control)), 1), yes - 1)
    if yes < 2:
        raise ValueError("fewer than two people would say yes")
    return drawn, yes - drawn


def two_branches(
    treated: int, control: int, *, asked: int, share_yes: float, chances: Pair | None = None
) -> dict[str, tuple[Sample, ...]]:
    """`ate` in the mandatory branch, `att` of those who say yes in the other, and `atu` = (A - p T) / (1 - p).

    For `atu` those who say yes gain nothing, so that the mandatory branch has the share 1 - p of the effect.
    """
    if not 0 < share_yes < 1:
        raise ValueError("the share that says yes lies between 0 and 1")
    rest = 1 - share_yes
    yes = two_arms(*opt_in(treated, control, asked=asked, share_yes=share_yes), chances)
    whole = two_arms(treated, control, chances)
    worked_out = [replace(part, weight=part.weight / rest, gain=part.gain * rest) for part in whole]
    worked_out += [replace(part, weight=-share_yes * part.weight / rest, gain=0.0) for part in yes]
    return {"ate": whole, "att": yes, "atu": tuple(worked_out)}


def curve(
    y: Floats, total: int, *, group: Ints | None = None, scheduled: Floats | None = None, pair: OfPlaces | None = None
) -> list[tuple[int, float]]:
    """(places, smallest visible effect in percent by formula) where `total` units are on the list.

    `pair`: the chances with so many places, where they differ. Otherwise as `curve_of`; raises as `smallest_of`.
    """
    history = History.of(y, group, scheduled)

    def reach(places: int) -> float | None:
        found = by_formula(history, two_arms(places, total - places, pair(places) if pair else None))[1]
        return None if found is None or history.mean <= 0 else 100 * found / history.mean

    return curve_of(total, reach)


def curve_of(total: int, reach: Callable[[int], float | None]) -> list[tuple[int, float]]:
    """`reach(places)` from the fewest places to all but the fewest; empty where there is no percentage.

    It ends where with so many places somebody would be drawn for certain (UnableToDraw).
    """
    least = max(FEWEST_UNITS, round(total / 20))
    places = sorted({int(n) for n in np.linspace(least, total - least, POINTS).round() if least <= n <= total - least})
    found = []
    for n in places:
        try:
            percent = reach(n)
        except UnableToDraw:
            break
        if percent is not None:
            found.append((n, percent))
    return found
