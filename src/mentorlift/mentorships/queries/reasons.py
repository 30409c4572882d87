"""Why pairs ended, as counts for programme managers."""

from dataclasses import dataclass
from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Reason, ReasonCount
from mentorlift.mentorships.policies import may_pair
from mentorlift.mentorships.rules.reasons import FEWEST, readable


@dataclass(frozen=True, kw_only=True)
class Reasons:
    """Reasons in words with how often they were ticked, the most frequent first; `others` ticked something rarer."""

    told: list[tuple[str, int]]
    others: int
    fewest: int = FEWEST

    @property
    def all(self) -> int:
        return sum(count for _words, count in self.told) + self.others


def reasons(actor: Actor, programme_id: UUID) -> Reasons | None:
    """None for everybody but programme managers."""
    if not may_pair(actor):
        return None
    shown = dict(ReasonCount.objects.filter(programme=programme_id).values_list("reason", "shown"))
    told, others = readable(shown)
    words = [(str(Reason(reason).label), count) for reason, count in told.items()]
    return Reasons(told=sorted(words, key=lambda one: (-one[1], one[0])), others=others)
