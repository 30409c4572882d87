"""Two whose programme is closed say whether they want to go on talking."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.mentorships.models import GoingOnWord, InformalPair, Pair
from mentorlift.mentorships.queries.going_on import own_going_on
from mentorlift.mentorships.services.faults import UnableToTalk
from mentorlift.mentorships.talk_letters import tell_talks


def say_going_on(*, pair: Pair, wants: bool, actor: Actor, now: datetime) -> bool:
    """Keep one side's answer; True when both want to and an informal pair has begun. Raises UnableToTalk.

    Whether the other has answered, and a no, are told to nobody.
    """
    mine = next((one for one in own_going_on(actor, now=now) if one.pair.id == pair.id), None)
    if mine is None or actor.person_id is None:
        raise UnableToTalk(_("This question is not open any more."))
    if not mine.is_open:
        return True
    with transaction.atomic():
        Pair.objects.select_for_update().get(id=pair.id)  # of two who answer at once, the second sees the first
        GoingOnWord.objects.update_or_create(pair=pair, person_id=actor.person_id, defaults={"wants": wants, "at": now})
        # whose: it would stand in the record who said no
        record(actor_id="", action="mentorships.say_going_on", subject=f"pair:{pair.id}", now=now)
        both = GoingOnWord.objects.filter(pair=pair, wants=True).count() == 2
        if both:
            _begin(pair, second=actor.person_id, now=now)
    return both


def _begin(pair: Pair, *, second: UUID, now: datetime) -> None:
    """An informal pair of the two; a question that one of them had out already is answered by it."""
    two = " ".join(sorted((str(pair.protege_id), str(pair.mentor_id))))
    begun, fresh = InformalPair.objects.get_or_create(
        two=two,
        ended_at=None,
        defaults={"asked_by_id": pair.other(second), "asked_id": second, "asked_at": now, "accepted_at": now},
    )
    if not fresh:
        InformalPair.objects.filter(id=begun.id, accepted_at=None).update(accepted_at=now)
    tell_talks(begun, now=now, actor_id="")
    record(actor_id="", action="mentorships.go_on", subject=f"talks:{begun.id}", now=now)
