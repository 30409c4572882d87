"""How many sales managers of an intake have answered about its hours, counted where there are thousands of people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value

from mentorlift.mentorships.models import HoursAgreement, HoursRequest
from mentorlift.mentorships.queries.agreed import words_with_days
from mentorlift.people.models import Employment, Person, Post
from mentorlift.programmes.models import Cohort, MentorOffer, RosterEntry


@dataclass(frozen=True, slots=True)
class Said:
    """How one manager of an intake stands, without a name."""

    cohort: Cohort
    asked_at: datetime | None
    has_answered: bool
    has_days: bool


def answers_of(cohorts: Sequence[Cohort], *, today: date) -> list[Said]:
    """The same people as in `words_of_intakes`, found by the database: one query, of however many."""
    if not cohorts:
        return []
    first, *others = (_rows(cohort, max(today, cohort.starts_on), place) for place, cohort in enumerate(cohorts))
    return [Said(cohorts[place], *row) for place, *row in first.union(*others, all=True)]


def _rows(cohort: Cohort, day: date, place: int) -> QuerySet[Any, Any]:
    """A row a manager: the place of the intake, when they were asked, whether they answered, whether with days."""
    listed = RosterEntry.objects.filter(cohort=cohort)
    mentors = MentorOffer.objects.filter(programme=cohort.programme_id, accepted=True)
    people = Q(person__in=listed.values("person")) | Q(Exists(listed), person__in=mentors.values("person"))
    later = Post.objects.filter(person=OuterRef("person"), from_on__gt=OuterRef("from_on"), from_on__lte=day)
    heads = Post.objects.filter(people, ~Exists(later), from_on__lte=day).values("manager")
    not_left = Q(exited_on=None) | Q(exited_on__gt=day)
    spells = Employment.objects.filter(not_left, person=OuterRef("pk"), hired_on__lte=day)
    of_them = {"cohort": cohort, "manager": OuterRef("pk")}
    return Person.objects.filter(Exists(spells), id__in=heads).values_list(
        Value(place),
        Subquery(HoursRequest.objects.filter(**of_them).values("at")[:1]),
        Exists(HoursAgreement.objects.filter(**of_them)),
        Exists(words_with_days().filter(**of_them)),
    )
