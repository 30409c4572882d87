"""Who reads what this room, and the outbox below it, hold."""

from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.readings import Case, Reading, Seen, register_reading
from mentorlift.people.policies import may_see_everybody


def register() -> None:
    """Called in PeopleConfig.ready."""
    register_reading(
        Reading(
            "directory",
            80,
            _("Name, address, team, job and absences without reasons"),
            _("A sales manager sees their own line. Why somebody is away is not held at all."),
            _directory,
        )
    )
    register_reading(
        Reading(
            "letters",
            85,
            _("Letters"),
            _("Administrators see to whom which letter went and whether it arrived, never its text."),
            _letters,
        )
    )


def _directory(actor: Actor, case: Case) -> Seen:
    own_or_line = actor.person_id in (case.writer, case.leader)
    return Seen.ALL if own_or_line or may_see_everybody(actor) else Seen.NONE


def _letters(actor: Actor, case: Case) -> Seen:
    if actor.person_id == case.writer:
        return Seen.ALL
    return Seen.FACT if actor.is_administrator else Seen.NONE
