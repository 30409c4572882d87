"""What this room keeps for a time, and its share of what is held on a person."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import Actor
from mentorlift.keeping.kinds import Kind, register_kind
from mentorlift.keeping.own import Gatherer, Part, Whose, register_gatherer
from mentorlift.programmes.queries.ended import ended_programmes
from mentorlift.trust.models import Matter, TrustedContact
from mentorlift.trust.queries import texts_of


def register() -> None:
    """Called in TrustConfig.ready."""
    register_kind(
        Kind(
            key="confidential_messages",
            position=12,
            title=_("Messages to the trusted contact, with the answers"),
            starts=_("the day they were settled, or the end of the programme"),
            stays=_("nothing"),
            default=365,
            least=30,
            most=1095,
            oldest=lambda: None,  # even a date would tell that somebody wrote
            remove=_remove,
            is_silent=True,
        )
    )
    register_gatherer(Gatherer("confidential", 13, _matters))


def _remove(before: datetime, _now: datetime) -> int:
    over = Q(contact__programme__in=ended_programmes(before=before), begun_at__lt=before, settled_at=None)
    return Matter.objects.filter(Q(settled_at__lt=before) | over).delete()[0]


def _matters(whose: Whose, _now: datetime) -> list[Part]:
    """One's own matters, both sides of them. What others wrote to somebody as their contact is the others'."""
    if whose.person_id is None:
        return []
    actor = Actor(user_id=whose.user_id, person_id=whose.person_id)
    columns = (("programme", _("programme")), ("at", _("when")), ("whose", _("who wrote")), ("text", _("text")))
    found = Matter.objects.filter(writer=whose.person_id).select_related("contact__programme").order_by("begun_at")
    rows = [
        (one.contact.programme.name, said.at, _("you") if said.mine else _("the trusted contact"), said.text)
        for one in found
        for said in texts_of(actor, one)
    ]
    held = TrustedContact.objects.filter(person=whose.person_id).select_related("programme")
    office = (("programme", _("programme")), ("from", _("from")), ("until", _("until")))
    offices = [(one.programme.name, one.named_at, one.ended_at) for one in held]
    return [
        Part("trusted", _("Programmes whose trusted contact you are or were"), office, offices),
        Part("confidential", _("What you wrote in confidence"), columns, rows),
    ]
