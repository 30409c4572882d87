"""What people said of themselves, as columns of the pool beside what was imported.

Of a mentor: places, topics, what they have achieved. Of a protégé: what they want to learn and aim for. Nothing else of
a profile is a column, and no answer about a mentor's own load is ever read here.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from mentorlift.people.queries import PersonFacts
from mentorlift.programmes.models import Aims, MentorOffer, Programme
from mentorlift.programmes.queries import MentorPlace, aims_of
from mentorlift.programmes.rules.own_words import entries, one_spelling

if TYPE_CHECKING:
    from mentorlift.files.tables import Table

OF_MENTORS = ("achieved", "topics")
OF_PROTEGES = ("aims_for", "wants_to_learn")
Cells = dict[str, str]


def of_mentors(mentors: Iterable[PersonFacts], places: Mapping[UUID, tuple[int, MentorPlace]]) -> dict[UUID, Cells]:
    """Cells of the mentors by person; a word has one spelling among them, that of the file of people if it is there."""
    known = sorted(mentors, key=lambda facts: facts.person_id)
    said = {facts.person_id: places[facts.person_id][1] for facts in known}
    imported = [_imported(facts, "strong_in") for facts in known]
    spelling = one_spelling([*imported, *(entries(f"{one.topics},{one.achieved}") for one in said.values())])
    return {
        person_id: {
            "capacity": str(places[person_id][0]),
            "topics": listed(one.topics, spelling),
            "achieved": listed(one.achieved, spelling),
        }
        for person_id, one in said.items()
    }


def of_proteges(programme: Programme, people: list[PersonFacts], spelling: Mapping[str, str]) -> dict[UUID, Cells]:
    """Cells of the protégés by person, spelled as mentors spell them; what somebody left empty stays as imported."""
    said = aims_of(programme, [facts.person_id for facts in people])
    cells = {}
    for facts in people:
        learn, aims = said.get(facts.person_id, ("", ""))
        wanted = entries(learn) or _imported(facts, "wants_to_learn")
        cells[facts.person_id] = {
            "wants_to_learn": "|".join(spelling.get(word.casefold(), word) for word in wanted),
            "aims_for": listed(aims, spelling),
        }
    return cells


def spelling_of(mentors: "Table") -> dict[str, str]:
    """How the mentors of a pool spell what they are strong in, can help with and have achieved."""
    places = [mentors.columns.index(name) for name in ("strong_in", *OF_MENTORS) if name in mentors.columns]
    return one_spelling(entries(cells[place]) for _row, cells in mentors.rows for place in places)


def said_columns(programme: Programme, waiting: QuerySet[Any], offers: QuerySet[MentorOffer]) -> set[str]:
    """The columns that these people fill with their own words; `capacity` where there is a mentor."""
    mentors = list(offers.values_list("topics", "profile__achieved"))
    aims = Aims.objects.filter(programme=programme, person__in=waiting.values("person_id"))
    proteges = list(aims.values_list("wants_to_learn", "aims_for"))
    filled = {
        "topics": any(entries(topics) for topics, _achieved in mentors),
        "achieved": any(entries(achieved or "") for _topics, achieved in mentors),
        "wants_to_learn": any(entries(learn) for learn, _aims in proteges),
        "aims_for": any(entries(aims) for _learn, aims in proteges),
        "capacity": bool(mentors),
    }
    return {column for column, is_filled in filled.items() if is_filled}


def listed(text: str, spelling: Mapping[str, str]) -> str:
    """Somebody's own words as a list cell."""
    return "|".join(spelling.get(word.casefold(), word) for word in entries(text))


def _imported(facts: PersonFacts, column: str) -> list[str]:
    return [word.strip() for word in str(facts.attributes.get(column, "")).split("|") if word.strip()]
