"""Who may do what with people. One function a question."""

from mentorlift.accounts.actors import Actor


def may_import(actor: Actor) -> bool:
    """Bring in files of people and of leave, invite, see everybody."""
    return actor.is_programme_manager or actor.is_administrator


def may_see_everybody(actor: Actor) -> bool:
    """Names of the whole directory. An analyst works without names, a leader with figures."""
    return actor.is_programme_manager or actor.is_administrator


def may_erase(actor: Actor) -> bool:
    """Delete a person's name and contacts for good."""
    return actor.is_administrator
