"""Who may match. One function a question."""

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Pair
from mentorlift.programmes.queries import has_ended


def may_match(actor: Actor) -> bool:
    """See proposed pairs, change the policy, lock, forbid and publish."""
    return actor.is_programme_manager


def may_replace_mentor(actor: Actor, pair: Pair) -> bool:
    """Give the protégé of a pair somebody else by the policy, as long as the programme goes on."""
    return may_match(actor) and not has_ended(pair.programme)
