"""Why a meeting did not take place: counted for its site, and kept with nothing that leads to it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import MissedAnswer, MissedCount, Session, Why
from mentorlift.mentorships.queries.missed import may_say_why
from mentorlift.mentorships.rules.reasons import is_due
from mentorlift.mentorships.services.faults import UnableToLog
from mentorlift.people.queries import facts_on, organisation_day
from mentorlift.programmes.models import Programme


def say_why(*, session: Session, why: str, actor: Actor, now: datetime) -> None:
    """Count one reason at the site where the protégé works, once a meeting, whoever of the two taps first.

    Nothing is audited: a record with a time would lead to the meeting. Raises UnableToLog.
    """
    if why not in Why.values or not may_say_why(actor, session):
        raise UnableToLog(_("Say first that you did not meet; then one tap says why, once for both of you."))
    try:
        with transaction.atomic():
            MissedAnswer.objects.create(session=session, at=session.starts_at)  # when it was tapped is not kept
            _count(session.pair.programme, _site(session), why)
    except IntegrityError:
        raise UnableToLog(_("This was counted already. Thank you.")) from None


def _site(session: Session) -> str:
    known = facts_on(organisation_day(session.starts_at), person_ids=[session.pair.protege_id])
    return known[0].site if known else ""


def _count(programme: Programme, site: str, why: str) -> None:
    """Inside the caller's transaction. The figures of a site move when enough answers have come from it."""
    Programme.objects.select_for_update().get(id=programme.id)
    counts = MissedCount.objects.filter(programme=programme, site=site)
    MissedCount.objects.bulk_create(
        [MissedCount(programme=programme, site=site, why=one) for one in Why.values], ignore_conflicts=True
    )
    counts.filter(why=Why(why)).update(said=F("said") + 1)
    rows = list(counts)
    if is_due({row.why: row.said for row in rows}, {row.why: row.shown for row in rows}):
        counts.update(shown=F("said"))
