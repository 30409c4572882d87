"""A protégé asks one of the mentors who are offered."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.matching.messages import tell_asked
from mentorlift.matching.models import Choosing, MentorRequest
from mentorlift.matching.queries.choosing import Candidate, candidates, still_to_choose
from mentorlift.matching.queries.pool import Unmatchable
from mentorlift.matching.rules import LONGEST_LINE, most_requests
from mentorlift.matching.services.faults import UnableToAsk
from mentorlift.matching.services.settling import audit
from mentorlift.mentorships.models import MentorSeat
from mentorlift.mentorships.services.pairs import lock_offers
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import Programme


def ask_mentor(*, choosing: Choosing, mentor_id: UUID, line: str, actor: Actor, now: datetime) -> MentorRequest:
    """Ask one mentor, who is told by mail and answers until the day on the request. One request at a time.

    Raises UnableToAsk for whoever was not drawn to be mentored now, and for a mentor who is not offered (any more).
    """
    text = " ".join(line.split())
    if len(text) > LONGEST_LINE:
        raise UnableToAsk([_("Write at most %(most)d characters.") % {"most": LONGEST_LINE}])
    if actor.person_id is None or not still_to_choose(actor).filter(id=choosing.id).exists():
        raise UnableToAsk([_("You cannot choose a mentor here now.")])
    if MentorRequest.objects.filter(programme=choosing.cohort.programme, protege=actor.person_id, settled_at=None):
        raise UnableToAsk([_already_asked()])
    chosen = _offered(choosing, actor.person_id, mentor_id, now)
    try:
        with transaction.atomic():
            if Choosing.objects.select_for_update().get(id=choosing.id).closed_at is not None:
                raise UnableToAsk([_("You cannot choose a mentor here now.")])
            request = _write(choosing, chosen, actor.person_id, text, now)
            tell_asked(request, now=now, actor_id=actor.user_id)
            audit(request, "ask_mentor", actor.user_id, now)
    except IntegrityError:
        raise UnableToAsk([_already_asked()]) from None
    return request


def _already_asked() -> str:
    return _("You have asked somebody already. Wait for the answer, or take that request back first.")


def _offered(choosing: Choosing, protege_id: UUID, mentor_id: UUID, now: datetime) -> Candidate:
    """That mentor among those who are shown now."""
    try:
        found = candidates(choosing, protege_id, today=organisation_day(now))
    except Unmatchable:
        raise UnableToAsk([_("The rules of this programme have to be looked at first. Ask again tomorrow.")]) from None
    for one in found:
        if one.mentor.person_id == mentor_id:
            return one
    raise UnableToAsk([_("This mentor is not among those you can ask now. Look at the list again.")])


def _write(choosing: Choosing, chosen: Candidate, protege_id: UUID, text: str, now: datetime) -> MentorRequest:
    """The row under the first number that is left; the unique number decides between two who ask at once."""
    programme = choosing.cohort.programme
    return MentorRequest.objects.create(
        choosing=choosing,
        programme=programme,
        policy=chosen.policy,
        protege_id=protege_id,
        mentor_id=chosen.mentor.person_id,
        number=_number(programme, chosen.mentor.person_id),
        line=text,
        score=chosen.score,
        best=chosen.best,
        parts=chosen.parts,
        asked_at=now,
        due_on=chosen.due_on,
    )


def _number(programme: Programme, mentor_id: UUID) -> int:
    """The first free number of the mentor's open requests, their offer held until the transaction ends."""
    places = sum(offer.places for offer in lock_offers(programme, [mentor_id]) if offer.accepted)
    free = places - MentorSeat.objects.filter(programme=programme, mentor=mentor_id).count()
    waiting = MentorRequest.objects.filter(programme=programme, mentor=mentor_id, settled_at=None)
    taken = set(waiting.values_list("number", flat=True))
    if len(taken) >= most_requests(free):
        raise UnableToAsk([_("Others asked this mentor a moment ago. Look at the list again.")])
    return next(number for number in range(1, len(taken) + 2) if number not in taken)
