"""Meetings as they stand in somebody's calendar: a mentor of a circle has one entry for all who meet them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from mentorlift.mentorships.models import Pair, Session
from mentorlift.mentorships.queries.circles import meets_in_circles
from mentorlift.people.queries import names


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: whom one meets, and when. `uid` is the same for good, whoever joins, leaves or moves it."""

    session_id: UUID
    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    names: str
    is_dropped: bool


def entries_of(pair: Pair, sessions: Sequence[Session], *, reader: UUID | None) -> list[Entry]:
    """These meetings of a pair in the calendar of `reader`, in order."""
    if meets_in_circles(pair.programme) and reader == pair.mentor_id:
        return _of_circle(pair, sessions)
    other = pair.other(reader) if reader else pair.mentor_id
    name = names([other]).get(other, "")
    return [_entry(session, session.uid, name) for session in sessions]


def _of_circle(pair: Pair, sessions: Sequence[Session]) -> list[Entry]:
    """Rows of the same plan are one meeting. It goes by the row that was written first, and stands where it was moved
    last; of those whose pair has ended nobody is named."""
    rows = Session.objects.filter(pair__programme=pair.programme_id, pair__mentor=pair.mentor_id)
    together: dict[tuple[int | None, datetime], list[Session]] = {}
    for row in rows.select_related("pair").order_by("added_at", "id"):
        together.setdefault((row.week, row.planned_at), []).append(row)
    known = names({row.pair.protege_id for found in together.values() for row in found})
    found = []
    for session in sessions:
        planned = together[session.week, session.planned_at]
        live = [row for row in planned if row.dropped_at is None] or planned
        last = max(live, key=lambda row: row.sequence)
        there = sorted(known.get(row.pair.protege_id, "") for row in live if row.starts_at == last.starts_at)
        found.append(_entry(last, planned[0].uid, ", ".join(name for name in there if name)))
    return found


def _entry(session: Session, uid: str, name: str) -> Entry:
    return Entry(
        session_id=session.id,
        uid=uid,
        sequence=session.sequence,
        starts_at=session.starts_at,
        minutes=session.minutes,
        names=name or _("your partner"),
        is_dropped=session.dropped_at is not None,
    )
