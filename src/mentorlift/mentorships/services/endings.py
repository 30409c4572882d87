"""End a pair, put somebody new in, and close the pairs of those who left."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.mentorships.messages import announce_ending, announce_pairs, thank_former_mentor
from mentorlift.mentorships.models import Ending, MentorSeat, Pair, PairEnding, Reason, Session, Source
from mentorlift.mentorships.policies import is_of_pair, may_end, may_pair
from mentorlift.mentorships.queries.left import first_week_left
from mentorlift.mentorships.services.faults import UnableToEnd, UnableToPair
from mentorlift.mentorships.services.pairs import lock_offers, open_one, refuse_when_ended
from mentorlift.mentorships.services.reasons import count_reason
from mentorlift.mentorships.services.schedule import plan_sessions
from mentorlift.people.queries import gone_by

SWEEP = "job:mentorships.sweep"


def end_pair(*, pair: Pair, actor: Actor, now: datetime, reason: str = "") -> Pair:
    """End a pair without blame: either of the two or a programme manager. The place is free at once.

    One of the two may tick a `reason`: it is counted for the programme and kept with nothing else, nor audited. Raises
    UnableToEnd when it is not theirs to end, or has ended already.
    """
    if not may_end(actor, pair):
        raise UnableToEnd(_("This pair has ended already, or is not yours to end."))
    if reason and (reason not in Reason.values or not is_of_pair(actor, pair)):
        raise UnableToEnd(_("Choose one of the reasons, or none."))
    with transaction.atomic():
        if not close_pair(pair, kind=Ending.ENDED, by=actor.user_id, now=now):
            raise UnableToEnd(_("This pair has just been ended."))
        told = [person_id for person_id in (pair.protege_id, pair.mentor_id) if person_id != actor.person_id]
        announce_ending(pair, told, now=now, actor_id=actor.user_id)
        if reason:
            count_reason(pair.programme, reason)
        audit_ending(pair, Ending.ENDED, actor.user_id, now)
    return pair


def re_pair(*, pair: Pair, mentor_id: UUID, starts_on: date, actor: Actor, now: datetime) -> Pair:
    """Give the protégé of `pair` another mentor for the meetings that are left; an open pair ends by this.

    The new mentor sees nothing of what was written before. Raises UnableToPair.
    """
    if not may_pair(actor):
        raise UnableToPair([_("Only a programme manager can pair people.")])
    refuse_when_ended(pair.programme)
    if pair.week is not None:
        raise UnableToPair([_("These two meet in one week alone; the next draft finds somebody for the weeks ahead.")])
    with transaction.atomic():
        lock_offers(pair.programme, [mentor_id])
        replaced = close_pair(pair, kind=Ending.REPLACED, by=actor.user_id, now=now)
        first_left = first_week_left(pair)
        if first_left is None:
            raise UnableToPair([_("All meetings of the programme have passed; there is nothing left to hold.")])
        opened = open_one(
            programme=pair.programme,
            cohort=pair.cohort,
            protege_id=pair.protege_id,
            mentor_id=mentor_id,
            questions=pair.question_set,
            starts_on=starts_on,
            source=Source.RE_PAIR,
            actor_id=actor.user_id,
            now=now,
            follows=pair,
        )
        plan_sessions([opened], now=now, first_week=first_left)
        if replaced:
            thank_former_mentor(pair, now=now, actor_id=actor.user_id)
        announce_pairs([opened], now=now, actor_id=actor.user_id)
        record(
            actor_id=actor.user_id,
            action="mentorships.re_pair",
            subject=f"pair:{opened.id}",
            now=now,
            ids={"follows": pair.id, "mentor": mentor_id, "first_week": first_left},
        )
    return opened


def close_pairs_of_leavers(*, now: datetime, today: date) -> int:
    """Close open pairs in which somebody has left the company by `today`; returns how many were closed now."""
    open_now = list(Pair.objects.filter(ended_at=None).select_related("programme"))
    everybody = {person_id for pair in open_now for person_id in (pair.protege_id, pair.mentor_id)}
    gone = gone_by(today, person_ids=everybody)
    leaving = [pair for pair in open_now if {pair.protege_id, pair.mentor_id} & gone]
    return sum(_closed_by_sweep(pair, Ending.LEFT, gone, now) for pair in leaving)


def close_pairs_of_ended_programmes(*, now: datetime) -> int:
    """Close open pairs whose programme was closed or stopped; returns how many were closed now."""
    over = Q(programme__closing__isnull=False) | Q(programme__stop__isnull=False)
    ended = Pair.objects.filter(over, ended_at=None).select_related("programme")
    return sum(_closed_by_sweep(pair, Ending.CLOSED, set(), now) for pair in ended)


def _closed_by_sweep(pair: Pair, kind: Ending, gone: set[UUID], now: datetime) -> bool:
    with transaction.atomic():
        if not close_pair(pair, kind=kind, by=SWEEP, now=now):
            return False
        if kind is Ending.LEFT:
            staying = [person_id for person_id in (pair.protege_id, pair.mentor_id) if person_id not in gone]
            announce_ending(pair, staying, now=now, actor_id=SWEEP)
        audit_ending(pair, kind, SWEEP, now)
    return True


def close_pair(pair: Pair, *, kind: Ending, by: str, now: datetime) -> bool:
    """End the pair, free the place and drop the meetings ahead; False when somebody else ended it first."""
    if not Pair.objects.filter(id=pair.id, ended_at=None).update(ended_at=now):
        return False
    PairEnding.objects.create(pair=pair, kind=kind, at=now, by=by)
    MentorSeat.objects.filter(pair=pair).delete()
    Session.objects.filter(pair=pair, starts_at__gt=now, reports__isnull=True).update(dropped_at=now)
    pair.refresh_from_db()
    return True


def audit_ending(pair: Pair, kind: Ending, by: str, now: datetime) -> None:
    record(actor_id=by, action="mentorships.end_pair", subject=f"pair:{pair.id}", now=now, ids={"kind": kind.value})
