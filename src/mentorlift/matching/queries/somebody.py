"""People as the pages of this room show them: a name and where they work."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from mentorlift.matching.models import Draft
from mentorlift.people.queries import PersonFacts, names, workplaces

A_PAGE = 30  # rows of a list


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person on the page; `line` is where they work."""

    person_id: UUID
    name: str
    line: str


def people(draft: Draft, person_ids: Collection[UUID]) -> dict[UUID, Somebody]:
    """Names and places of work on the intake's first day; the erased keep their place with an empty name."""
    known, places = names(person_ids), workplaces(draft.cohort.starts_on, person_ids=person_ids)
    return {one: Somebody(one, known.get(one, ""), line_of(*places.get(one, ("", "")))) for one in person_ids}


def somebody(facts: PersonFacts) -> Somebody:
    """Somebody with their place of work in one line."""
    return Somebody(facts.person_id, facts.name, line_of(facts.team, facts.site))


def line_of(team: str, site: str) -> str:
    """Where somebody works, as one reads it."""
    parts = (team, "" if site and site in team else site)  # "Hamburg 3" says the site already
    return ", ".join(part for part in parts if part)
