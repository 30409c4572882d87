"""Which days are open for whom: closed days, the end of the month, and days on which people are away."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from mentorlift.mentorships.models import Away
from mentorlift.mentorships.rules.days import OpenDay, open_days
from mentorlift.people.queries import facts_on, leave_spells
from mentorlift.programmes.models import ClosedDate, MentorAbsence, Programme
from mentorlift.programmes.rules.calendar import ClosedDays

Spell = tuple[UUID, date, date]  # who, first day away, first day back


@dataclass(frozen=True, slots=True)
class MeetingDays:
    """The days of some people in a programme. Planning, moves, free times and pauses ask here and nowhere else."""

    closed: Callable[..., ClosedDays]
    sites: dict[UUID, str]
    away: dict[UUID, frozenset[date]]

    def off(self, *people: UUID, away: Collection[UUID] | None = None) -> ClosedDays:
        """The days on which these people do not meet together; of those `away` (all of them, if not said) their days
        away count too."""
        shut = self.closed(*(self.sites.get(one, "") for one in people))
        absent = (self.away.get(one, frozenset()) for one in (people if away is None else away))
        return ClosedDays(shut.dates, shut.month_end, frozenset().union(*absent))


def meeting_days(programme: Programme, people: Collection[UUID], *, day: date) -> MeetingDays:
    """Of these people, at the sites where they work on `day`: a fixed number of queries."""
    sites = {facts.person_id: facts.site for facts in facts_on(day, person_ids=people)}
    found: dict[UUID, set[date]] = defaultdict(set)
    for person_id, first, back in spells_away(people, programme=programme):
        found[person_id].update(_days(first, back))
    return MeetingDays(closed_at(programme), sites, {one: frozenset(days) for one, days in found.items()})


def spells_away(people: Collection[UUID], *, programme: Programme) -> Iterator[Spell]:
    """When these people are away, whoever said so: leave of the organisation, what they said of themselves, and what
    mentors said when they accepted. Another reason why somebody cannot meet on a day is added here."""
    wanted = list(people)
    yield from leave_spells(wanted)
    said = Away.objects.filter(person__in=wanted, taken_back_at=None)
    yield from said.values_list("person_id", "from_on", "to_on")
    offered = MentorAbsence.objects.filter(offer__programme=programme, offer__person__in=wanted)
    yield from offered.values_list("offer__person_id", "from_on", "to_on")


def closed_at(programme: Programme) -> Callable[..., ClosedDays]:
    """A function of sites that gives the days without meetings everywhere or at one of them: one query for all."""
    by_site: dict[str, set[date]] = defaultdict(set)
    for on, site in ClosedDate.objects.filter(programme=programme).values_list("on", "site"):
        by_site[site].add(on)

    def at(*sites: str) -> ClosedDays:
        dates = frozenset().union(*(by_site.get(site, set()) for site in {"", *sites}))
        return ClosedDays(dates, programme.month_end_days)

    return at


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
        found[absence.offer.person_id].update(_days(absence.from_on, absence.to_on))
    return {mentor_id: frozenset(days) for mentor_id, days in found.items()}


def _days(first: date, back: date) -> Iterator[date]:
    return (first + timedelta(days=step) for step in range((back - first).days))
