"""The mails of this room: short, in the reader's language, never a word from a sheet."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from mentorlift.mentorships.calendar import entries_file, entry_file
from mentorlift.mentorships.letters import page, when
from mentorlift.mentorships.models import Pair, Session, SessionMove
from mentorlift.mentorships.queries.entries import entries_of
from mentorlift.mentorships.rules.reminding import ASKED_WITHIN, TOO_LATE
from mentorlift.programmes.letters import Reader, in_words_of, readers_of, write
from mentorlift.programmes.models import Programme


def tell_paused(pair: Pair, moved: Sequence[Session], *, to_mentor: bool, now: datetime, actor_id: str) -> None:
    """Tell the protégé, and the mentor unless somebody else of the circle did, the new times of these meetings."""
    readers = readers_of([pair.protege_id, *([pair.mentor_id] if to_mentor else [])], now)
    for me in readers.values():
        entries = entries_of(pair, moved, reader=me.person_id)
        with in_words_of(me, pair.programme):
            values = {
                "name": me.name,
                "programme": pair.programme.name,
                "times": "\n".join(f"- {when(session.starts_at)}" for session in moved),
                "link": page("pair", pair.id),
            }
            single = len(entries) == 1  # a request, which a calendar takes over by itself
            _write(
                pair.programme,
                "weeks_paused",
                me,
                values,
                # each further move counts up, so that a repetition is the same letter and a later pause another
                key=f"paused:{pair.id}:{sum(session.sequence for session in moved)}:{moved[0].week}",
                now=now,
                actor_id=actor_id,
                calendar=entry_file(entries[0], zone=me.zone, now=now)
                if single
                else entries_file(entries, zone=me.zone, now=now),
            )


def thank_former_mentor(former: Pair, *, now: datetime, actor_id: str) -> None:
    """Thank the mentor whose place somebody else takes over; who that is, they are not told."""
    readers = readers_of([former.protege_id, former.mentor_id], now)
    me, protege = readers.get(former.mentor_id), readers.get(former.protege_id)
    if me is None:
        return
    with in_words_of(me, former.programme):
        values = {
            "name": me.name,
            "programme": former.programme.name,
            "partner": protege.name if protege else _("a colleague"),
            "link": page("pair", former.id),
        }
        key = f"freed:{former.id}"
        _write(former.programme, "mentor_freed", me, values, key=key, now=now, actor_id=actor_id)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One time at which somebody meets one other or, in a circle, several; `sessions` are of one programme."""

    person_id: UUID
    sessions: tuple[Session, ...]
    partner_ids: tuple[UUID, ...]


def remind(meetings: Sequence[Meeting], *, now: datetime, actor_id: str) -> None:
    """Tell everybody of a meeting ahead, once a time; not sent any more when it would come too late."""
    _about_meetings("reminder", meetings, page_name="sheet", useful=-TOO_LATE, now=now, actor_id=actor_id)


def ask_after(meetings: Sequence[Meeting], *, now: datetime, actor_id: str) -> None:
    """Ask what became of a meeting of which nobody has said that it took place; it counts against nobody."""
    _about_meetings("session_missed", meetings, page_name="session", useful=ASKED_WITHIN, now=now, actor_id=actor_id)


def _about_meetings(
    kind: str, meetings: Sequence[Meeting], *, page_name: str, useful: timedelta, now: datetime, actor_id: str
) -> None:
    readers = readers_of([person for one in meetings for person in (one.person_id, *one.partner_ids)], now)
    for meeting in meetings:
        if (me := readers.get(meeting.person_id)) is None:
            continue
        first = meeting.sessions[0]
        programme = first.pair.programme
        with in_words_of(me, programme):
            names = [readers[one].name if one in readers else _("a colleague") for one in meeting.partner_ids]
            values = {
                "programme": programme.name,
                "partner": ", ".join(names),
                "when": when(first.starts_at),
                "link": page(page_name, first.id),
            }
            key = f"{kind}:{programme.id}:{first.starts_at:%Y%m%d%H%M}"
            expires_at = first.starts_at + useful
            _write(programme, kind, me, values, key=key, now=now, actor_id=actor_id, expires_at=expires_at)


def announce_pairs(pairs: Sequence[Pair], *, now: datetime, actor_id: str) -> None:
    """Tell both sides of each pair whom they meet and when; the addresses are read in one go."""
    readers = readers_of([person for pair in pairs for person in (pair.protege_id, pair.mentor_id)], now)
    ahead: dict[UUID, list[Session]] = {pair.id: [] for pair in pairs}
    for session in Session.objects.filter(pair__in=pairs, dropped_at=None).order_by("starts_at"):
        ahead[session.pair_id].append(session)
    for pair in pairs:
        for person_id in (pair.protege_id, pair.mentor_id):
            me, other = readers.get(person_id), readers.get(pair.other(person_id))
            if me is None:
                continue
            with in_words_of(me, pair.programme):
                kind, values = _new_pair(pair, me, other, ahead[pair.id])
                _write(pair.programme, kind, me, values, key=f"pair:{pair.id}", now=now, actor_id=actor_id)


def announce_weeks(pairs: Sequence[Pair], *, now: datetime, actor_id: str) -> None:
    """Tell everybody once whom they meet in which week; all pairs are of one programme and have one meeting each."""
    readers = readers_of([person for pair in pairs for person in (pair.protege_id, pair.mentor_id)], now)
    at = dict(Session.objects.filter(pair__in=pairs).values_list("pair_id", "starts_at"))
    theirs: dict[UUID, list[Pair]] = {}
    for pair in sorted(pairs, key=lambda one: at[one.id]):
        for person_id in (pair.protege_id, pair.mentor_id):
            theirs.setdefault(person_id, []).append(pair)
    for person_id, mine in theirs.items():
        me = readers.get(person_id)
        if me is None:
            continue
        with in_words_of(me, mine[0].programme):
            met = [(readers.get(pair.other(person_id)), at[pair.id]) for pair in mine]
            lines = (f"- {when(starts_at)}: {other.name if other else _('a colleague')}" for other, starts_at in met)
            values = {"programme": mine[0].programme.name, "weeks": "\n".join(lines), "link": page("pairs")}
            key = f"weeks:{mine[0].id}"
            _write(mine[0].programme, "weeks_named", me, values, key=key, now=now, actor_id=actor_id)


def announce_move(session: Session, move: SessionMove, *, told: Collection[UUID], now: datetime, actor_id: str) -> None:
    """Send those of the two who are `told` the changed calendar entry, and by whom it was moved."""
    readers = readers_of([session.pair.protege_id, session.pair.mentor_id], now)
    mover = readers.get(move.moved_by_id) if move.moved_by_id else None
    for me in (one for one in readers.values() if one.person_id in told):
        (entry,) = entries_of(session.pair, [session], reader=me.person_id)
        with in_words_of(me, session.pair.programme):
            values = {
                "programme": session.pair.programme.name,
                "when": when(move.to_at),
                "was": when(move.from_at),
                "mover": _mover(mover, me),
                "link": page("session", session.id),
            }
            _write(
                session.pair.programme,
                "meeting_moved",
                me,
                values,
                key=f"move:{session.id}:{move.sequence}",
                now=now,
                actor_id=actor_id,
                calendar=entry_file(entry, zone=me.zone, now=now),
            )


def _mover(mover: Reader | None, me: Reader) -> str:
    if mover is me:
        return _("You")
    return mover.name if mover else _("A colleague")


def announce_extra(session: Session, *, now: datetime, actor_id: str) -> None:
    """Tell the protégé that the mentor added a talk of their own accord."""
    readers = readers_of([session.pair.protege_id, session.pair.mentor_id], now)
    me, mentor = readers.get(session.pair.protege_id), readers.get(session.pair.mentor_id)
    if me is None:
        return
    with in_words_of(me, session.pair.programme):
        (entry,) = entries_of(session.pair, [session], reader=me.person_id)
        values = {
            "programme": session.pair.programme.name,
            "partner": mentor.name if mentor else _("Your mentor"),
            "when": when(session.starts_at),
            "link": page("session", session.id),
        }
        _write(
            session.pair.programme,
            "talk_added",
            me,
            values,
            key=f"extra:{session.id}",
            now=now,
            actor_id=actor_id,
            calendar=entry_file(entry, zone=me.zone, now=now) if session.starts_at > now else None,
        )


def announce_open_sheets(session: Session, *, now: datetime, actor_id: str) -> None:
    """Tell both that the sheets are open; what stands in them is read in the product, not in a mail."""
    readers = readers_of([session.pair.protege_id, session.pair.mentor_id], now)
    for me in readers.values():
        with in_words_of(me, session.pair.programme):
            values = {
                "programme": session.pair.programme.name,
                "partner": _partner(readers, session, me),
                "week": str(session.week),
                "link": page("sheet", session.id),
            }
            key = f"sheets:{session.id}"
            _write(session.pair.programme, "sheets_open", me, values, key=key, now=now, actor_id=actor_id)


def announce_ending(pair: Pair, told: Iterable[UUID], *, now: datetime, actor_id: str) -> None:
    """Tell those who stay that the pairing has ended, in words that blame nobody. No reason is ever told."""
    for me in readers_of(told, now).values():
        with in_words_of(me, pair.programme):
            values = {"programme": pair.programme.name, "link": page("pair", pair.id)}
            _write(pair.programme, "pair_ended", me, values, key=f"ending:{pair.id}", now=now, actor_id=actor_id)


def _new_pair(pair: Pair, me: Reader, other: Reader | None, sessions: Sequence[Session]) -> tuple[str, dict[str, str]]:
    """Which letter, and what stands in it. Why an earlier pair ended is told to nobody."""
    to_protege, goes_on = me.person_id == pair.protege_id, bool(pair.follows_id and sessions)
    if goes_on:
        kind = "mentor_replaced" if to_protege else "takes_over"
    else:
        kind = "mentor_named" if to_protege else "protege_named"
    return kind, {
        "programme": pair.programme.name,
        "partner": other.name if other else _("a colleague"),
        "times": "\n".join(f"- {when(session.starts_at)}" for session in sessions),
        "week": str(sessions[0].week) if sessions else "",
        "link": page("pair", pair.id),
    }


def _partner(readers: dict[UUID, Reader], session: Session, me: Reader) -> str:
    other = readers.get(session.pair.other(me.person_id))
    return other.name if other else _("your partner")


def _write(
    programme: Programme, kind: str, reader: Reader, values: Mapping[str, str], *, key: str, **facts: Any
) -> None:
    write(programme, kind, reader, values, key=f"mentorships:{key}:{reader.person_id}", **facts)
