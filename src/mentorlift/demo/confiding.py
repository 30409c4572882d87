"""Somebody in the demo writes to the trusted contact, who has still to answer."""

from datetime import timedelta

from mentorlift.accounts.actors import Actor
from mentorlift.demo.days import at
from mentorlift.demo.stage import Stage
from mentorlift.mentorships.models import Pair
from mentorlift.programmes.models import Programme
from mentorlift.trust.models import TrustedContact
from mentorlift.trust.services import begin

WROTE = (
    "My meetings are moved to the evening again and again, and I am told that this is how it is done here. I do not "
    "want to complain about anybody. Can you tell me what I may say?"
)


def write_in_confidence(stage: Stage, programme: Programme, *, but: Pair) -> None:
    """By a protégé whose door is not open in the demo."""
    pair = Pair.objects.filter(programme=programme, ended_at=None).exclude(id=but.id).order_by("protege_id").last()
    contact = TrustedContact.objects.get(programme=programme, is_deputy=False, ended_at=None)
    if pair is None:
        return
    writer = Actor(user_id=str(pair.protege_id), person_id=pair.protege_id)
    begin(contact=contact, text=WROTE, actor=writer, now=at(stage.days.today - timedelta(days=2), 18))
