"""The mentor says yes or no; the protégé takes a request back."""

from datetime import datetime

from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.matching.models import MentorRequest, Outcome
from mentorlift.matching.policies import may_answer, may_withdraw
from mentorlift.matching.queries.choosing import is_still_possible
from mentorlift.matching.queries.pool import Unmatchable
from mentorlift.matching.rules import LONGEST_LINE
from mentorlift.matching.services.faults import UnableToAnswer
from mentorlift.matching.services.settling import audit, holding, settle, settle_alone
from mentorlift.mentorships.models import MentorSeat, Pair, Source
from mentorlift.mentorships.services import UnableToPair, open_pairs
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import MentorOffer


def accept_request(*, request: MentorRequest, actor: Actor, now: datetime) -> Pair:
    """Say yes: the pair opens as if it were published, and whoever else asked for the last place is told at once.

    Raises UnableToAnswer; where rules or draw do not allow the two any more the request ends, and both are told.
    """
    today = organisation_day(now)
    if not may_answer(actor, request) or today > request.due_on:
        raise UnableToAnswer([_over()])
    try:
        possible = is_still_possible(request, today=today)
    except Unmatchable:
        raise UnableToAnswer([_("The rules of this programme have to be looked at first. Nothing is lost.")]) from None
    if not possible:
        settle_alone(request, Outcome.LAPSED, by=actor.user_id, now=now)
        raise UnableToAnswer([_("You two may not be paired any more. Both of you are told; nobody is to blame.")])
    try:
        with holding(request):
            return _accept(request, actor, now)
    except UnableToPair as error:
        raise UnableToAnswer(error.faults) from None


def _accept(request: MentorRequest, actor: Actor, now: datetime) -> Pair:
    if not MentorRequest.objects.filter(id=request.id, settled_at=None).exists():
        raise UnableToAnswer([_over()])
    cohort = request.choosing.cohort
    pair = open_pairs(
        cohort=cohort,
        pairs=[(request.protege_id, request.mentor_id)],
        starts_on=max(cohort.starts_on, organisation_day(now)),
        source=Source.CHOICE,
        actor=actor,
        now=now,
    )[0]
    if not settle(request, Outcome.ACCEPTED, by=actor.user_id, now=now, pair=pair):
        raise UnableToAnswer([_over()])
    _release_others(request, actor, now)
    audit(request, "settle_request", actor.user_id, now)
    return pair


def _release_others(request: MentorRequest, actor: Actor, now: datetime) -> None:
    """Once the last place is given nobody waits for it."""
    given = MentorOffer.objects.get(programme=request.programme, person=request.mentor_id).places
    if given > MentorSeat.objects.filter(programme=request.programme, mentor=request.mentor_id).count():
        return
    others = MentorRequest.objects.filter(programme=request.programme, mentor=request.mentor_id, settled_at=None)
    for other in others.select_related("programme", "choosing"):
        settle(other, Outcome.FILLED, by=actor.user_id, now=now)


def decline_request(*, request: MentorRequest, line: str, actor: Actor, now: datetime) -> None:
    """Say no, with a line for the protégé if one likes. No reason is asked, and it counts against nobody."""
    text = " ".join(line.split())
    if len(text) > LONGEST_LINE:
        raise UnableToAnswer([_("Write at most %(most)d characters.") % {"most": LONGEST_LINE}])
    if not may_answer(actor, request):
        raise UnableToAnswer([_over()])
    if not settle_alone(request, Outcome.DECLINED, by=actor.user_id, now=now, answer_line=text):
        raise UnableToAnswer([_over()])


def withdraw_request(*, request: MentorRequest, actor: Actor, now: datetime) -> None:
    """Take a request back before it is answered; the mentor is told."""
    taken_back = may_withdraw(actor, request) and settle_alone(request, Outcome.WITHDRAWN, by=actor.user_id, now=now)
    if not taken_back:
        raise UnableToAnswer([_over()])


def _over() -> str:
    return _("This request is not open any more.")
