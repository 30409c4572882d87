"""Who may match. One function a question."""

from mentorlift.accounts.actors import Actor


def may_match(actor: Actor) -> bool:
    """See proposed pairs, change the policy, lock, forbid and publish."""
    return actor.is_programme_manager
