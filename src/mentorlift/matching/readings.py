"""Who reads what this room holds."""

from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.readings import Case, Reading, Seen, register_reading
from mentorlift.matching import policies
from mentorlift.matching.models import MentorRequest


def register() -> None:
    """Called in MatchingConfig.ready."""
    register_reading(
        Reading(
            "request_lines",
            18,
            _("What you write when you ask a mentor, and the answer"),
            _("Programme managers see who asked whom and how it ended, not the lines."),
            _lines,
        )
    )


def _lines(actor: Actor, case: Case) -> Seen:
    if policies.is_of_request(actor, MentorRequest(protege_id=case.writer, mentor_id=case.other)):
        return Seen.ALL
    return Seen.FACT if policies.may_match(actor) else Seen.NONE
