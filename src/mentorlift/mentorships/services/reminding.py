"""Remind of a meeting ahead, and ask after one of which nobody has spoken: each once, whoever sweeps."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from mentorlift.mentorships.messages import Meeting, ask_after, remind
from mentorlift.mentorships.models import Report, Session
from mentorlift.mentorships.rules.reminding import ASKED_AFTER, ASKED_WITHIN, is_due
from mentorlift.people.queries import organisation_day, working_hours

SWEEP = "job:mentorships.remind"
LOOKED_AHEAD = timedelta(days=5)


def send_reminders(*, now: datetime) -> int:
    """Write to both of each meeting whose reminder is due; returns how many meetings. A moved one is a new one."""
    ahead = _open().filter(starts_at__gt=now, starts_at__lte=now + LOOKED_AHEAD)
    found = list(
        ahead.filter(Q(reminded_for=None) | ~Q(reminded_for=F("starts_at"))).annotate(moved_at=Max("moves__moved_at"))
    )
    zones = working_hours({one.pair.protege_id for one in found}, day=organisation_day(now))
    due = [
        one
        for one in found
        if is_due(
            one.starts_at.astimezone(zones[one.pair.protege_id].zone), known_at=one.moved_at or one.added_at, now=now
        )
    ]
    with transaction.atomic():
        claimed = [one for one in due if _claim(one, "reminded_for")]
        remind(_by_person(claimed), now=now, actor_id=SWEEP)
    return len(claimed)


def ask_after_missed(*, now: datetime) -> int:
    """Ask both of a meeting that is past and of which neither has said that it took place; returns how many."""
    held = Report.objects.filter(session=OuterRef("pk"), took_place=True)
    past = _open().filter(
        ~Exists(held), week__isnull=False, starts_at__gt=now - ASKED_WITHIN, starts_at__lte=now - ASKED_AFTER
    )
    due = list(past.filter(Q(asked_for=None) | ~Q(asked_for=F("starts_at"))))
    with transaction.atomic():
        claimed = [one for one in due if _claim(one, "asked_for")]
        ask_after(_by_person(claimed), now=now, actor_id=SWEEP)
    return len(claimed)


def _open() -> QuerySet[Session]:
    sessions = Session.objects.filter(dropped_at=None, pair__ended_at=None)
    return sessions.select_related("pair__programme").order_by("starts_at", "id")


def _claim(session: Session, mark: str) -> bool:
    """Compare and swap: only one sweep writes that this time of the meeting was seen to."""
    unseen = Q(**{mark: None}) | ~Q(**{mark: session.starts_at})
    mine = Session.objects.filter(unseen, id=session.id, starts_at=session.starts_at, dropped_at=None)
    return bool(mine.update(**{mark: session.starts_at}))


def _by_person(sessions: Iterable[Session]) -> Sequence[Meeting]:
    """In a circle the mentor meets several at once: one letter about all of them."""
    found: dict[tuple[UUID, UUID, datetime], list[Session]] = defaultdict(list)
    for session in sessions:
        for person_id in (session.pair.protege_id, session.pair.mentor_id):
            found[session.pair.programme_id, person_id, session.starts_at].append(session)
    return [
        Meeting(person_id, tuple(theirs), tuple(one.pair.other(person_id) for one in theirs))
        for (_programme, person_id, _at), theirs in found.items()
    ]
