"""How many people each group of the comparison will have, over all intakes of a programme."""

from collections import Counter

from django.db.models import Count

from mentorlift.programmes.models import Branch, Programme, RosterEntry
from mentorlift.programmes.rules.planned import YES_PERCENT, Planned, planned_of

USUAL_PLACES = 50  # while nobody has said how many, and nobody is on a list


def planned(programme: Programme, *, yes_percent: int = YES_PERCENT) -> Planned:
    """Places are of each intake; who is asked is as the lot has split its list, or half of it."""
    lists = RosterEntry.objects.filter(programme=programme).values("cohort", "branch").annotate(people=Count("id"))
    intakes: dict[object, Counter[str]] = {}
    for row in lists:
        intakes.setdefault(row["cohort"], Counter())[row["branch"]] += row["people"]
    usual = Counter({"": 2 * (programme.places_wanted or USUAL_PLACES)})
    each = [
        planned_of(
            programme.participation,
            people.total(),
            places=programme.places_wanted,
            unasked=None if people[""] else people[Branch.MANDATORY],
            yes_percent=yes_percent,
        )
        for people in intakes.values() or [usual]
    ]
    return Planned(
        mentored=sum(one.mentored for one in each),
        later=sum(one.later for one in each),
        places=sum(one.places for one in each),
        asked=sum(one.asked for one in each),
        yes_percent=yes_percent,
        beside=any(one.beside for one in each),
    )
