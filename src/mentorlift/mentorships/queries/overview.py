"""A pair at a glance, for one of the two."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.policies import is_of_pair
from mentorlift.mentorships.queries.pairs import own_pairs
from mentorlift.mentorships.queries.sessions import Meeting, meetings, next_meeting
from mentorlift.mentorships.rules.times import last_day
from mentorlift.people.queries import names


@dataclass(frozen=True, slots=True)
class Overview:
    """One pair with its meetings. `me` is None when neither of the two looks at it."""

    pair: Pair
    me: UUID | None
    protege_name: str
    mentor_name: str
    meetings: list[Meeting]
    weeks: int

    @property
    def i_am_mentor(self) -> bool:
        return self.me == self.pair.mentor_id

    @property
    def partner_name(self) -> str:
        return self.protege_name if self.i_am_mentor else self.mentor_name

    @property
    def partner(self) -> str:
        """The first name."""
        return first_name(self.partner_name)

    @property
    def is_open(self) -> bool:
        return self.pair.ended_at is None

    @property
    def next(self) -> Meeting | None:
        return next_meeting(self.meetings) if self.is_open else None

    @property
    def weekly(self) -> list[Meeting]:
        return [meeting for meeting in self.meetings if not meeting.session.is_extra]

    @property
    def extra(self) -> list[Meeting]:
        return [meeting for meeting in self.meetings if meeting.session.is_extra]

    @property
    def asking(self) -> list[Meeting]:
        """Meetings that lie behind, about which I have said nothing and nobody knows."""
        return [meeting for meeting in self.meetings if meeting.asks_me] if self.is_open else []

    @property
    def took_place(self) -> int:
        return sum(meeting.held.took_place for meeting in self.weekly)

    @property
    def extra_took_place(self) -> int:
        return sum(meeting.held.took_place for meeting in self.extra)

    @property
    def added(self) -> list[tuple[Meeting, str]]:
        """The talks beyond the plan, with who gave them: never how long they were."""
        return [(meeting, self.told_of(meeting)) for meeting in self.extra]

    def told_of(self, meeting: Meeting) -> str:
        """ "Martin added a second talk": a second one where the week had its own already."""
        week = meeting.session.week_from
        days = [timezone.localdate(other.session.starts_at) for other in self.weekly]  # on the wall of who looks
        second = any(week <= day <= last_day(week) for day in days)
        if self.i_am_mentor:
            return _("You added a second talk") if second else _("You added a talk")
        words = _("%(name)s added a second talk") if second else _("%(name)s added a talk")
        return words % {"name": first_name(self.mentor_name)}

    @property
    def week_now(self) -> int | None:
        """The week of the next meeting of the plan, or of the last one."""
        ahead = [m.session.week for m in self.weekly if not m.is_past and not m.is_dropped]
        past = [m.session.week for m in self.weekly if m.is_past]
        return ahead[0] if ahead else past[-1] if past else None


def first_name(name: str) -> str:
    """What one says to a colleague."""
    return name.split(maxsplit=1)[0] if name.strip() else _("your partner")


def overviews(pairs: list[Pair], *, person_id: UUID | None, now: datetime) -> list[Overview]:
    """For any number of pairs with the same number of queries; the pairs come with their programmes."""
    known = names(person for pair in pairs for person in (pair.protege_id, pair.mentor_id))
    found = meetings(pairs, person_id=person_id, now=now)
    nobody = _("a former colleague")
    return [
        Overview(
            pair=pair,
            me=person_id,
            protege_name=known.get(pair.protege_id, nobody),
            mentor_name=known.get(pair.mentor_id, nobody),
            meetings=found[pair.id],
            weeks=pair.programme.weeks,
        )
        for pair in pairs
    ]


def overview(actor: Actor, pair: Pair, *, now: datetime) -> Overview:
    """One pair as the actor sees it: from inside when it is theirs."""
    return overviews([pair], person_id=actor.person_id if is_of_pair(actor, pair) else None, now=now)[0]


def own_overviews(actor: Actor, *, now: datetime) -> list[Overview]:
    """All pairs of the actor, the open ones first."""
    found = overviews(list(own_pairs(actor)), person_id=actor.person_id, now=now)
    return sorted(found, key=lambda one: not one.is_open)
