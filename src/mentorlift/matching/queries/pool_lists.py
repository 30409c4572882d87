"""The pool as lists to read: who is to be matched, and which places are free."""

from dataclasses import dataclass
from datetime import date

from mentorlift.matching.queries.drafts import Somebody, somebody
from mentorlift.matching.queries.pool import free_places, people_to_match
from mentorlift.people.queries import PersonFacts, facts_on
from mentorlift.programmes.models import Cohort
from mentorlift.programmes.queries import accepted_mentors


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One person of the pool; `said` is what they want, or are strong in; `free` of `places` is a mentor's."""

    who: Somebody
    said: str
    free: int = 0
    places: int = 0


@dataclass(frozen=True, kw_only=True)
class PoolLists:
    """Both sides by name."""

    proteges: list[PoolRow]
    mentors: list[PoolRow]

    @property
    def free(self) -> int:
        return sum(row.free for row in self.mentors)


def pool_lists(cohort: Cohort, group: str, *, on: date) -> PoolLists:
    """The pool as one reads it."""
    places = free_places(cohort, on=on)
    given = {offer.person_id: offer.places for offer in accepted_mentors(cohort.programme)}
    return PoolLists(
        proteges=[PoolRow(somebody(f), listed(f, "wants_to_learn")) for f in people_to_match(cohort, group, on=on)],
        mentors=[
            PoolRow(
                somebody(f),
                places[f.person_id][1] or listed(f, "strong_in"),
                places[f.person_id][0],
                given[f.person_id],
            )
            for f in facts_on(on, person_ids=places)
        ],
    )


def listed(facts: PersonFacts, column: str) -> str:
    """A list cell as one reads it."""
    return str(facts.attributes.get(column, "")).replace("|", ", ")
