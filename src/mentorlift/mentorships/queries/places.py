"""Mentors with a free place."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.mentorships.models import MentorSeat, Pair
from mentorlift.people.queries import facts_on, organisation_day
from mentorlift.programmes.models import MentorOffer
from mentorlift.programmes.queries import paused_mentors


@dataclass(frozen=True, slots=True)
class FreeMentor:
    """Somebody who said yes and has places left."""

    person_id: UUID
    name: str
    team: str
    site: str
    free: int

    @property
    def words(self) -> str:
        """As a choice in a list."""
        places = ngettext("%(count)s free place", "%(count)s free places", self.free) % {"count": self.free}
        where = ", ".join(part for part in (self.team, self.site) if part)
        return _("%(name)s (%(where)s), %(places)s") % {"name": self.name, "where": where or "–", "places": places}


def free_mentors(pair: Pair, *, now: datetime) -> list[FreeMentor]:
    """Who could take over the protégé of `pair`: here, with a place, not pausing, not their own manager; by name."""
    offers = MentorOffer.objects.filter(programme=pair.programme, accepted=True)
    places = dict(offers.values_list("person_id", "places"))
    seats = MentorSeat.objects.filter(programme=pair.programme).values("mentor_id").annotate(taken=Count("id"))
    taken = {row["mentor_id"]: row["taken"] for row in seats}
    day = organisation_day(now)
    known = {facts.person_id: facts for facts in facts_on(day, person_ids=[*places, pair.protege_id])}
    own_manager = known[pair.protege_id].manager_id if pair.protege_id in known else None
    barred = {pair.mentor_id, pair.protege_id, own_manager, *paused_mentors(pair.programme, on=day)}
    return [
        FreeMentor(facts.person_id, facts.name, facts.team, facts.site, left)
        for facts in known.values()
        if facts.person_id not in barred
        and (facts.exited_on is None or facts.exited_on > day)
        and (left := places.get(facts.person_id, 0) - taken.get(facts.person_id, 0)) > 0
    ]
