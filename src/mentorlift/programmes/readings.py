"""Who reads what this room holds."""

from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.readings import Case, Reading, Seen, register_reading
from mentorlift.audit.queries import may_read_audit
from mentorlift.programmes import policies


def register() -> None:
    """Called in ProgrammesConfig.ready."""
    register_reading(
        Reading(
            "wish",
            30,
            _("Whether somebody would like a mentor"),
            _("Groups below five, and numbers that would tell of single people, are hidden."),
            _wish,
        )
    )
    register_reading(
        Reading(
            "asked_to_mentor",
            35,
            _("Who was asked to mentor, and what they answered"),
            _("Nobody is asked for a reason, and no sales manager is told of a no."),
            _asked_to_mentor,
        )
    )
    register_reading(
        Reading(
            "own_words",
            40,
            _("What mentors and protégés say of themselves"),
            _(
                "The two of an open pair read it of each other, programme managers when they bring people together, "
                "and where protégés choose, those who choose of the mentors they are offered."
            ),
            _own_words,
        )
    )
    register_reading(
        Reading(
            "support",
            45,
            _("“And how is it for you?” of a mentor"),
            _("A programme manager is told at most that somebody could use help."),
            _support,
        )
    )
    register_reading(
        Reading(
            "again",
            47,
            _("Whether somebody would take part again"),
            _("Counted only where five people or more answered."),
            _again,
        )
    )
    register_reading(
        Reading(
            "set_up",
            75,
            _("How a programme is set up: purpose, weeks, letters, plan, approvals"),
            _("Whoever takes part reads the purpose, the data sheet and how they were drawn."),
            _set_up,
        )
    )
    register_reading(
        Reading(
            "objection",
            70,
            _("An objection to being measured"),
            _("The audit record, which administrators and reviewers read, holds that it was made; results count rows."),
            _objection,
        )
    )


def _wish(actor: Actor, case: Case) -> Seen:
    if policies.may_read_wish(actor, case.writer):
        return Seen.ALL
    return Seen.COUNTS if policies.may_read_participants(actor) else Seen.NONE


def _asked_to_mentor(actor: Actor, case: Case) -> Seen:
    if actor.person_id == case.writer or policies.may_run_programmes(actor):
        return Seen.ALL
    return Seen.COUNTS if policies.may_read_participants(actor) else Seen.NONE


def _set_up(actor: Actor, _case: Case) -> Seen:
    return Seen.ALL if policies.may_read_programmes(actor) else Seen.NONE


def _own_words(actor: Actor, case: Case) -> Seen:
    two = actor.person_id in (case.writer, case.other)
    return Seen.ALL if two or policies.may_run_programmes(actor) else Seen.NONE


def _support(actor: Actor, case: Case) -> Seen:
    if policies.may_read_support(actor, case.writer):
        return Seen.ALL
    return Seen.FACT if policies.may_run_programmes(actor) else Seen.NONE


def _again(actor: Actor, case: Case) -> Seen:
    if actor.person_id == case.writer:
        return Seen.ALL
    return Seen.COUNTS if policies.may_read_participants(actor) else Seen.NONE


def _objection(actor: Actor, case: Case) -> Seen:
    if actor.person_id == case.writer:
        return Seen.ALL
    if may_read_audit(actor):
        return Seen.FACT
    return Seen.COUNTS if policies.may_read_participants(actor) else Seen.NONE
