"""Intakes of running programmes in which people wait for their first mentor beside pairs that exist already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from mentorlift.draws.models import Assignment
from mentorlift.draws.rules import MENTORED
from mentorlift.matching.models import Choosing
from mentorlift.mentorships.models import Pair
from mentorlift.people.models import Employment
from mentorlift.programmes.models import Programme, StepAside


@dataclass(frozen=True, slots=True)
class Late:
    """How many of an intake wait; nobody is named."""

    cohort_id: UUID
    cohort: str
    programme: str
    template: str
    people: int


def late_joiners(programmes: Sequence[Programme], *, today: date) -> list[Late]:
    """By programme and first day, in one query. Whoever had a mentor before stands elsewhere on Today, by name.

    A programme without any pair is not among them: there the timeline says that matching comes next.
    """
    pairs = Pair.objects.filter(programme=OuterRef("draw__cohort__programme"))
    # asked apart, so that each finds its index: together they read every pair of the programme once a person
    met = pairs.filter(protege=OuterRef("person"))
    as_mentor = pairs.filter(mentor=OuterRef("person"), week__isnull=False)
    here = Employment.objects.filter(person=OuterRef("person"))
    stays = here.filter(Q(exited_on=None) | Q(exited_on__gt=today))
    aside = StepAside.objects.filter(
        programme=OuterRef("draw__cohort__programme"), back_at=None, person=OuterRef("person")
    )
    choosing = Choosing.objects.filter(cohort=OuterRef("draw__cohort"), closed_at=None)
    found = (
        Assignment.objects.filter(draw__cohort__programme__in=programmes, arm=MENTORED)
        .filter(Exists(pairs), ~Exists(met), ~Exists(as_mentor), Exists(stays), ~Exists(aside), ~Exists(choosing))
        .order_by()
        .values(
            cohort=F("draw__cohort"),
            name=F("draw__cohort__name"),
            of=F("draw__cohort__programme__name"),
            template=F("draw__cohort__programme__template"),
        )
        .annotate(people=Count("pk"))
        .order_by("of", "draw__cohort__starts_on", "name")
    )
    return [Late(row["cohort"], row["name"], row["of"], row["template"], row["people"]) for row in found]
