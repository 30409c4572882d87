"""Who may do what with a draw. One function a question."""

from mentorlift.accounts.actors import Actor
from mentorlift.programmes.policies import may_read_programmes, may_run_programmes


def may_draw(actor: Actor) -> bool:
    """Prepare a draw, draw, tell people."""
    return may_run_programmes(actor)


def may_read_draws(actor: Actor) -> bool:
    """See numbers, groups and balance of every draw; never who is behind a code."""
    return may_read_programmes(actor)
