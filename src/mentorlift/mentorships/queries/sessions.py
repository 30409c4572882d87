"""The meetings of a pair, as one of the two (or a programme manager) sees them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Pair, Report, Session, Sheet
from mentorlift.mentorships.queries.pairs import own_pairs, visible_pairs
from mentorlift.mentorships.queries.states import held_states
from mentorlift.mentorships.rules.held import Held
from mentorlift.mentorships.rules.opening import SheetState
from mentorlift.programmes.models import ProgrammeWeek

NOTHING = SheetState()


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting with what is known about it. `my_word` and `their_word` are None where nothing was said."""

    session: Session
    title: str  # of the week's guide; "" for an extra talk
    guide: str
    held: Held
    is_past: bool
    my_word: bool | None
    their_word: bool | None
    mine: SheetState
    theirs: SheetState

    @property
    def starts_at(self) -> datetime:
        return self.session.starts_at

    @property
    def is_dropped(self) -> bool:
        return self.session.dropped_at is not None

    @property
    def was_moved(self) -> bool:
        return self.session.sequence > 0

    @property
    def has_sheets(self) -> bool:
        return not self.session.is_extra and not self.is_dropped

    @property
    def sheets_open(self) -> bool:
        """Both can read both."""
        return self.mine.answered_at is not None and self.theirs.answered_at is not None

    @property
    def asks_me(self) -> bool:
        """A word of mine would settle it: the meeting lies behind us and I have said nothing."""
        return self.is_past and not self.is_dropped and self.my_word is None and self.held.is_unknown


def own_sessions(actor: Actor) -> QuerySet[Session]:
    """Meetings of the actor's own pairs: the only ones whose sheets exist for them."""
    return Session.objects.filter(pair__in=own_pairs(actor)).select_related("pair__programme")


def visible_sessions(actor: Actor) -> QuerySet[Session]:
    """Own meetings; for a programme manager all of them."""
    return Session.objects.filter(pair__in=visible_pairs(actor)).select_related("pair__programme")


def meetings(pairs: list[Pair], *, person_id: UUID | None, now: datetime) -> dict[UUID, list[Meeting]]:
    """By pair id, in order of time, seen by `person_id` (None: by neither of the two). Six queries for any number."""
    sessions = list(Session.objects.filter(pair__in=pairs).select_related("pair").order_by("starts_at", "id"))
    states = held_states(sessions, now=now)
    words = _words(sessions)
    sheets = _sheet_states(sessions)
    guides = {
        (guide.programme_id, guide.number): guide
        for guide in ProgrammeWeek.objects.filter(programme__in={pair.programme_id for pair in pairs})
    }
    found: dict[UUID, list[Meeting]] = {pair.id: [] for pair in pairs}
    for session in sessions:
        other = session.pair.other(person_id) if person_id else None
        guide = guides.get((session.pair.programme_id, session.week or 0))
        found[session.pair_id].append(
            Meeting(
                session=session,
                title=guide.title if guide else "",
                guide=guide.guide if guide else "",
                held=states[session.id],
                is_past=session.starts_at <= now,
                my_word=words.get((session.id, person_id)),
                their_word=words.get((session.id, other)),
                mine=sheets.get((session.id, person_id), NOTHING),
                theirs=sheets.get((session.id, other), NOTHING),
            )
        )
    return found


def next_meeting(found: list[Meeting]) -> Meeting | None:
    """The first one that lies ahead."""
    return next((meeting for meeting in found if not meeting.is_past and not meeting.is_dropped), None)


def _words(sessions: list[Session]) -> dict[tuple[UUID, UUID | None], bool]:
    rows = Report.objects.filter(session__in=sessions).order_by("at", "id")
    return {(report.session_id, report.person_id): report.took_place for report in rows}


def _sheet_states(sessions: list[Session]) -> dict[tuple[UUID, UUID | None], SheetState]:
    rows = Sheet.objects.filter(session__in=sessions).values_list(
        "session_id", "author_id", "answered_at", "opened_early_at"
    )
    return {(session_id, author_id): SheetState(done, early) for session_id, author_id, done, early in rows}
