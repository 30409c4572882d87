"""Who may hold a draw. Reading follows the programme: whoever may read its life may read its draws."""

from mentorlift.accounts.actors import Actor
from mentorlift.programmes.policies import may_read_programmes, may_run_programmes


def may_draw(actor: Actor) -> bool:
    """Prepare a draw, draw, tell people."""
    return may_run_programmes(actor)


def may_check(actor: Actor) -> bool:
    """Have a draw held again: whoever may read it, since an answer in private convinces nobody else."""
    return may_read_programmes(actor)
