"""Finding people for a programme: by what somebody typed, and the words an eligibility can name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorlift.accounts.models import User
from mentorlift.people.models import Employment, Identity, Post
from mentorlift.people.queries import names
from mentorlift.programmes.models import Cohort, Outside, RosterEntry
from mentorlift.programmes.rules.eligibility import Eligibility


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
    """Teams, sites and jobs that occur on a day."""

    teams: tuple[str, ...]
    sites: tuple[str, ...]
    roles: tuple[str, ...]


def words_on(day: date) -> Words:
    """What an eligibility can name on `day`; three queries."""
    posts = _posts_on(day)
    teams, sites, roles = (
        tuple(posts.exclude(**{field: ""}).order_by(field).values_list(field, flat=True).distinct())
        for field in ("team", "site", "role")
    )
    return Words(teams=teams, sites=sites, roles=roles)


def count_eligible(eligibility: Eligibility, *, on: date) -> int:
    """How many people `eligibility` admits on the day `on`: its rule said in SQL, for counts while somebody types."""
    return _spells(eligibility, on=on).values("person").distinct().count()


@dataclass(frozen=True, slots=True)
class Fitting:
    """People who would be on the list of a cohort: `fresh` can be added, those `elsewhere` stand on another list."""

    fresh: int
    elsewhere: int


def fitting(cohort: Cohort, *, on: date) -> Fitting:
    """`queries.candidates` as numbers, counted by the database."""
    spells = _spells(Eligibility.from_json(cohort.programme.eligibility), on=on)
    listed = RosterEntry.objects.filter(programme=cohort.programme_id, person=OuterRef("person"))
    outside = Outside.objects.filter(cohort=cohort, person=OuterRef("person"))
    people = spells.values("person").distinct()
    return Fitting(
        fresh=people.filter(~Exists(listed), ~Exists(outside)).count(),
        elsewhere=people.filter(Exists(listed.exclude(cohort=cohort))).count(),
    )


def _spells(eligibility: Eligibility, *, on: date) -> QuerySet[Employment]:
    spells = Employment.objects.filter(hired_on__lte=on).filter(Q(exited_on=None) | Q(exited_on__gt=on))
    if eligibility.hired_within_days is not None:
        spells = spells.filter(hired_on__gte=on - timedelta(days=eligibility.hired_within_days))
    asked = {
        f"{field}__in": values
        for field, values in (("team", eligibility.teams), ("site", eligibility.sites), ("role", eligibility.roles))
        if values
    }
    if asked:
        spells = spells.filter(Exists(_posts_on(on).filter(person=OuterRef("person"), **asked)))
    return spells


def _posts_on(day: date) -> QuerySet[Post]:
    return Post.objects.filter(from_on__lte=day).filter(Q(until_on=None) | Q(until_on__gt=day))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def listed(rows: Sequence[UUID]) -> dict[UUID, Identity]:
    """Identities by person id; the erased are absent."""
    return {row.person_id: row for row in Identity.objects.filter(person_id__in=rows)}
