"""Move a meeting, or add one."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.mentorships.messages import announce_extra, announce_move
from mentorlift.mentorships.models import Pair, Report, Session, SessionMove
from mentorlift.mentorships.policies import may_add_meeting, may_arrange, may_move, own_id
from mentorlift.mentorships.queries.agreed import is_refused_day
from mentorlift.mentorships.queries.circles import others_in_circle, same_meeting
from mentorlift.mentorships.queries.free_times import days_of, people_of
from mentorlift.mentorships.queries.hours import zone_of
from mentorlift.mentorships.rules.times import MoveFault, last_day, move_fault
from mentorlift.mentorships.services.faults import UnableToMove
from mentorlift.mentorships.services.schedule import USUAL_MINUTES
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.rules.calendar import ClosedDays

LONGEST_AHEAD = timedelta(days=366)


def move_session(*, session: Session, to_at: datetime, actor: Actor, now: datetime) -> Session:
    """Move a meeting within its week; the calendar entry keeps its UID and raises its SEQUENCE.

    In a circle it moves for everybody. Closed days and the end of the month are left out; whether somebody is away,
    the two know best.

    Raises UnableToMove; when the partner moved it a moment ago, their time stands.
    """
    if not may_arrange(actor, session.pair):
        raise UnableToMove(_("Only the two of an open pair can move its meetings."))
    if not may_move(actor, session.pair):
        raise UnableToMove(_("In a circle the mentor moves a meeting, for everybody."))
    if session.reports.exists():
        raise UnableToMove(_("This meeting has been logged already. A further talk can be added by the mentor."))
    zone = zone_of(actor.person_id, day=organisation_day(now))
    people = people_of(session)
    closed = days_of(session).off(*people, away=())
    present = session.starts_at.astimezone(zone).date()
    if to_at.astimezone(zone).date() == present:
        closed = ClosedDays()  # a meeting that stands on a closed day may take another hour of it
    fault = move_fault(to_at=to_at, now=now, week_from=session.week_from, zone=zone, closed=closed)
    if fault:
        raise UnableToMove(_words(fault, session))
    if is_refused_day(session, organisation_day(to_at), today=organisation_day(now)):
        raise UnableToMove(
            _("A sales manager of you two has said that this day is impossible. Choose another day of the week.")
        )
    with transaction.atomic():
        together = [session, *same_meeting(session).select_for_update(of=("self",))]
        moves = [_move(one, to_at=to_at, actor=actor, now=now) for one in together]
        mentor_id = session.pair.mentor_id
        for one, move in zip(together, moves, strict=True):
            told = [one.pair.protege_id, *([mentor_id] if one is session else [])]  # the mentor once for all
            announce_move(one, move, told=told, now=now, actor_id=actor.user_id)
    return session


def _move(session: Session, *, to_at: datetime, actor: Actor, now: datetime) -> SessionMove:
    """One row, inside the caller's transaction."""
    moved = Session.objects.filter(id=session.id, sequence=session.sequence, dropped_at=None).update(
        starts_at=to_at, sequence=F("sequence") + 1
    )
    if not moved:
        raise UnableToMove(_("This meeting has just been moved. Look at its new time, then move it if needed."))
    move = SessionMove.objects.create(
        session=session,
        sequence=session.sequence + 1,
        from_at=session.starts_at,
        to_at=to_at,
        moved_at=now,
        moved_by_id=own_id(actor),
    )
    session.refresh_from_db()
    record(
        actor_id=actor.user_id,
        action="mentorships.move_session",
        subject=f"session:{session.id}",
        now=now,
        ids={"from_at": move.from_at, "to_at": move.to_at, "sequence": move.sequence},
    )
    return move


def add_extra_meeting(*, pair: Pair, at: datetime, actor: Actor, now: datetime) -> Session:
    """A meeting the mentor chose to give beyond the plan; one that lies in the past counts as logged by the mentor."""
    if not may_add_meeting(actor, pair):
        raise UnableToMove(_("A meeting beyond the plan is the mentor's to add, as long as the pair is open."))
    day = at.astimezone(zone_of(actor.person_id, day=organisation_day(now))).date()
    if day < pair.starts_on or at > now + LONGEST_AHEAD:
        raise UnableToMove(_("Choose a day between the start of the pair and a year from now."))
    with transaction.atomic():
        added = [_add(one, at=at, day=day, actor=actor, now=now) for one in (pair, *others_in_circle(pair))]
    return added[0]


def _add(pair: Pair, *, at: datetime, day: date, actor: Actor, now: datetime) -> Session:
    """One row, inside the caller's transaction."""
    session = Session.objects.create(
        pair=pair,
        week=None,
        week_from=day - timedelta(days=day.weekday()),
        minutes=USUAL_MINUTES,
        planned_at=at,
        starts_at=at,
        added_at=now,
    )
    if at <= now:
        Report.objects.create(session=session, person_id=pair.mentor_id, took_place=True, met_on=day, at=now)
    announce_extra(session, now=now, actor_id=actor.user_id)
    record(
        actor_id=actor.user_id,
        action="mentorships.add_extra_meeting",
        subject=f"pair:{pair.id}",
        now=now,
        ids={"session": session.id, "at": at},
    )
    return session


def _words(fault: MoveFault, session: Session) -> str:
    if fault is MoveFault.PAST:
        return _("That time has passed. Choose a later one, or log the meeting if it took place.")
    if fault is MoveFault.CLOSED:
        return _("Nobody meets on that day in this programme. Choose another day of the week.")
    return _("This meeting belongs to the week from %(first)s to %(last)s. Choose a day in it.") % {
        "first": date_format(session.week_from, "j F"),
        "last": date_format(last_day(session.week_from), "j F"),
    }
