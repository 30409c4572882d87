"""People of a running programme answer whether they feel supported."""

from datetime import datetime

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Felt, Pair
from mentorlift.mentorships.services import say_felt_support
from mentorlift.programmes.models import Programme

ANSWERS = (Felt.YES, Felt.PARTLY, Felt.YES, Felt.NO, Felt.YES, Felt.SILENT, Felt.YES, Felt.PARTLY)


def say_how_supported(running: Programme, *, besides: Pair, now: datetime) -> None:
    """Two of three protégés and mentors have tapped; the two of `besides` are still asked."""
    pairs = Pair.objects.filter(programme=running, ended_at=None).order_by("protege__identity__code")
    people = [person for pair in pairs for person in (pair.protege_id, pair.mentor_id)]
    others = [one for one in people if one not in (besides.protege_id, besides.mentor_id)]
    tapping = [person for place, person in enumerate(others) if place % 3 < 2]
    for place, person_id in enumerate(tapping):
        actor = Actor(user_id=str(person_id), person_id=person_id)
        say_felt_support(programme=running, answer=ANSWERS[place % len(ANSWERS)], actor=actor, now=now)
