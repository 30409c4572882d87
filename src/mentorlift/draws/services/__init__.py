"""The only writers of the ledger: keyword-only, one transaction and one audit record each."""

from mentorlift.draws.services.checking import check_draw
from mentorlift.draws.services.drawing import UnableToDraw, draw_cohort, request_draw
from mentorlift.draws.services.preparing import UnableToPrepare, prepare_draw
from mentorlift.draws.services.telling import UnableToTell, tell_people

__all__ = [
    "UnableToDraw",
    "UnableToPrepare",
    "UnableToTell",
    "check_draw",
    "draw_cohort",
    "prepare_draw",
    "request_draw",
    "tell_people",
]
