"""What a choice costs in knowledge: a serving date ends what can be measured, a small list hides a small effect."""

from dataclasses import dataclass

from mentorlift.programmes.rules.planned import Planned, planned_of

TWO_MONTHS, SIX_MONTHS = 60, 180  # ends of the early and the late window, in days since the start
CONFIDENCE, POWER = 0.95, 0.8
# Coefficient of variation of people's mean daily revenue: from even teams to a heavy tail. The plan page puts the
# organisation's own figure in their place as soon as outcomes are imported.
EVEN, UNEVEN = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class ServingPrice:
    """What can still be measured when those drawn for later start after `weeks` weeks (None: not in this round)."""

    weeks: int | None
    two_months: bool
    six_months: bool


def serving_price(weeks: int | None) -> ServingPrice:
    """A window that reaches past the first day of the later ones cannot be measured: nobody is waiting any more."""
    days = None if weeks is None else 7 * weeks
    return ServingPrice(
        weeks=weeks,
        two_months=days is None or days >= TWO_MONTHS,
        six_months=days is None or days >= SIX_MONTHS,
    )


def smallest_visible_effect(*, mentored: int, later: int, variation: float) -> float | None:
    """Smallest effect stated in 8 of 10 draws at 5 %, as a share of the mean of those who start later.

    Two means of people, stated when the intervals in money and in percent are both above zero (`power_seen`; Bloom
    1995, Evaluation Review 19(5), 547-556, minimum detectable effect). `variation` = standard deviation / mean of the
    people's means. None where a side has so few that no gain is ever stated.
    """
    import numpy as np

    from mentorlift.science.effects.headline import FEWEST_PEOPLE
    from mentorlift.science.lottery.power_seen import Contrast, Sample, expected, smallest

    if min(mentored, later) < FEWEST_PEOPLE:
        return None

    samples = (Sample(units=mentored, weight=1.0, gain=1.0), Sample(units=later, weight=-1.0))
    variances = [np.array([variation**2 / sample.units]) for sample in samples]
    contrast = Contrast(samples=samples, means=[np.ones(1), np.ones(1)], variances=variances)
    return smallest(lambda gain: expected(contrast.at(gain), CONFIDENCE, POWER))


@dataclass(frozen=True, slots=True)
class Reach:
    """How small an effect a list can show, from even to uneven revenue."""

    people: int
    planned: Planned
    even: float | None
    uneven: float | None
    fewest: int  # people in a group, below which no effect is stated

    @property
    def even_percent(self) -> float | None:
        return None if self.even is None else 100 * self.even

    @property
    def uneven_percent(self) -> float | None:
        return None if self.uneven is None else 100 * self.uneven


def reach(*, people: int, places: int | None, participation: str) -> Reach:
    """The reach of `people` on a list with `places`; half of those drawn where nobody has said how many.

    Where people are asked, an assumed share of them say yes (`planned_of`, as is `participation`).
    """
    from mentorlift.science.effects.headline import FEWEST_PEOPLE

    of = planned_of(participation, people, places=places)
    effects = [smallest_visible_effect(mentored=of.mentored, later=of.later, variation=v) for v in (EVEN, UNEVEN)]
    return Reach(people=people, planned=of, even=effects[0], uneven=effects[1], fewest=FEWEST_PEOPLE)
