"""An intake turns to its protégés choosing for themselves, and back to a draft for those who are left."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.jobs.services import enqueue
from mentorlift.matching.models import Choosing, Group, MentorRequest, Outcome
from mentorlift.matching.policies import may_match
from mentorlift.matching.queries.choosing import is_published
from mentorlift.matching.queries.drafts import latest_policy
from mentorlift.matching.queries.pool import columns_here, people_drawn
from mentorlift.matching.rules import MOST_DAYS, MOST_SHOWN, first_policy, toml_of
from mentorlift.matching.services.faults import UnableToOpenChoosing, refuse_when_ended
from mentorlift.matching.services.policies import write_policy
from mentorlift.matching.services.settling import settle
from mentorlift.mentorships.services.pairs import lock_offers
from mentorlift.programmes.models import Cohort
from mentorlift.programmes.role_words import shape_of


def open_choosing(*, cohort: Cohort, shown: int, days: int, actor: Actor, now: datetime) -> Choosing:
    """Let the protégés drawn now ask mentors themselves; each is told by mail. One that is open already is returned.

    A programme without a policy gets its first one. Raises UnableToOpenChoosing once a pair was published here.
    """
    if not may_match(actor):
        raise UnableToOpenChoosing([_("Only a programme manager can match people.")])
    refuse_when_ended(cohort.programme, UnableToOpenChoosing)
    if not (1 <= shown <= MOST_SHOWN and 1 <= days <= MOST_DAYS):
        bounds = {"shown": MOST_SHOWN, "days": MOST_DAYS}
        raise UnableToOpenChoosing([_("Show 1 to %(shown)d mentors, and give 1 to %(days)d working days.") % bounds])
    if not hasattr(cohort.programme, "launch"):
        raise UnableToOpenChoosing([_("Open the programme first: until then nobody can read anything of it.")])
    if not people_drawn(cohort, Group.NOW):
        raise UnableToOpenChoosing([_("The draw comes first: only those drawn to be mentored now can choose.")])
    with transaction.atomic():
        Cohort.objects.select_for_update().get(id=cohort.id)
        present = Choosing.objects.filter(cohort=cohort, closed_at=None).first()
        if present is not None:
            return present
        if is_published(cohort):
            raise UnableToOpenChoosing([_("Pairs of this intake are published already; the others follow by a draft.")])
        if latest_policy(cohort.programme) is None:
            columns = columns_here(cohort, Group.NOW, on=cohort.starts_on)
            shape = shape_of(cohort.programme.template)
            first = toml_of(first_policy(columns, lottery=f"{cohort.starts_on:%Y-%m-%d}", shape=shape))
            write_policy(programme=cohort.programme, toml=first, actor=actor, now=now)
        opened = Choosing.objects.create(cohort=cohort, shown=shown, days=days, opened_at=now, opened_by=actor.user_id)
        enqueue("matching.tell_choosers", now=now, requested_by=actor.user_id, choosing_id=str(opened.id))
        record(
            actor_id=actor.user_id,
            action="matching.open_choosing",
            subject=f"choosing:{opened.id}",
            now=now,
            ids={"cohort": cohort.id, "shown": shown, "days": days},
        )
    return opened


def close_choosing(*, choosing: Choosing, actor: Actor, now: datetime) -> int:
    """Go back to drafts for those who are left. Open requests end and both sides are told; returns how many did."""
    if not may_match(actor):
        raise UnableToOpenChoosing([_("Only a programme manager can match people.")])
    with transaction.atomic():
        Choosing.objects.select_for_update().get(id=choosing.id)
        if not Choosing.objects.filter(id=choosing.id, closed_at=None).update(closed_at=now, closed_by=actor.user_id):
            return 0
        waiting = MentorRequest.objects.filter(choosing=choosing, settled_at=None)
        lock_offers(choosing.cohort.programme, waiting.values_list("mentor_id", flat=True))
        ended = [
            settle(request, Outcome.CLOSED, by=actor.user_id, now=now)
            for request in waiting.select_related("programme", "choosing").order_by("id")
        ]
        record(
            actor_id=actor.user_id,
            action="matching.close_choosing",
            subject=f"choosing:{choosing.id}",
            now=now,
            ids={"cohort": choosing.cohort_id, "requests": sum(ended)},
        )
    return sum(ended)
