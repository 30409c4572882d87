"""Who reads what this room holds."""

from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.readings import Case, Reading, Seen, register_reading
from mentorlift.trust import policies
from mentorlift.trust.models import Matter, TrustedContact


def register() -> None:
    """Called in TrustConfig.ready."""
    register_reading(
        Reading(
            "confidential_messages",
            15,
            _("What you write to the trusted contact"),
            _("Nobody else learns that anything was written: no count, no line in a record, no name in a letter."),
            _messages,
        )
    )


def _messages(actor: Actor, case: Case) -> Seen:
    matter = Matter(writer_id=case.writer, contact=TrustedContact(person_id=case.trusted))
    return Seen.ALL if policies.may_read_matter(actor, matter) else Seen.NONE
