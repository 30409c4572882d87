"""Who reads what this room holds."""

from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.readings import Case, Reading, Seen, register_reading
from mentorlift.experiments.policies import may_read_results
from mentorlift.mentorships.policies import may_pair


def register() -> None:
    """Called in ExperimentsConfig.ready."""
    register_reading(
        Reading(
            "results",
            65,
            _("What the programme brought"),
            _("Figures of both groups as a whole; nothing of fewer than five people."),
            _results,
        )
    )
    register_reading(
        Reading(
            "reasons",
            25,
            _("Why somebody ended a pair"),
            _("A reason that is ticked is counted without names, pair or day, in steps of five."),
            _reasons,
        )
    )


def _results(actor: Actor, _case: Case) -> Seen:
    return Seen.COUNTS if may_read_results(actor) else Seen.NONE


def _reasons(actor: Actor, _case: Case) -> Seen:
    """Counts on the page of pairs; how many ended badly also where one looks for harm."""
    return Seen.COUNTS if may_pair(actor) or may_read_results(actor) else Seen.NONE
