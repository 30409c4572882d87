"""Facts of a pair: who meets whom, when they meet, which hours suit, what each said about it, and the sealed sheets."""

from mentorlift.mentorships.models.away import Away
from mentorlift.mentorships.models.felt_support import Felt, FeltCount, FeltSupport
from mentorlift.mentorships.models.going_on import GoingOnWord
from mentorlift.mentorships.models.hours import HoursAgreement, HoursRequest
from mentorlift.mentorships.models.informal import Good, InformalPair, InformalTalk
from mentorlift.mentorships.models.missed import MissedAnswer, MissedCount, Why
from mentorlift.mentorships.models.pair import Ending, MentorSeat, Pair, PairEnding, Reason, ReasonCount, Source
from mentorlift.mentorships.models.session import Report, Session, SessionMove
from mentorlift.mentorships.models.sheet import Sheet

__all__ = [
    "Away",
    "Ending",
    "Felt",
    "FeltCount",
    "FeltSupport",
    "GoingOnWord",
    "Good",
    "HoursAgreement",
    "HoursRequest",
    "InformalPair",
    "InformalTalk",
    "MentorSeat",
    "MissedAnswer",
    "MissedCount",
    "Pair",
    "PairEnding",
    "Reason",
    "ReasonCount",
    "Report",
    "Session",
    "SessionMove",
    "Sheet",
    "Source",
    "Why",
]
