"""The pool as lists to read: who is to be matched, and which places are free. A page of each side at a time."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Lower

from mentorlift.matching.queries.pool import mentors_here, waiting_people, with_free_places
from mentorlift.matching.queries.somebody import A_PAGE, Somebody, somebody
from mentorlift.people.queries import PersonFacts, facts_on
from mentorlift.programmes.models import Cohort
from mentorlift.programmes.queries import aims_of


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One person of the pool; `said` is what they want, or are strong in, `aims` what they aim for, or have achieved.

    `free` of `places` is a mentor's.
    """

    who: Somebody
    said: str
    aims: str
    free: int = 0
    places: int = 0


@dataclass(frozen=True, kw_only=True)
class PoolLists:
    """One page of each side by name; `waiting` and `free` count everybody, whatever was searched for."""

    proteges: Page[PoolRow]
    mentors: Page[PoolRow]
    waiting: int
    free: int


def pool_lists(
    cohort: Cohort,
    group: str,
    *,
    on: date,
    search: str = "",
    proteges_page: str | None = None,
    mentors_page: str | None = None,
) -> PoolLists:
    """The pool as one reads it; `search` looks into the names."""
    waiting, offers = waiting_people(cohort, group, on=on), with_free_places(mentors_here(cohort, on=on))
    here, free = offers.aggregate(here=Count("pk"), total=Coalesce(Sum("free"), 0)).values()
    all_waiting = waiting.count()
    offers = offers.annotate(achieved=Coalesce("profile__achieved", Value("")))
    return PoolLists(
        proteges=_proteges(cohort, _page(waiting, search, proteges_page, all_waiting), on),
        mentors=_mentors(_page(offers, search, mentors_page, here), on),
        waiting=all_waiting,
        free=free,
    )


def _page(found: QuerySet[Any], search: str, number: str | None, everybody: int) -> Page[Any]:
    for word in search.split():
        found = found.filter(person__identity__name__icontains=word)
    by_name = Lower(Coalesce("person__identity__name", Value("")))
    pages = Paginator(found.order_by(by_name, "person_id"), A_PAGE)
    if not search.split():
        pages.count = everybody  # counted already
    return pages.get_page(number)


def _proteges(cohort: Cohort, page: Page[Any], on: date) -> Page[PoolRow]:
    people = [row.person_id for row in page.object_list]
    known, said = _facts(people, on), aims_of(cohort.programme, people)
    page.object_list = [_protege(known[person_id], *said.get(person_id, ("", ""))) for person_id in people]
    return page


def _protege(facts: PersonFacts, wants_to_learn: str, aims_for: str) -> PoolRow:
    return PoolRow(somebody(facts), wants_to_learn or listed(facts, "wants_to_learn"), aims_for)


def _mentors(page: Page[Any], on: date) -> Page[PoolRow]:
    offers = list(page.object_list)
    known = _facts([offer.person_id for offer in offers], on)
    page.object_list = [
        PoolRow(
            somebody(known[offer.person_id]),
            offer.topics or listed(known[offer.person_id], "strong_in"),
            offer.achieved,
            offer.free,
            offer.places,
        )
        for offer in offers
    ]
    return page


def _facts(person_ids: list[UUID], on: date) -> dict[UUID, PersonFacts]:
    return {facts.person_id: facts for facts in facts_on(on, person_ids=person_ids)}


def listed(facts: PersonFacts, column: str) -> str:
    """A list cell as one reads it."""
    return str(facts.attributes.get(column, "")).replace("|", ", ")
