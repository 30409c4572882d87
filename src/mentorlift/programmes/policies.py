"""Who may do what with a programme. One function a question."""

from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.programmes.models import Approver


def may_run_programmes(actor: Actor) -> bool:
    """Set up, invite, ask, fix the list, launch, stop and close."""
    return actor.is_programme_manager


def may_read_programmes(actor: Actor) -> bool:
    """See the life of every programme with its counts; never a person's wish."""
    return may_read_participants(actor) or actor.is_reviewer


def may_read_participants(actor: Actor) -> bool:
    """See who mentors and how wishes were answered in total. A reviewer sees how it is set up, and nobody by name."""
    return actor.is_programme_manager or actor.is_leader or actor.is_analyst or actor.is_administrator


def may_read_outcome(actor: Actor) -> bool:
    """Read what came out without having taken part: the roles that read results."""
    return actor.is_programme_manager or actor.is_leader or actor.is_analyst


def may_read_approvals(actor: Actor) -> bool:
    """Read what was put to approval, what was decided, and the papers."""
    return may_read_programmes(actor)


def may_approve(actor: Actor, approver: str) -> bool:
    """Decide for this approver with one's own hand; nobody who runs programmes approves one."""
    if actor.is_programme_manager:
        return False
    if approver == Approver.LEADERSHIP:
        return actor.is_leader
    return actor.is_reviewer and approver in Approver.values


def may_state_legal_basis(actor: Actor) -> bool:
    """Enter what the data protection officer chose; the officer may be a reviewer."""
    return actor.is_programme_manager or actor.is_administrator or actor.is_reviewer


def may_read_wish(actor: Actor, person_id: UUID) -> bool:
    """An answer is read by the person who gave it; everybody else gets counts at most."""
    return actor.person_id is not None and actor.person_id == person_id


def may_read_support(actor: Actor, person_id: UUID) -> bool:
    """What a mentor says of the own load is read by that mentor alone."""
    return actor.person_id is not None and actor.person_id == person_id


def may_nominate_mentors(actor: Actor, *, leads_people: bool) -> bool:
    """Programme managers, and whoever has people reporting to them."""
    return actor.is_programme_manager or (actor.person_id is not None and leads_people)
