"""Somebody on a list takes no part any more: by themself, or excused by whoever runs the programme."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.messages import announce_ending
from mentorlift.mentorships.models import Ending, Pair
from mentorlift.mentorships.policies import may_step_aside
from mentorlift.mentorships.services.endings import audit_ending, close_pair
from mentorlift.people.queries import organisation_day
from mentorlift.programmes import services as programmes
from mentorlift.programmes.models import Programme, StepAside
from mentorlift.programmes.services import UnableToStepAside


def step_aside(*, programme: Programme, person_id: UUID, kind: str, actor: Actor, now: datetime) -> StepAside:
    """From today on the person takes no part. Who withdrew is no longer paired: the mentor is told that it has ended,
    without a word on why. Who is excused keeps the pair and can come back. Nobody's arm changes, no reason is kept.

    Raises programmes' UnableToStepAside.
    """
    if not may_step_aside(actor, person_id, kind):
        raise UnableToStepAside(_("Only the person, or whoever runs the programme, can write this down."))
    with transaction.atomic():
        row = programmes.step_aside(
            programme=programme,
            person_id=person_id,
            kind=kind,
            on=organisation_day(now),
            actor_id=actor.user_id,
            now=now,
        )
        if kind == StepAside.Kind.WITHDREW:
            for pair in Pair.objects.filter(programme=programme, protege=person_id, ended_at=None):
                if close_pair(pair, kind=Ending.ENDED, by=actor.user_id, now=now):
                    announce_ending(pair, [pair.mentor_id], now=now, actor_id=actor.user_id)
                    audit_ending(pair, Ending.ENDED, actor.user_id, now)
    return row


def come_back(*, programme: Programme, person_id: UUID, actor: Actor, now: datetime) -> None:
    """Whoever runs the programme, or the person who withdrew, takes it back; a pair that ended stays ended.

    Raises programmes' UnableToStepAside.
    """
    if not may_step_aside(actor, person_id, StepAside.Kind.WITHDREW):
        raise UnableToStepAside(_("Only the person, or whoever runs the programme, can take this back."))
    programmes.come_back(programme=programme, person_id=person_id, actor_id=actor.user_id, now=now)
