"""Facts of a programme: what it is for, whom it is for, who wished, who mentors, when and with which questions."""

from mentorlift.programmes.models.again import Again, AgainAnswer
from mentorlift.programmes.models.approval import Approval, ApprovalDocument, Approver, Decision, Waiver
from mentorlift.programmes.models.calendar import ClosedDate, ProgrammeWeek
from mentorlift.programmes.models.cohort import Branch, BranchSplit, Cohort, Outside, RosterEntry
from mentorlift.programmes.models.exception import EarlyStart, Handover, OutsideEvent, StepAside
from mentorlift.programmes.models.legal_basis import Basis, LegalBasis
from mentorlift.programmes.models.letter import LetterPreviewed, LetterWording, ManagerBriefing, TrialLetter
from mentorlift.programmes.models.mentor import GuideConfirmation, MentorAbsence, MentorOffer
from mentorlift.programmes.models.objection import Objection
from mentorlift.programmes.models.profile import (
    Aims,
    Backed,
    Helping,
    MentorPause,
    MentorProfile,
    MentorSupport,
    SeenWell,
    Willing,
)
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
from mentorlift.programmes.models.wish import Answer, Wish, WishQuestion, WishRemoval

__all__ = [
    "Again",
    "AgainAnswer",
    "Aims",
    "Answer",
    "Approval",
    "ApprovalDocument",
    "Approver",
    "Backed",
    "Basis",
    "Branch",
    "BranchSplit",
    "ClosedDate",
    "Closing",
    "Cohort",
    "Decision",
    "EarlyStart",
    "FrozenPlan",
    "GuideConfirmation",
    "Handover",
    "Helping",
    "Kind",
    "Launch",
    "LegalBasis",
    "LetterPreviewed",
    "LetterWording",
    "ManagerBriefing",
    "MentorAbsence",
    "MentorOffer",
    "MentorPause",
    "MentorProfile",
    "MentorSupport",
    "Objection",
    "Outside",
    "OutsideEvent",
    "Participation",
    "Programme",
    "ProgrammeWeek",
    "Purpose",
    "Question",
    "QuestionSet",
    "RosterEntry",
    "SeenWell",
    "Side",
    "StepAside",
    "Stop",
    "TrialLetter",
    "Waiver",
    "Willing",
    "Wish",
    "WishQuestion",
    "WishRemoval",
]
