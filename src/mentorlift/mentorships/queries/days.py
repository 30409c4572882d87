"""Which days are closed for whom."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from mentorlift.mentorships.rules.days import OpenDay, open_days
from mentorlift.programmes.models import ClosedDate, MentorAbsence, Programme


def closed_at(programme: Programme) -> Callable[..., frozenset[date]]:
    """A function of sites that gives the days closed everywhere or at one of them: one query for all."""
    by_site: dict[str, set[date]] = defaultdict(set)
    for on, site in ClosedDate.objects.filter(programme=programme).values_list("on", "site"):
        by_site[site].add(on)
    return lambda *sites: frozenset().union(*(by_site.get(site, set()) for site in {"", *sites}))


def working_days(programme_id: UUID) -> OpenDay:
    """The days that count towards the three in which a word can be disputed: the same for both sides of a pair."""
    return open_days(closed_everywhere(programme_id))


def closed_everywhere(programme_id: UUID) -> frozenset[date]:
    """The days closed at every site of a programme: one query."""
    closed = ClosedDate.objects.filter(programme_id=programme_id, site="").values_list("on", flat=True)
    return frozenset(closed)


def mentor_absences(programme: Programme) -> dict[UUID, frozenset[date]]:
    """The days on which each mentor takes no meetings: one query."""
    found: dict[UUID, set[date]] = defaultdict(set)
    for absence in MentorAbsence.objects.filter(offer__programme=programme).select_related("offer"):
        length = (absence.to_on - absence.from_on).days
        found[absence.offer.person_id].update(absence.from_on + timedelta(days=day) for day in range(length))
    return {mentor_id: frozenset(days) for mentor_id, days in found.items()}
