"""Word the question, ask it once, hear the answer, close."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.jobs.services import enqueue
from mentorlift.programmes.models import (
    Answer,
    Branch,
    Cohort,
    FrozenPlan,
    Launch,
    Participation,
    Programme,
    RosterEntry,
    Wish,
    WishQuestion,
)
from mentorlift.programmes.queries.wishes import current_wording
from mentorlift.programmes.readiness import Act, require
from mentorlift.programmes.services.briefing import brief_first
from mentorlift.programmes.services.faults import UnableToChange, refuse_when_ended


class UnableToAsk(Exception):
    """Nobody was asked; the text says what comes first."""


class UnableToAnswer(Exception):
    """The answer stayed as it was; the text says why."""


def word_wish(
    *, programme: Programme, asked_in_name_of: str, texts: Mapping[str, str], actor_id: str, now: datetime
) -> WishQuestion:
    """Write the question in each language; a change is a new version. Raises UnableToChange without any text."""
    kept = {code: text.strip() for code, text in texts.items() if text.strip()}
    if not kept or not asked_in_name_of.strip():
        raise UnableToChange(_("Write the question in one language at least, and say who asks."))
    with transaction.atomic():
        latest = current_wording(Programme.objects.select_for_update().get(id=programme.id))
        if latest and (latest.texts, latest.asked_in_name_of) == (kept, asked_in_name_of.strip()):
            return latest
        question = WishQuestion.objects.create(
            programme=programme,
            version=latest.version + 1 if latest else 1,
            asked_in_name_of=asked_in_name_of.strip(),
            texts=kept,
            written_at=now,
            written_by=actor_id,
        )
        record(
            actor_id=actor_id,
            action="programmes.word_wish",
            subject=f"programme:{programme.id}",
            now=now,
            ids={"version": question.version},
        )
    return question


def ask_wishes(*, cohort: Cohort, closes_at: datetime, actor_id: str, now: datetime) -> int:
    """Ask everybody of the voluntary branch, once, in the latest wording; returns how many. Mails follow by a job,
    after those to whom they report to.

    Raises UnableToAsk before the plan is fixed, the programme open, the branches drawn and the question worded, and
    while a condition of the start is missing.
    """
    with transaction.atomic():
        locked = Cohort.objects.select_for_update().select_related("programme").get(id=cohort.id)
        question = _askable(locked, closes_at=closes_at, now=now)
        people = RosterEntry.objects.filter(cohort=locked, branch=Branch.VOLUNTARY).values_list("person_id", flat=True)
        wishes = [
            Wish(
                cohort=locked,
                person_id=person_id,
                question=question,
                language=_first_language(question),
                asked_by=actor_id,
                asked_at=now,
            )
            for person_id in people
        ]
        if not wishes:
            raise UnableToAsk(_("Nobody on this list is to be asked. Fill the list first."))
        asked = [wish.person_id for wish in wishes]
        brief_first(programme=locked.programme, person_ids=asked, actor_id=actor_id, now=now)
        Wish.objects.bulk_create(wishes, batch_size=500)
        locked.wish_asked_at, locked.wish_opens_at, locked.wish_closes_at = now, now, closes_at
        locked.save(update_fields=["wish_asked_at", "wish_opens_at", "wish_closes_at"])
        _record("ask_wishes", locked, actor_id, now, people=len(wishes), question=question.version)
        enqueue(
            "programmes.send_wish_questions",
            now=now,
            requested_by=actor_id,
            key=f"wish-questions:{locked.id}",
            cohort_id=str(locked.id),
        )
    return len(wishes)


def answer_wish(*, wish: Wish, answer: str, language: str, actor_id: str, now: datetime) -> Wish:
    """Keep a person's own answer, which they may change until the last day. Raises UnableToAnswer after it."""
    with transaction.atomic():
        cohort = (
            Cohort.objects.select_for_update().select_related("programme").get(id=wish.cohort_id)
        )  # a freeze at this moment waits, or we do
        if cohort.frozen_at is not None or cohort.wish_closes_at is None or cohort.wish_closes_at <= now:
            raise UnableToAnswer(_("The last day to answer has passed; the answer stays as it was then."))
        refuse_when_ended(cohort.programme, UnableToAnswer)
        if answer not in Answer.values:
            raise UnableToAnswer(_("Choose yes, no, or no answer."))
        kept = Wish.objects.select_related("question").get(id=wish.id)
        kept.answer, kept.answered_at = answer, now
        kept.language = language if language in kept.question.texts else _first_language(kept.question)
        kept.save(update_fields=["answer", "answered_at", "language"])
        # that somebody answered, never what
        _record("answer_wish", cohort, actor_id, now)
    return kept


def close_wishes(*, cohort: Cohort, actor_id: str, now: datetime) -> None:
    """End the asking before its last day. Raises UnableToAsk when it never began."""
    with transaction.atomic():
        locked = Cohort.objects.select_for_update().get(id=cohort.id)
        if locked.wish_asked_at is None or locked.frozen_at is not None:
            raise UnableToAsk(_("There are no open wishes here."))
        if locked.wish_closes_at and locked.wish_closes_at > now:
            locked.wish_closes_at = now
            locked.save(update_fields=["wish_closes_at"])
            _record("close_wishes", locked, actor_id, now)


def _askable(cohort: Cohort, *, closes_at: datetime, now: datetime) -> WishQuestion:
    programme = cohort.programme
    if programme.participation == Participation.MANDATORY:
        raise UnableToAsk(_("Everyone takes part in this programme, so nobody is asked."))
    if cohort.wish_asked_at is not None or cohort.frozen_at is not None:
        raise UnableToAsk(_("The people on this list were asked already. A question is put once."))
    if not FrozenPlan.objects.filter(programme=programme).exists():
        raise UnableToAsk(_("Fix what will be measured first; the plan has to be older than the wishes."))
    if not Launch.objects.filter(programme=programme).exists():
        raise UnableToAsk(_("Open the programme first, so that people can read what it is for."))
    if RosterEntry.objects.filter(cohort=cohort, branch="").exists():
        raise UnableToAsk(_("Split the list by lot first: only one part of it is asked."))
    if closes_at <= now:
        raise UnableToAsk(_("The last day to answer has to lie ahead."))
    refuse_when_ended(programme, UnableToAsk)
    question = current_wording(programme)
    if question is None:
        raise UnableToAsk(_("Write the question first."))
    require(Act.INVITE, programme, now=now, fault=UnableToAsk)
    return question


def _first_language(question: WishQuestion) -> str:
    return settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in question.texts else min(question.texts)


def _record(verb: str, cohort: Cohort, actor_id: str, now: datetime, **ids: object) -> None:
    record(actor_id=actor_id, action=f"programmes.{verb}", subject=f"cohort:{cohort.id}", now=now, ids=ids)
