"""Keep whether somebody feels supported, and let it into the counts when that tells of nobody."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.mentorships.models import Felt, FeltCount, FeltSupport
from mentorlift.mentorships.queries.felt_support import asked_half_way
from mentorlift.mentorships.services.faults import UnableToAnswer
from mentorlift.programmes.models import Programme
from mentorlift.programmes.rules.counts import reveals


def say_felt_support(*, programme: Programme, answer: str, actor: Actor, now: datetime) -> None:
    """Keep one answer for good. The audit record names neither person nor answer. Raises UnableToAnswer."""
    if actor.person_id is None or not asked_half_way(actor, now=now).filter(id=programme.id).exists():
        raise UnableToAnswer(_("This question is not open to you."))
    if answer not in Felt.values:
        raise UnableToAnswer(_("Choose one of the four answers."))
    with transaction.atomic():
        Programme.objects.select_for_update().get(id=programme.id)  # two who tap at once are counted one by one
        _said, fresh = FeltSupport.objects.get_or_create(
            programme=programme, person_id=actor.person_id, defaults={"answer": answer, "at": now}
        )
        if not fresh:
            raise UnableToAnswer(_("You have answered this already. Thank you."))
        _count(programme)
        record(actor_id="", action="mentorships.say_felt_support", subject=f"programme:{programme.id}", now=now)


def _count(programme: Programme) -> None:
    """Inside the caller's transaction: count all answers that wait, once they are enough and not all alike."""
    waiting = FeltSupport.objects.filter(programme=programme, counted=False).exclude(answer=Felt.SILENT)
    said = Counter(waiting.values_list("answer", flat=True))
    if reveals(said):
        return
    waiting.update(counted=True)
    FeltCount.objects.bulk_create(
        [FeltCount(programme=programme, answer=answer) for answer in said], ignore_conflicts=True
    )
    for answer, people in said.items():
        FeltCount.objects.filter(programme=programme, answer=answer).update(people=F("people") + people)
