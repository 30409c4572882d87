"""Who reads what this room holds."""

from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.readings import Case, Reading, Seen, register_reading
from mentorlift.outcomes.policies import may_read_quality


def register() -> None:
    """Called in OutcomesConfig.ready."""
    register_reading(
        Reading(
            "figures",
            60,
            _("Revenue and other daily figures of a person"),
            _(
                "No page shows a named person’s figure to anybody but that person. Whoever brings in files sees which "
                "rows were left out; leaders and analysts read results of whole groups."
            ),
            _figures,
        )
    )


def _figures(actor: Actor, case: Case) -> Seen:
    if actor.person_id == case.writer:
        return Seen.ALL
    return Seen.COUNTS if may_read_quality(actor) or actor.is_leader else Seen.NONE
