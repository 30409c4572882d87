"""Who may hold a draw. Reading follows the programme: whoever may read its life may read its draws."""

from mentorlift.accounts.actors import Actor
from mentorlift.programmes.policies import may_run_programmes


def may_draw(actor: Actor) -> bool:
    """Prepare a draw, draw, tell people."""
    return may_run_programmes(actor)
