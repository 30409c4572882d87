"""What a choice costs in knowledge: a serving date ends what can be measured, a small list hides a small effect."""

from dataclasses import dataclass
from math import sqrt

TWO_MONTHS, SIX_MONTHS = 60, 180  # ends of the early and the late window, in days since the start
_TWO_SIDED_5_POWER_80 = 2.8  # 1.96 + 0.84
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
    """Smallest effect seen in 8 of 10 draws at 5 %, as a share of the mean of those who start later.

    2.8 * variation * sqrt(1/mentored + 1/later), the difference of two means of people (Bloom 1995, Evaluation
    Review 19(5), 547-556, minimum detectable effect). `variation` = standard deviation / mean of the people's means.
    None where a side has nobody.
    """
    if mentored < 1 or later < 1:
        return None
    return _TWO_SIDED_5_POWER_80 * variation * sqrt(1 / mentored + 1 / later)


@dataclass(frozen=True, slots=True)
class Reach:
    """How small an effect a list can show, from even to uneven revenue."""

    people: int
    mentored: int
    later: int
    even: float | None
    uneven: float | None

    @property
    def even_percent(self) -> float | None:
        return None if self.even is None else 100 * self.even

    @property
    def uneven_percent(self) -> float | None:
        return None if self.uneven is None else 100 * self.uneven


def reach(*, people: int, places: int | None) -> Reach:
    """The reach of `people` on a list of whom `places` are mentored; half of them where nobody has said how many."""
    mentored = people // 2 if places is None else min(places, people)
    later = people - mentored
    return Reach(
        people=people,
        mentored=mentored,
        later=later,
        even=smallest_visible_effect(mentored=mentored, later=later, variation=EVEN),
        uneven=smallest_visible_effect(mentored=mentored, later=later, variation=UNEVEN),
    )
