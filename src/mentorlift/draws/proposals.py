"""How many to mentor now, as a proposal: the places there are, and the share of the intakes before."""

from collections.abc import Mapping
from fractions import Fraction

from mentorlift.draws import rules
from mentorlift.draws.capacity import capacity_for, needs_places
from mentorlift.draws.models import Preparation
from mentorlift.programmes.models import Cohort
from mentorlift.science.lottery.drawing import in_proportion, next_mentored


def proposed_numbers(cohort: Cohort, sizes: Mapping[str, int]) -> dict[str, int]:
    """branch -> people mentored now. The share of the first intake holds for the later ones, and remainders are carried
    on; the first intake takes the places that were planned, or half."""
    before = Preparation.objects.filter(cohort__programme=cohort.programme).exclude(cohort=cohort)
    earlier = list(before.order_by("prepared_at").values_list("numbers", flat=True))
    return {branch: _proposed(branch, people, cohort, sizes, earlier) for branch, people in sizes.items()}


def _proposed(
    branch: str, people: int, cohort: Cohort, sizes: Mapping[str, int], earlier: list[dict[str, dict[str, int]]]
) -> int:
    if people < 2:
        return people
    past = [numbers[branch] for numbers in earlier if branch in numbers]
    if past:
        first = past[0]
        return next_mentored(
            people,
            share=Fraction(first[rules.MENTORED], sum(first.values())),
            sizes_before=sum(sum(arms.values()) for arms in past),
            mentored_before=sum(arms[rules.MENTORED] for arms in past),
        )
    everybody = sum(sizes.values())
    room = capacity_for(cohort).usable if needs_places(cohort.programme) else everybody
    places = min(cohort.programme.places_wanted or everybody // 2, everybody - 1, room)
    return min(max(in_proportion(sizes, places)[branch], 1), people - 1)
