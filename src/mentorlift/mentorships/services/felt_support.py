"""Keep whether somebody feels supported, and let it into the counts when that tells of nobody."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.mentorships.models import Felt, FeltCount, FeltSupport
from mentorlift.mentorships.queries.felt_support import open_to
from mentorlift.mentorships.services.faults import UnableToAnswer
from mentorlift.programmes.models import Programme
from mentorlift.programmes.rules.counts import reveals


def say_felt_support(*, programme: Programme, answer: str, actor: Actor, now: datetime) -> None:
    """Keep one answer; a later one takes its place. The audit record names neither person nor answer.

    Raises UnableToAnswer.
    """
    if actor.person_id is None or not open_to(actor, now=now).filter(id=programme.id).exists():
        raise UnableToAnswer(_("This question is not open to you."))
    if answer not in Felt.values:
        raise UnableToAnswer(_("Choose one of the four answers."))
    with transaction.atomic():
        Programme.objects.select_for_update().get(id=programme.id)  # two who tap at once are counted one by one
        FeltSupport.objects.update_or_create(
            programme=programme, person_id=actor.person_id, defaults={"answer": answer, "at": now}
        )
        _count(programme)
        record(actor_id="", action="mentorships.say_felt_support", subject=f"programme:{programme.id}", now=now)


def _count(programme: Programme) -> None:
    """Inside the caller's transaction: let in all that waits, once it is enough people and they are not all alike.

    Whoever changed an answer waits like whoever gave the first: the counts never move by one person. Silence goes
    with the others and is not one of the five.
    """
    waiting = FeltSupport.objects.filter(programme=programme).exclude(answer=F("counted_as"))
    waiting = waiting.exclude(answer=Felt.SILENT, counted_as="")
    people = list(waiting)
    said = Counter(one.answer for one in people if one.answer != Felt.SILENT)
    if reveals(said):
        return
    before = Counter(one.counted_as for one in people if one.counted_as)
    for one in people:
        one.counted_as = "" if one.answer == Felt.SILENT else one.answer
    FeltSupport.objects.bulk_update(people, ["counted_as"])
    FeltCount.objects.bulk_create(
        [FeltCount(programme=programme, answer=answer) for answer in said], ignore_conflicts=True
    )
    for answer in said.keys() | before.keys():
        more = said[answer] - before[answer]
        FeltCount.objects.filter(programme=programme, answer=answer).update(people=F("people") + more)
