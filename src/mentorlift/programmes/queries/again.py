"""Would people take part again: one's own answer, and counts that betray nobody."""

from mentorlift.accounts.actors import Actor
from mentorlift.programmes import policies
from mentorlift.programmes.models import Again, AgainAnswer, MentorOffer, Programme, RosterEntry
from mentorlift.programmes.rules.counts import safe_counts

LISTED, MENTOR = "listed", "mentor"


def side_of(actor: Actor, programme: Programme) -> str | None:
    """ "listed", "mentor", or None for somebody who took part on neither side."""
    if actor.person_id is None:
        return None
    if RosterEntry.objects.filter(programme=programme, person_id=actor.person_id).exists():
        return LISTED
    mentors = MentorOffer.objects.filter(programme=programme, person_id=actor.person_id, accepted=True)
    return MENTOR if mentors.exists() else None


def own_again(actor: Actor, programme: Programme) -> str:
    """What the actor said; "" for nothing."""
    if actor.person_id is None:
        return ""
    said = AgainAnswer.objects.filter(programme=programme, person_id=actor.person_id)
    return said.values_list("answer", flat=True).first() or ""


def again_counts(actor: Actor, programme: Programme) -> dict[str, dict[str, int] | None]:
    """ "listed" and "mentor" -> answer -> people; None where single answers could be told. Nothing for whoever may
    not read the life of programmes."""
    if not policies.may_read_programmes(actor):
        return {}
    counts = {side: dict.fromkeys(Again.values, 0) for side in (LISTED, MENTOR)}
    for answer, as_mentor in AgainAnswer.objects.filter(programme=programme).values_list("answer", "as_mentor"):
        counts[MENTOR if as_mentor else LISTED][answer] += 1
    return safe_counts({side: found for side, found in counts.items() if sum(found.values())})
