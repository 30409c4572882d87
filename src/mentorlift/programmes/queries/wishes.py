"""Who still has to be heard, and counts of answers that betray nobody."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from mentorlift.accounts.actors import Actor
from mentorlift.programmes.models import Answer, Cohort, Programme, RosterEntry, Wish, WishQuestion
from mentorlift.programmes.rules.counts import reveals, safe_counts


def current_wording(programme: Programme) -> WishQuestion | None:
    """The latest version of the question, None before one was written."""
    return WishQuestion.objects.filter(programme=programme).order_by("-version").first()


def open_wishes(actor: Actor, *, now: datetime) -> QuerySet[Wish]:
    """Questions this person can answer, or answer otherwise, at `now`."""
    wishes = Wish.objects.select_related("cohort__programme", "question")
    if actor.person_id is None:
        return wishes.none()
    return wishes.filter(
        person_id=actor.person_id,
        cohort__frozen_at__isnull=True,
        cohort__wish_opens_at__lte=now,
        cohort__wish_closes_at__gt=now,
    )


@dataclass(frozen=True, slots=True)
class WishCounts:
    """Answers of one cohort. `total` is None where it would tell of single people; `by_site` hides small sites."""

    asked: int
    total: dict[str, int] | None
    by_site: dict[str, dict[str, int] | None]


def wish_counts(cohort: Cohort) -> WishCounts:
    """Yes, no and no answer, in all and by site; groups under five, and what would reveal them, are None.

    Counted in one query.
    """
    listed = RosterEntry.objects.filter(cohort=cohort, person=OuterRef("person"))
    site = Coalesce(Subquery(listed.values("site")[:1]), Value(""))
    asked = Wish.objects.filter(cohort=cohort).annotate(site=site).order_by()
    groups: dict[str, Counter[str]] = {}
    for at, answer, people in asked.values_list("site", "answer").annotate(people=Count("id")):
        groups.setdefault(at, Counter())[answer] = people
    total = {answer: sum(counts[answer] for counts in groups.values()) for answer in Answer.values}
    safe = safe_counts({site: {answer: counts[answer] for answer in total} for site, counts in groups.items()})
    return WishCounts(
        asked=sum(total.values()),
        total=None if reveals(total) else total,
        by_site=dict(sorted(safe.items())),
    )
