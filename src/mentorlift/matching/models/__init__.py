"""Policies, drafts, holds and publications; and what protégés ask of mentors where they choose."""

from mentorlift.matching.models.drafts import (
    Draft,
    DraftPair,
    DraftUnplaced,
    Group,
    Hold,
    HoldKind,
    MatchPolicy,
    Publication,
    Trial,
)
from mentorlift.matching.models.own_choice import Choosing, MentorRequest, Outcome

__all__ = [
    "Choosing",
    "Draft",
    "DraftPair",
    "DraftUnplaced",
    "Group",
    "Hold",
    "HoldKind",
    "MatchPolicy",
    "MentorRequest",
    "Outcome",
    "Publication",
    "Trial",
]
