"""Who may do what with a pair. One function a question."""

from collections.abc import Collection
from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Pair, Source
from mentorlift.programmes.models import StepAside
from mentorlift.programmes.queries import has_ended
from mentorlift.programmes.role_words import shape_of


def own_id(actor: Actor) -> UUID:
    """The person the actor is; ValueError for somebody outside the directory, whom no policy here lets pass."""
    if actor.person_id is None:
        raise ValueError("this account belongs to nobody in the directory")
    return actor.person_id


def is_of_pair(actor: Actor, pair: Pair) -> bool:
    """One of the two. Only they read sheets; no granted role adds anybody."""
    return actor.person_id is not None and actor.person_id in (pair.protege_id, pair.mentor_id)


def may_see_pair(actor: Actor, pair: Pair) -> bool:
    """The two, and the programme managers: that the pair exists and which meetings took place, never what was said."""
    return actor.is_programme_manager or is_of_pair(actor, pair)


def may_arrange(actor: Actor, pair: Pair) -> bool:
    """Move, log and write: the two, as long as the pair is open."""
    return pair.ended_at is None and is_of_pair(actor, pair)


def may_move(actor: Actor, pair: Pair) -> bool:
    """The two; in a circle the mentor alone, since the others' days move with it."""
    shared = shape_of(pair.programme.template).shared
    return may_arrange(actor, pair) and (not shared or actor.person_id == pair.mentor_id)


def may_add_meeting(actor: Actor, pair: Pair) -> bool:
    """A meeting beyond the plan is the mentor's to give."""
    return pair.ended_at is None and actor.person_id == pair.mentor_id


def may_end(actor: Actor, pair: Pair) -> bool:
    """The two and the programme managers."""
    return pair.ended_at is None and may_see_pair(actor, pair)


def may_step_aside(actor: Actor, person_id: UUID, kind: str) -> bool:
    """Excuse anybody: the programme managers. Withdraw: the person, for themself, and the programme managers."""
    return actor.is_programme_manager or (actor.person_id == person_id and kind == StepAside.Kind.WITHDREW)


def may_re_pair(actor: Actor, pair: Pair) -> bool:
    """Give the protégé of a pair somebody else, as long as the programme goes on; not for one week alone."""
    return pair.week is None and may_pair(actor) and not has_ended(pair.programme)


def may_read_felt_support(actor: Actor, person_id: UUID) -> bool:
    """Whether somebody feels supported is read by that person alone; everybody else gets counts at most."""
    return actor.person_id is not None and actor.person_id == person_id


def may_pair(actor: Actor) -> bool:
    """Bring two people together."""
    return actor.is_programme_manager


def may_open_pairs(actor: Actor, *, mentor_ids: Collection[UUID], source: str) -> bool:
    """The programme managers; and mentors, who say yes to somebody that asked for them, for themselves alone."""
    said_yes = source == Source.CHOICE and actor.person_id is not None and set(mentor_ids) == {actor.person_id}
    return may_pair(actor) or said_yes
