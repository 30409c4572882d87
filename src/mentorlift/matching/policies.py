"""Who may match. One function a question."""

from mentorlift.accounts.actors import Actor
from mentorlift.matching.models import MentorRequest
from mentorlift.mentorships.models import Pair
from mentorlift.programmes.queries import has_ended


def may_match(actor: Actor) -> bool:
    """See proposed pairs, change the policy, lock, forbid and publish."""
    return actor.is_programme_manager


def may_replace_mentor(actor: Actor, pair: Pair) -> bool:
    """Give the protégé of a pair somebody else by the policy, as long as the programme goes on; not for one week."""
    return pair.week is None and may_match(actor) and not has_ended(pair.programme)


def is_of_request(actor: Actor, request: MentorRequest) -> bool:
    """The two of a request; the lines they write to each other are read by nobody else."""
    return actor.person_id is not None and actor.person_id in (request.protege_id, request.mentor_id)


def may_withdraw(actor: Actor, request: MentorRequest) -> bool:
    """Take a request back: whoever asked, as long as it is open."""
    return request.is_open and actor.person_id is not None and actor.person_id == request.protege_id


def may_answer(actor: Actor, request: MentorRequest) -> bool:
    """Say yes or no: whoever was asked, as long as it is open."""
    return request.is_open and actor.person_id is not None and actor.person_id == request.mentor_id
