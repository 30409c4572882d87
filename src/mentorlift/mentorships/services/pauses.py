"""Leave pauses the weeks of a pair: its meetings move behind it. What is measured, and when, never moves with them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.mentorships.messages import tell_paused
from mentorlift.mentorships.models import Away, Pair, Session, SessionMove
from mentorlift.mentorships.policies import own_id
from mentorlift.mentorships.queries.agreed import impossible_days
from mentorlift.mentorships.queries.circles import meets_in_circles
from mentorlift.mentorships.queries.days import meeting_days
from mentorlift.mentorships.queries.pauses import pairs_with_somebody_away
from mentorlift.mentorships.rules.shifting import Planned, shifted
from mentorlift.mentorships.services.faults import UnableToMove
from mentorlift.people.queries import organisation_day, working_hours

SWEEP = "job:mentorships.pause"
LONGEST = timedelta(days=366)


def say_away(*, from_on: date, to_on: date, actor: Actor, now: datetime) -> Away:
    """Note that the actor is away, half-open and without a reason; the meetings of all their pairs move behind it at
    once, and both sides are told. Raises UnableToMove."""
    person_id = own_id(actor)
    if not organisation_day(now) <= from_on < to_on <= from_on + LONGEST:
        raise UnableToMove(_("Give days from today on, the last not before the first, and a year at most."))
    with transaction.atomic():
        said, _fresh = Away.objects.update_or_create(
            person_id=person_id, from_on=from_on, taken_back_at=None, defaults={"to_on": to_on, "said_at": now}
        )
        record(
            actor_id=actor.user_id,
            action="mentorships.say_away",
            subject=f"person:{person_id}",
            now=now,
            ids={"from_on": from_on, "to_on": to_on},
        )
        mine = Q(protege=person_id) | Q(mentor=person_id)
        for together in _meeting_together(Pair.objects.filter(mine, ended_at=None, week=None)):
            _pause(together, now=now, actor_id=actor.user_id)
    return said


def take_back(*, away_id: int, actor: Actor, now: datetime) -> None:
    """The actor is not away after all. Meetings that moved stay where they are; they can be moved one by one."""
    held = Away.objects.filter(id=away_id, person_id=own_id(actor), taken_back_at=None)
    with transaction.atomic():
        if not held.update(taken_back_at=now):
            raise UnableToMove(_("This was taken back already."))
        record(
            actor_id=actor.user_id,
            action="mentorships.take_back_away",
            subject=f"person:{own_id(actor)}",
            now=now,
            ids={"away": away_id},
        )


def pause_weeks(*, now: datetime) -> int:
    """Move what lies ahead of every pair in which somebody is away then; returns how many meetings moved. Each pair is
    written whole or not at all, and done again nothing changes."""
    moved = 0
    for together in _meeting_together(pairs_with_somebody_away(now=now)):
        with transaction.atomic():
            moved += _pause(together, now=now, actor_id=SWEEP)
    return moved


def _meeting_together(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """Each pair for itself; of a circle all pairs together, once."""
    found: dict[object, list[Pair]] = {}
    for pair in pairs:
        if not meets_in_circles(pair.programme):
            found[pair.id] = [pair]
        elif (pair.programme_id, pair.mentor_id) not in found:
            circle = Pair.objects.filter(programme=pair.programme_id, mentor=pair.mentor_id, ended_at=None)
            found[pair.programme_id, pair.mentor_id] = list(circle.select_related("programme").order_by("id"))
    return list(found.values())


def _pause(together: Sequence[Pair], *, now: datetime, actor_id: str) -> int:
    """Inside the caller's transaction. In a circle the mentor's days away count, since all meet where the mentor is."""
    first = together[0]
    ahead = _ahead(together, now)
    if not ahead:
        return 0
    people = [*(pair.protege_id for pair in together), first.mentor_id]
    days = meeting_days(first.programme, people, day=organisation_day(now))
    off = days.off(*people, away=[first.mentor_id] if meets_in_circles(first.programme) else None)
    hours = working_hours(people, day=organisation_day(now))
    plan = {(one.week or 0): Planned(one.week or 0, one.week_from, one.starts_at, one.minutes) for one in ahead}
    avoid = impossible_days([first.cohort_id], people, day=organisation_day(now))(first.cohort_id, *people)
    inside = [hours[one] for one in people]
    after = {one.week: one for one in shifted(list(plan.values()), off=off, avoid=avoid, hours=inside, now=now)}
    moved = [one for one in ahead if after[one.week or 0] != plan[one.week or 0]]
    for session in moved:
        _write(session, after[session.week or 0], now=now, actor_id=actor_id)
    _tell(together, moved, now=now, actor_id=actor_id)
    return len(moved)


def _ahead(together: Sequence[Pair], now: datetime) -> list[Session]:
    rows = Session.objects.select_for_update(of=("self",)).filter(pair__in=[pair.id for pair in together])
    rows = rows.filter(week__isnull=False, dropped_at=None, starts_at__gt=now, reports__isnull=True)
    return list(rows.order_by("week", "id"))


def _write(session: Session, to: Planned, *, now: datetime, actor_id: str) -> None:
    """One meeting: its calendar entry keeps its UID and its SEQUENCE rises."""
    session.sequence += 1
    SessionMove.objects.create(
        session=session, sequence=session.sequence, from_at=session.starts_at, to_at=to.starts_at, moved_at=now
    )
    session.starts_at, session.week_from = to.starts_at, to.week_from
    session.save(update_fields=["starts_at", "week_from", "sequence"])
    record(
        actor_id=actor_id,
        action="mentorships.pause_session",
        subject=f"session:{session.id}",
        now=now,
        ids={"to_at": to.starts_at, "week_from": to.week_from, "sequence": session.sequence},
    )


def _tell(together: Sequence[Pair], moved: Collection[Session], *, now: datetime, actor_id: str) -> None:
    of: dict[UUID, list[Session]] = {}
    for session in moved:
        of.setdefault(session.pair_id, []).append(session)
    for pair in together:
        if pair.id in of:  # the mentor of a circle once for all
            tell_paused(pair, of[pair.id], to_mentor=pair is together[0], now=now, actor_id=actor_id)
