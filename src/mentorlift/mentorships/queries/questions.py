"""The questions of one side's sheet."""

from uuid import UUID

from mentorlift.mentorships.models import Session
from mentorlift.programmes.models import Kind, Question, Side


def questions_for(session: Session, person_id: UUID | None) -> list[Question]:
    """What this side is asked in this meeting, in order. Last week's advice only where there was a last week."""
    pair = session.pair
    side = Side.MENTOR if person_id == pair.mentor_id else Side.PROTEGE
    asked = Question.objects.filter(
        question_set_id=pair.question_set_id, side__in=[side, Side.BOTH], from_week__lte=session.week or 1
    )
    if not pair.sessions.filter(week__lt=session.week or 1).exists():
        asked = asked.exclude(kind=Kind.ADVICE_RESULT)
    return list(asked)
