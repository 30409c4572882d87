"""Where somebody can offer themself as a mentor, and who of those who mentor has not read the guide."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.people.models import Employment
from mentorlift.people.queries import names
from mentorlift.programmes import policies
from mentorlift.programmes.models import MentorOffer, Programme, ProgrammeWeek, RosterEntry
from mentorlift.programmes.queries.programmes import has_ended
from mentorlift.programmes.rules.templates import TEMPLATES

_IN_TURN = [key for key, pattern in TEMPLATES.items() if pattern.shape.rotates]  # nobody offers places there


def open_to_volunteers(actor: Actor, *, day: date) -> QuerySet[Programme]:
    """Programmes that go on and have mentors, for one who works here, on no list of theirs and not asked yet.

    Those that begin first stand first.
    """
    going_on = Programme.objects.filter(launch__isnull=False, closing=None, stop=None).exclude(template__in=_IN_TURN)
    if actor.person_id is None:
        return going_on.none()
    here = Employment.objects.filter(person=actor.person_id, hired_on__lte=day).exclude(exited_on__lte=day)
    listed = RosterEntry.objects.filter(programme=OuterRef("pk"), person=actor.person_id)
    asked = MentorOffer.objects.filter(programme=OuterRef("pk"), person=actor.person_id, invited_at__isnull=False)
    open_to = going_on.filter(Exists(here), ~Exists(listed), ~Exists(asked))
    return open_to.annotate(begins_on=Min("cohorts__starts_on")).order_by(F("begins_on").asc(nulls_last=True), "name")


@dataclass(frozen=True, kw_only=True)
class VolunteerSheet:
    """What somebody reads before they offer themself."""

    programme: Programme
    guides: list[ProgrammeWeek]
    owner: str


def volunteer_sheet(actor: Actor, programme_id: UUID, *, day: date) -> VolunteerSheet | None:
    """None where they cannot."""
    programme = open_to_volunteers(actor, day=day).filter(id=programme_id).first()
    if programme is None:
        return None
    owner = names([programme.owner_id]).get(programme.owner_id, "")
    return VolunteerSheet(programme=programme, guides=list(programme.guides.all()), owner=owner)


def without_guide(programme: Programme) -> QuerySet[MentorOffer]:
    """Offers of those who said yes and have not confirmed the guide."""
    return MentorOffer.objects.filter(programme=programme, accepted=True, guide=None)


def mentors_without_guide(actor: Actor, programme: Programme) -> list[tuple[MentorOffer, str]]:
    """By name, for those who run a programme that goes on."""
    if not policies.may_run_programmes(actor) or has_ended(programme):
        return []
    offers = list(without_guide(programme))
    known = names([offer.person_id for offer in offers])
    return sorted(((offer, known.get(offer.person_id, "")) for offer in offers), key=lambda one: one[1].casefold())


def guides_to_read(actor: Actor) -> QuerySet[MentorOffer]:
    """What this person said yes to, in programmes that go on, without having confirmed the guide."""
    if actor.person_id is None:
        return MentorOffer.objects.none()
    going_on = Q(programme__closing=None, programme__stop=None)
    found = MentorOffer.objects.filter(going_on, person=actor.person_id, accepted=True, guide=None)
    return found.select_related("programme")
