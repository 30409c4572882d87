"""Who may do what with figures. One function a question."""

from mentorlift.accounts.actors import Actor


def may_import(actor: Actor) -> bool:
    """Bring in files of figures and take them back."""
    return actor.is_programme_manager or actor.is_administrator


def may_read_quality(actor: Actor) -> bool:
    """See which figures there are and what is wrong with them; an analyst sees people as random ids."""
    return may_import(actor) or actor.is_analyst


def may_see_codes(actor: Actor) -> bool:
    """Read the ids of the files in lists of rows, instead of random ids."""
    return may_import(actor)


def may_arrange(actor: Actor) -> bool:
    """Open and change a delivery, and hold its token."""
    return may_import(actor)


def may_name_units(actor: Actor) -> bool:
    """Say what one of a figure is and in which money it comes."""
    return actor.is_analyst or actor.is_administrator
