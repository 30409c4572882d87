"""What the two say about a meeting: it took place, or it did not."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.mentorships.models import Report, Session
from mentorlift.mentorships.policies import may_arrange, own_id
from mentorlift.mentorships.queries.days import working_days
from mentorlift.mentorships.queries.hours import zone_of
from mentorlift.mentorships.rules.held import dispute_closes_at
from mentorlift.mentorships.services.faults import UnableToLog
from mentorlift.people.queries import organisation_day


def log_meeting(
    *, session: Session, took_place: bool, met_on: date | None = None, actor: Actor, now: datetime
) -> Report:
    """One side's word about a meeting, and the day of it. Saying the same again changes nothing.

    Raises UnableToLog for a day ahead, and for a word against the partner's after three working days.
    """
    if not may_arrange(actor, session.pair):
        raise UnableToLog(_("Only the two of an open pair can log its meetings."))
    if session.dropped_at:
        raise UnableToLog(_("This meeting was dropped when the pair ended."))
    zone = zone_of(actor.person_id, day=organisation_day(now))
    today = now.astimezone(zone).date()
    day = (met_on or min(session.starts_at.astimezone(zone).date(), today)) if took_place else None
    if day and not session.pair.starts_on <= day <= today:
        raise UnableToLog(_("Choose the day you met: not before the pair began, and not after today."))
    if not took_place and session.starts_at > now:
        raise UnableToLog(_("This meeting still lies ahead. If the time does not suit you, move it."))
    with transaction.atomic():
        locked = Session.objects.select_for_update().get(id=session.id)
        mine = locked.reports.filter(person_id=own_id(actor)).last()
        if mine and (mine.took_place, mine.met_on) == (took_place, day):
            return mine
        _check_in_time(locked, took_place=took_place, actor=actor, now=now)
        report = Report.objects.create(
            session=locked, person_id=own_id(actor), took_place=took_place, met_on=day, at=now
        )
        record(
            actor_id=actor.user_id,
            action="mentorships.log_meeting",
            subject=f"session:{session.id}",
            now=now,
            ids={"took_place": took_place, "met_on": day},
        )
    return report


def confirm(*, session: Session, actor: Actor, now: datetime) -> Report:
    """Agree with what the partner said. Raises UnableToLog when the partner has said nothing."""
    theirs = _partners_word(session, actor)
    return log_meeting(session=session, took_place=theirs.took_place, met_on=theirs.met_on, actor=actor, now=now)


def dispute(*, session: Session, actor: Actor, now: datetime) -> Report:
    """Say the opposite of what the partner said, in time. Raises UnableToLog."""
    return log_meeting(session=session, took_place=not _partners_word(session, actor).took_place, actor=actor, now=now)


def _partners_word(session: Session, actor: Actor) -> Report:
    word = session.reports.exclude(person_id=own_id(actor)).last()
    if word is None:
        raise UnableToLog(_("Your partner has not said anything about this meeting yet."))
    return word


def _check_in_time(session: Session, *, took_place: bool, actor: Actor, now: datetime) -> None:
    theirs = session.reports.exclude(person_id=own_id(actor)).last()
    if theirs is None or theirs.took_place == took_place:
        return
    is_working_day, zone = working_days(session.pair.programme_id), ZoneInfo(settings.TIME_ZONE)
    if now >= dispute_closes_at(theirs.at, is_working_day=is_working_day, zone=zone):
        raise UnableToLog(_("Three working days have passed, so what your partner logged stands."))
