"""Write a sheet, finish it, open it. Texts are sealed before they reach the database and enter no log."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.mentorships.messages import announce_open_sheets
from mentorlift.mentorships.models import Session, Sheet
from mentorlift.mentorships.policies import may_arrange, own_id
from mentorlift.mentorships.queries.questions import questions_for
from mentorlift.mentorships.rules.opening import SheetState, may_change, unanswered
from mentorlift.mentorships.sealing import seal, unseal
from mentorlift.mentorships.services.faults import UnableToSave
from mentorlift.programmes.models import Kind

LONGEST_TEXT = 4000


def save_sheet(*, session: Session, texts: Mapping[str, str], actor: Actor, now: datetime) -> Sheet:
    """Keep `texts` (question id -> text) in the actor's sheet; questions not named keep what they had.

    Raises UnableToSave for a text that is too long or that the partner can read already.
    """
    with transaction.atomic():
        _lock(session, actor)
        sheet, kept = _mine(session, actor, now)
        kinds = {str(question.id): question.kind for question in questions_for(session, actor.person_id)}
        states, before = _states(session, sheet), dict(kept)
        for key, text in texts.items():
            clean = text.replace("\r\n", "\n").strip("\n ")
            if key not in kinds or clean == kept.get(key, ""):
                continue
            if len(clean) > LONGEST_TEXT:
                raise UnableToSave(_("This is longer than 4,000 characters. Shorten it a little; nothing was lost."))
            if not may_change(kinds[key], mine=states[0], theirs=states[1]):
                raise UnableToSave(_("Your partner can read this answer already, so it stands as it is."))
            kept[key] = clean
        if kept == before:
            return sheet
        sheet.advised, sheet.told = (
            any(kept.get(key) for key, asked in kinds.items() if asked == kind)
            for kind in (Kind.ADVICE_RECEIVED, Kind.ADVICE_RESULT)
        )
        _keep(sheet, kept, session, now)
        _audit("save_sheet", sheet, actor, now)
    return sheet


def answer_sheet(*, session: Session, actor: Actor, now: datetime) -> Sheet:
    """My answers are complete: when the partner's are too, both sheets open to both.

    Raises UnableToSave while a question that must be answered is empty.
    """
    with transaction.atomic():
        _lock(session, actor)
        sheet, kept = _mine(session, actor, now)
        asked = [(str(question.id), question.kind) for question in questions_for(session, actor.person_id)]
        if unanswered(asked, kept):
            raise UnableToSave(_("Some answers are still empty. A few words are enough."))
        if sheet.answered_at:
            return sheet
        sheet.answered_at = now
        _keep(sheet, kept, session, now)
        if session.sheets.filter(answered_at__isnull=False).count() == 2:
            announce_open_sheets(session, now=now, actor_id=actor.user_id)
        _audit("answer_sheet", sheet, actor, now)
    return sheet


def open_sheet_early(*, session: Session, actor: Actor, now: datetime) -> Sheet:
    """Let the partner read my sheet now, before theirs is done."""
    with transaction.atomic():
        _lock(session, actor)
        sheet, kept = _mine(session, actor, now)
        if not any(kept.values()):
            raise UnableToSave(_("There is nothing in your sheet yet."))
        if sheet.opened_early_at is None:
            sheet.opened_early_at = now
            _keep(sheet, kept, session, now)
            _audit("open_sheet_early", sheet, actor, now)
    return sheet


def _lock(session: Session, actor: Actor) -> None:
    """Both sheets of a meeting change one after the other, so that "both have answered" is seen by the second."""
    if session.is_extra or session.dropped_at or not may_arrange(actor, session.pair):
        raise UnableToSave(_("Only the two of an open pair write sheets, for the meetings of the plan."))
    Session.objects.select_for_update().get(id=session.id)


def _mine(session: Session, actor: Actor, now: datetime) -> tuple[Sheet, dict[str, str]]:
    sheet = Sheet.objects.filter(session=session, author_id=own_id(actor)).first()
    if sheet is None:
        return Sheet(session=session, author_id=own_id(actor), saved_at=now), {}
    names = {"pair_id": session.pair_id, "session_id": session.id, "author_id": sheet.author_id}
    return sheet, unseal(sheet.sealed, **names)


def _keep(sheet: Sheet, texts: Mapping[str, str], session: Session, now: datetime) -> None:
    sheet.sealed = seal(texts, pair_id=session.pair_id, session_id=session.id, author_id=sheet.author_id)
    sheet.saved_at = now
    sheet.save()


def _states(session: Session, mine: Sheet) -> tuple[SheetState, SheetState]:
    theirs = session.sheets.exclude(author_id=mine.author_id).first()
    return (
        SheetState(mine.answered_at, mine.opened_early_at),
        SheetState(theirs.answered_at, theirs.opened_early_at) if theirs else SheetState(),
    )


def _audit(verb: str, sheet: Sheet, actor: Actor, now: datetime) -> None:
    record(
        actor_id=actor.user_id,
        action=f"mentorships.{verb}",
        subject=f"sheet:{sheet.id}",
        now=now,
        ids={"session": sheet.session_id},
    )
