"""How a programme is set up, as everybody who may read its life reads it: no person, no figure."""

from dataclasses import dataclass

from mentorlift.people.queries import names
from mentorlift.programmes.models import ClosedDate, Programme, ProgrammeWeek, Question, WishQuestion
from mentorlift.programmes.queries.calendar import latest_question_set
from mentorlift.programmes.queries.wishes import current_wording
from mentorlift.programmes.rules.eligibility import Eligibility


@dataclass(frozen=True, kw_only=True)
class Charter:
    """The set-up in the order of the wizard."""

    owner: str
    eligibility: Eligibility
    wording: WishQuestion | None  # None where nobody is asked
    guides: list[ProgrammeWeek]
    closed: list[ClosedDate]
    questions: list[Question]


def charter(programme: Programme) -> Charter:
    """Six queries."""
    latest = latest_question_set(programme)
    asks = programme.participation != "mandatory"
    return Charter(
        owner=names([programme.owner_id]).get(programme.owner_id, ""),
        eligibility=Eligibility.from_json(programme.eligibility),
        wording=current_wording(programme) if asks else None,
        guides=list(programme.guides.all()),
        closed=list(programme.closed_dates.all()),
        questions=list(latest.questions.all()) if latest else [],
    )
