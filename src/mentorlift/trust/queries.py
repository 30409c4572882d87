"""Reads of the safe door. Nothing here counts matters for anybody but the person they were written to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.models import GrantedRole, Role, User
from mentorlift.mentorships.models import Pair
from mentorlift.people.models import Employment, Identity
from mentorlift.people.queries import names
from mentorlift.people.queries.directory import line_of
from mentorlift.programmes.models import MentorOffer, Programme, RosterEntry
from mentorlift.trust import policies
from mentorlift.trust.models import Matter, Text, TrustedContact
from mentorlift.trust.sealing import unseal

NEWS_LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody in office, with the name; `name` is empty once erased."""

    row: TrustedContact
    name: str


@dataclass(frozen=True, slots=True)
class Said:
    """One message as one of the two reads it."""

    mine: bool
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A matter in a list: with whom, and whether the last word is the other one's."""

    matter: Matter
    name: str
    waits: bool
    last_at: datetime


def contacts_of(programme: Programme) -> list[Contact]:
    """The trusted contact and the deputy in office, in this order; two queries."""
    rows = list(TrustedContact.objects.filter(programme=programme, ended_at=None))
    known = names(row.person_id for row in rows)
    return [Contact(row, known.get(row.person_id, "")) for row in rows]


def own_programmes(actor: Actor) -> QuerySet[Programme]:
    """Programmes in which the actor takes part and somebody can be written to: one query."""
    if actor.person_id is None:
        return Programme.objects.none()
    me = {"programme": OuterRef("pk")}
    part = (
        Q(Exists(RosterEntry.objects.filter(person=actor.person_id, **me)))
        | Q(Exists(MentorOffer.objects.filter(person=actor.person_id, accepted=True, **me)))
        | Q(Exists(Pair.objects.filter(Q(protege=actor.person_id) | Q(mentor=actor.person_id), **me)))
    )
    open_to_people = Programme.objects.filter(part, launch__isnull=False)
    return open_to_people.filter(Exists(TrustedContact.objects.filter(ended_at=None, **me))).order_by("name")


def written_to(actor: Actor) -> QuerySet[Matter]:
    """Matters of which the actor is the person written to."""
    if actor.person_id is None:
        return Matter.objects.none()
    return Matter.objects.filter(contact__person_id=actor.person_id).select_related("contact__programme")


def own_matters(actor: Actor) -> QuerySet[Matter]:
    """Matters that the actor began."""
    if actor.person_id is None:
        return Matter.objects.none()
    return Matter.objects.filter(writer_id=actor.person_id).select_related("contact__programme")


def is_or_was_contact(actor: Actor) -> bool:
    """Whether the actor has an inbox: in office somewhere, or once written to."""
    if actor.person_id is None:
        return False
    return (
        TrustedContact.objects.filter(person_id=actor.person_id, ended_at=None).exists() or written_to(actor).exists()
    )


def matter_of(actor: Actor, matter_id: UUID) -> Matter | None:
    """A matter for one of its two; None for everybody else."""
    found = Matter.objects.select_related("contact__programme").filter(id=matter_id).first()
    return found if found and policies.may_read_matter(actor, found) else None


def texts_of(actor: Actor, matter: Matter) -> list[Said]:
    """What the two wrote, the oldest first. LookupError for everybody else."""
    if not policies.may_read_matter(actor, matter):
        raise LookupError(matter.id)
    return [
        Said(
            mine=text.author_id == actor.person_id,
            text=unseal(text.sealed, matter_id=matter.id, author_id=text.author_id),
            at=text.at,
        )
        for text in matter.texts.all()
    ]


def lines(actor: Actor, matters: Iterable[Matter]) -> list[Line]:
    """Matters of the actor as a list shows them, what waits for them first: two queries, no text opened."""
    mine = [matter for matter in matters if policies.may_read_matter(actor, matter)]
    last: dict[UUID, Text] = {}
    for text in Text.objects.filter(matter__in=mine).defer("sealed").order_by("at", "id"):
        last[text.matter_id] = text
    others = {
        matter.id: matter.contact.person_id if policies.is_writer(actor, matter) else matter.writer_id
        for matter in mine
    }
    known = names(others.values())
    found = [
        Line(
            matter=matter,
            name=known.get(others[matter.id], "") or _("a former colleague"),
            waits=last[matter.id].author_id != actor.person_id and matter.settled_at is None,
            last_at=last[matter.id].at,
        )
        for matter in mine
        if matter.id in last
    ]
    return sorted(found, key=lambda line: (not line.waits, -line.last_at.timestamp()))


def in_the_line(programme: Programme, person_id: UUID, *, day: date) -> list[str]:
    """Why this person cannot be the trusted contact of `programme`, as sentences; empty when they can.

    Asked again on every day by the sweep, since the organisation chart changes.
    """
    faults = []
    employed = Employment.objects.filter(Q(exited_on=None) | Q(exited_on__gt=day), person=person_id, hired_on__lte=day)
    if not Identity.objects.filter(person=person_id).exists() or not employed.exists():
        faults.append(_("This person does not work here today."))
    if person_id == programme.owner_id:
        faults.append(_("This person owns the programme."))
    managers = User.objects.filter(
        id__in=GrantedRole.objects.filter(role=Role.PROGRAMME_MANAGER, revoked_at=None).values("user")
    )
    if person_id != programme.owner_id and managers.filter(person_id=person_id).exists():
        faults.append(_("This person runs programmes."))
    if policies.takes_part(person_id, programme):
        faults.append(_("This person takes part in the programme."))
    if _leads_anybody(programme, person_id, day):
        faults.append(_("Somebody who takes part reports to this person, directly or through others."))
    return faults


def _leads_anybody(programme: Programme, person_id: UUID, day: date) -> bool:
    """Anybody below who takes part, but the person: one walk down the line."""
    below = set(Identity.objects.filter(person_id__in=line_of(person_id, day=day)).values_list("person_id", flat=True))
    below.discard(person_id)
    if not below:
        return False
    listed = RosterEntry.objects.filter(programme=programme).values_list("person_id", flat=True)
    mentors = MentorOffer.objects.filter(programme=programme, accepted=True).values_list("person_id", flat=True)
    pairs = Pair.objects.filter(programme=programme).values_list("protege_id", "mentor_id")
    return not below.isdisjoint({*listed, *mentors, *(one for pair in pairs for one in pair)})
