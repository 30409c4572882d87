"""Finding people for a programme: by what somebody typed, and the words an eligibility can name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from mentorlift.accounts.models import User
from mentorlift.people.models import Identity
from mentorlift.people.queries import PersonFacts, facts_on, names


def people_called(words: str, *, most: int = 20) -> list[Identity]:
    """People whose name, number or address holds `words`, by name; none for fewer than two letters."""
    text = words.strip()
    if len(text) < 2:
        return []
    found = Identity.objects.filter(Q(name__icontains=text) | Q(code__iexact=text) | Q(email__iexact=text))
    return list(found.order_by("name", "code")[:most])


def exactly(words: str) -> list[Identity]:
    """People whose name, number or address is `words`: one, none, or namesakes. "Ana Nowak (p17)" means number p17."""
    text = words.strip()
    if text.endswith(")") and "(" in text:
        by_code = Identity.objects.filter(code=text[text.rindex("(") + 1 : -1])
        if found := list(by_code):
            return found
    return list(Identity.objects.filter(Q(name__iexact=text) | Q(code=text) | Q(email__iexact=text))[:5])


def actor_names(actor_ids: Iterable[str]) -> dict[str, str]:
    """Name (or address) by account id, for "who did it"; two queries."""
    wanted = {actor_id for actor_id in actor_ids if _is_uuid(actor_id)}
    users = list(User.objects.filter(id__in=wanted))
    known = names([user.person_id for user in users if user.person_id])
    return {str(user.id): known.get(user.person_id, user.email) if user.person_id else user.email for user in users}


@dataclass(frozen=True, slots=True)
class Words:
    """Teams, sites and jobs that occur on a day, and the people they were read from."""

    people: tuple[PersonFacts, ...]
    teams: tuple[str, ...]
    sites: tuple[str, ...]
    roles: tuple[str, ...]


def words_on(day: date) -> Words:
    """What an eligibility can name on `day`."""
    people = facts_on(day)
    return Words(
        people=tuple(people),
        teams=_sorted({p.team for p in people}),
        sites=_sorted({p.site for p in people}),
        roles=_sorted({p.role for p in people}),
    )


def _sorted(values: set[str]) -> tuple[str, ...]:
    return tuple(sorted(value for value in values if value))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def listed(rows: Sequence[UUID]) -> dict[UUID, Identity]:
    """Identities by person id; the erased are absent."""
    return {row.person_id: row for row in Identity.objects.filter(person_id__in=rows)}
