"""Why meetings did not take place, as counts by site; and whether somebody is asked."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import MissedAnswer, MissedCount, Session, Why
from mentorlift.mentorships.policies import may_arrange
from mentorlift.mentorships.rules.reasons import FEWEST, readable
from mentorlift.programmes.policies import may_read_programmes


@dataclass(frozen=True, kw_only=True)
class MissedAt:
    """Reasons at one site, the most frequent first; `others` were rarer ones together."""

    site: str
    told: list[tuple[str, int]]
    others: int
    fewest: int = FEWEST

    @property
    def all(self) -> int:
        return sum(count for _words, count in self.told) + self.others


def missed_by_site(actor: Actor, programme_id: UUID) -> list[MissedAt] | None:
    """Sites with five answers or more, by name; None for whoever reads no programme."""
    if not may_read_programmes(actor):
        return None
    shown: dict[str, dict[str, int]] = defaultdict(dict)
    rows = MissedCount.objects.filter(programme=programme_id, shown__gt=0).order_by("site")
    for site, why, count in rows.values_list("site", "why", "shown"):
        shown[site][why] = count
    found = []
    for site, counts in shown.items():
        told, others = readable(counts)
        words = [(str(Why(why).label), count) for why, count in told.items()]
        found.append(MissedAt(site=site, told=sorted(words, key=lambda one: (-one[1], one[0])), others=others))
    return found


def may_say_why(actor: Actor, session: Session) -> bool:
    """One of the two whose own last word is that they did not meet, as long as neither has tapped a reason."""
    if not may_arrange(actor, session.pair) or session.dropped_at is not None:
        return False
    mine = session.reports.filter(person=actor.person_id).order_by("at", "id").last()
    return mine is not None and not mine.took_place and not MissedAnswer.objects.filter(session=session).exists()
