"""The sheet's questions, in versions."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.programmes.models import (
    Programme,
    Question,
    QuestionSet,
)
from mentorlift.programmes.rules.templates import QuestionText
from mentorlift.programmes.services.faults import UnableToChange


def write_questions(
    *, programme: Programme, questions: Sequence[QuestionText], actor_id: str, now: datetime
) -> QuestionSet:
    """The next version of the questions; pairs that have begun keep theirs. Raises UnableToChange when empty."""
    if not questions or any(not str(question.text).strip() for question in questions):
        raise UnableToChange(_("Write at least one question, and leave none empty."))
    with transaction.atomic():
        locked = Programme.objects.select_for_update().get(id=programme.id)
        latest = locked.question_sets.order_by("-version").first()
        version = latest.version + 1 if latest else 1
        written = keep_questions(locked, questions, version=version, actor_id=actor_id, now=now)
        _record("write_questions", locked, actor_id, now, version=version)
    return written


def keep_questions(
    programme: Programme, questions: Sequence[QuestionText], *, version: int, actor_id: str, now: datetime
) -> QuestionSet:
    written = QuestionSet.objects.create(programme=programme, version=version, written_at=now, written_by=actor_id)
    Question.objects.bulk_create(
        Question(
            question_set=written,
            side=question.side,
            order=order,
            kind=question.kind,
            text=str(question.text),
            hint=str(question.hint),
            from_week=question.from_week,
        )
        for order, question in enumerate(questions, start=1)
    )
    return written


def _record(verb: str, programme: Programme, actor_id: str, now: datetime, **ids: object) -> None:
    record(actor_id=actor_id, action=f"programmes.{verb}", subject=f"programme:{programme.id}", now=now, ids=ids)
