"""Facts of a programme: what it is for, whom it is for, who wished, who mentors, when and with which questions."""

from mentorlift.programmes.models.calendar import ClosedDate, ProgrammeWeek
from mentorlift.programmes.models.cohort import Branch, BranchSplit, Cohort, Outside, RosterEntry
from mentorlift.programmes.models.mentor import MentorAbsence, MentorOffer
from mentorlift.programmes.models.programme import (
    Closing,
    FrozenPlan,
    Launch,
    Participation,
    Programme,
    Purpose,
    Stop,
)
from mentorlift.programmes.models.question import Kind, Question, QuestionSet, Side
from mentorlift.programmes.models.wish import Answer, Wish, WishQuestion

__all__ = [
    "Answer",
    "Branch",
    "BranchSplit",
    "ClosedDate",
    "Closing",
    "Cohort",
    "FrozenPlan",
    "Kind",
    "Launch",
    "MentorAbsence",
    "MentorOffer",
    "Outside",
    "Participation",
    "Programme",
    "ProgrammeWeek",
    "Purpose",
    "Question",
    "QuestionSet",
    "RosterEntry",
    "Side",
    "Stop",
    "Wish",
    "WishQuestion",
]
