"""The pool as lists to read: who is to be matched, and which places are free. A page of each side at a time."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Lower

from mentorlift.matching.queries.drafts import A_PAGE, Somebody, somebody
from mentorlift.matching.queries.pool import mentors_here, waiting_people, with_free_places
from mentorlift.people.queries import PersonFacts, facts_on
from mentorlift.programmes.models import Cohort


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One person of the pool; `said` is what they want, or are strong in; `free` of `places` is a mentor's."""

    who: Somebody
    said: str
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
    return PoolLists(
        proteges=_proteges(_page(waiting, search, proteges_page), on),
        mentors=_mentors(_page(offers, search, mentors_page), on),
        waiting=waiting.count(),
        free=offers.aggregate(total=Coalesce(Sum("free"), 0))["total"],
    )


def _page(found: QuerySet[Any], search: str, number: str | None) -> Page[Any]:
    for word in search.split():
        found = found.filter(person__identity__name__icontains=word)
    by_name = Lower(Coalesce("person__identity__name", Value("")))
    return Paginator(found.order_by(by_name, "person_id"), A_PAGE).get_page(number)


def _proteges(page: Page[Any], on: date) -> Page[PoolRow]:
    rows = list(page.object_list)
    known = _facts([row.person_id for row in rows], on)
    page.object_list = [
        PoolRow(somebody(known[row.person_id]), listed(known[row.person_id], "wants_to_learn")) for row in rows
    ]
    return page


def _mentors(page: Page[Any], on: date) -> Page[PoolRow]:
    offers = list(page.object_list)
    known = _facts([offer.person_id for offer in offers], on)
    page.object_list = [
        PoolRow(
            somebody(known[offer.person_id]),
            offer.topics or listed(known[offer.person_id], "strong_in"),
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
