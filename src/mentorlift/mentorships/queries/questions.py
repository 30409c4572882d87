"""The questions of one side's sheet."""

from uuid import UUID

from django.utils.translation import gettext as _

from mentorlift.mentorships.models import Session
from mentorlift.mentorships.rules.opening import OUTCOME
from mentorlift.programmes.models import Kind, Question, Side

OUTCOME_KEY = 0  # no question of a set has this id


def questions_for(session: Session, person_id: UUID | None) -> list[Question]:
    """What this side is asked in this meeting, in order.

    Last week's advice only where there was a last week; in the last week also what came of its own advice, since no
    later sheet will ask.
    """
    pair = session.pair
    side = Side.MENTOR if person_id == pair.mentor_id else Side.PROTEGE
    asked = Question.objects.filter(
        question_set_id=pair.question_set_id, side__in=[side, Side.BOTH], from_week__lte=session.week or 1
    )
    weekly = pair.sessions.filter(week__isnull=False, dropped_at=None)
    if not weekly.filter(week__lt=session.week or 1).exists():
        asked = asked.exclude(kind=Kind.ADVICE_RESULT)
    found = list(asked)
    takes_advice = any(question.kind == Kind.ADVICE_RECEIVED for question in found)
    if takes_advice and not weekly.filter(week__gt=session.week or 1).exists():
        found.append(_outcome())
    return found


def _outcome() -> Question:
    """Asked by the product itself, so that the last piece of advice is not left without an answer."""
    return Question(
        id=OUTCOME_KEY,
        kind=OUTCOME,
        text=_("And what came of it, once you tried?"),
        hint=_("Whenever you know. Your partner would like to hear it."),
    )
