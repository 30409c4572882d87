"""Who reads what this room holds."""

from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.readings import Case, Reading, Seen, register_reading
from mentorlift.mentorships import policies
from mentorlift.mentorships.models import Pair
from mentorlift.programmes.policies import may_read_outcome, may_read_programmes


def register() -> None:
    """Called in MentorshipsConfig.ready."""
    register_reading(
        Reading(
            "sheets",
            10,
            _("What you write in a sheet"),
            _("The other one reads it when both have answered, or when you open it earlier."),
            _sheet,
        )
    )
    register_reading(
        Reading(
            "advice",
            12,
            _("Advice, and what came of it"),
            _("A mentor who takes over later reads nothing of it. How often people came back to it is only counted."),
            _advice,
        )
    )
    register_reading(
        Reading(
            "felt_support",
            46,
            _("Whether you feel supported, asked once half-way"),
            _("Counted over the whole programme alone, from five answers on that are not all alike."),
            _felt_support,
        )
    )
    register_reading(
        Reading(
            "taking_part",
            19,
            _("That you take part, and with whom"),
            _("Sales managers see who of theirs takes part and when, not with whom; others see how many there are."),
            _taking_part,
        )
    )
    register_reading(
        Reading(
            "meetings",
            20,
            _("Whether a meeting took place"),
            _("Sales managers read counts of their team, of five people or more."),
            _meetings,
        )
    )


def _pair(case: Case) -> Pair:
    return Pair(protege_id=case.writer, mentor_id=case.other)


def _sheet(actor: Actor, case: Case) -> Seen:
    """That there is one is not shown to anybody else: of a meeting one sees that it took place."""
    return Seen.ALL if policies.is_of_pair(actor, _pair(case)) else Seen.NONE


def _taking_part(actor: Actor, case: Case) -> Seen:
    """The writer's own sales manager, who gives the hours, sees that somebody takes part."""
    if policies.may_see_pair(actor, _pair(case)):
        return Seen.ALL
    if actor.person_id == case.leader:
        return Seen.FACT
    return Seen.COUNTS if may_read_programmes(actor) else Seen.NONE


def _advice(actor: Actor, case: Case) -> Seen:
    """Nobody else reads a word; those who read programmes read how often was told what came of it."""
    if policies.is_of_pair(actor, _pair(case)):
        return Seen.ALL
    return Seen.COUNTS if may_read_programmes(actor) else Seen.NONE


def _meetings(actor: Actor, case: Case) -> Seen:
    if policies.may_see_pair(actor, _pair(case)):
        return Seen.ALL
    return Seen.COUNTS if may_read_programmes(actor) or actor.person_id == case.leader else Seen.NONE


def _felt_support(actor: Actor, case: Case) -> Seen:
    """The counts stand among the early signs, for the roles that read results."""
    if policies.may_read_felt_support(actor, case.writer):
        return Seen.ALL
    return Seen.COUNTS if may_read_outcome(actor) else Seen.NONE
