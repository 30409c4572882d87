"""Letters of this room whose wording stands with the programme's: the weeks move on, and somebody new takes over."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.mentorships.calendar import entries_file, entry_file
from mentorlift.mentorships.messages import in_words_of, mail, readers_of, when_of
from mentorlift.mentorships.models import Pair, Session
from mentorlift.mentorships.queries.entries import Entry, entries_of
from mentorlift.programmes.letters import LetterKind, compose, register_kind

_NAMES = {
    "name": gettext_lazy("the reader’s name"),
    "programme": gettext_lazy("the name of the programme"),
    "link": gettext_lazy("the link to the page of the pair"),
}
WEEKS_PAUSED = LetterKind(
    key="weeks_paused",
    position=62,
    title=gettext_lazy("The weeks move on"),
    reader=gettext_lazy("the two of a pair, when one of them is away"),
    subject=gettext_lazy("Your meetings move, because one of you is away"),
    body=gettext_lazy(
        "Hello {name},\n\none of you two is away for some days, so meetings in “{programme}” move. These are the new "
        "times:\n\n{times}\n\nOpen the attached file to move the entries in your calendar. Either of you can still "
        "move a meeting within its week:\n{link}"
    ),
    placeholders={**_NAMES, "times": gettext_lazy("the new times, a line each")},
)
MENTOR_REPLACED = LetterKind(
    key="mentor_replaced",
    position=65,
    title=gettext_lazy("Another mentor takes over"),
    reader=gettext_lazy("the protégé whose mentor is replaced"),
    subject=gettext_lazy("{new} goes on with you"),
    body=gettext_lazy(
        "Hello {name},\n\nin “{programme}” {new} is your mentor from now on. That says nothing about you, nor about "
        "{former}. Your place, your weeks and what you have done so far stay. These are the times; either of you can "
        "move one within its week:\n\n{times}\n\nWhat you wrote before stays between you and {former}: {new} cannot "
        "read it. Tell as much of it as you like.\n\n{link}"
    ),
    placeholders={
        **_NAMES,
        "new": gettext_lazy("the new mentor’s name"),
        "former": gettext_lazy("the former mentor’s name"),
        "times": gettext_lazy("the meetings that are left, a line each"),
    },
)
MENTOR_FREED = LetterKind(
    key="mentor_freed",
    position=66,
    title=gettext_lazy("Thank you to the former mentor"),
    reader=gettext_lazy("the mentor whose place somebody else takes over"),
    subject=gettext_lazy("Somebody else goes on from here: thank you"),
    body=gettext_lazy(
        "Hello {name},\n\nthank you for the time you gave in “{programme}”. Somebody else goes on with {protege} from "
        "here; nobody is to blame, and nobody is told a reason. The meetings that were still ahead are off, and your "
        "place is free again. What you two wrote stays between you: whoever follows cannot read it.\n\n{link}"
    ),
    placeholders={**_NAMES, "protege": gettext_lazy("the protégé’s name")},
)


def register() -> None:
    """Called in MentorshipsConfig.ready."""
    for kind in (WEEKS_PAUSED, MENTOR_REPLACED, MENTOR_FREED):
        register_kind(kind)


def tell_paused(pair: Pair, moved: Sequence[Session], *, to_mentor: bool, now: datetime, actor_id: str) -> None:
    """Tell the protégé, and the mentor unless somebody else of the circle did, the new times of these meetings."""
    readers = readers_of([pair.protege_id, *([pair.mentor_id] if to_mentor else [])], now)
    for me in readers.values():
        entries = entries_of(pair, moved, reader=me.person_id)
        with in_words_of(me, pair.programme):
            values = {
                "name": me.name,
                "programme": pair.programme.name,
                "times": _lines(moved),
                "link": _link(pair),
            }
            subject, body = compose(pair.programme, WEEKS_PAUSED.key, values)
            write = entries_file if len(entries) > 1 else _single
            calendar = write(entries, zone=me.zone, now=now)
            # each further move counts up, so that a repetition is the same letter and a later pause another
            key = f"paused:{pair.id}:{sum(session.sequence for session in moved)}:{moved[0].week}"
            mail(me, key, subject, body, now=now, actor_id=actor_id, calendar=calendar)


def tell_replaced(former: Pair, opened: Pair, *, now: datetime, actor_id: str) -> None:
    """Tell the protégé who goes on with them, and thank the former mentor."""
    readers = readers_of([opened.protege_id, opened.mentor_id, former.mentor_id], now)
    new, old, protege = (readers.get(one) for one in (opened.mentor_id, former.mentor_id, opened.protege_id))
    sessions = list(opened.sessions.filter(dropped_at=None).order_by("starts_at"))
    colleague = _("a colleague")
    shared = {"programme": opened.programme.name}
    if protege is not None:
        with in_words_of(protege, opened.programme):
            told = {
                "name": protege.name,
                "new": new.name if new else colleague,
                "former": old.name if old else colleague,
                "times": _lines(sessions),
                "link": _link(opened),
            }
            subject, body = compose(opened.programme, MENTOR_REPLACED.key, shared | told)
            mail(protege, f"replaced:{opened.id}", subject, body, now=now, actor_id=actor_id)
    if old is not None:
        with in_words_of(old, opened.programme):
            told = {"name": old.name, "protege": protege.name if protege else colleague, "link": _link(former)}
            subject, body = compose(opened.programme, MENTOR_FREED.key, shared | told)
            mail(old, f"freed:{former.id}", subject, body, now=now, actor_id=actor_id)


def _single(entries: Sequence[Entry], *, zone: ZoneInfo, now: datetime) -> bytes:
    """One meeting as a request, which a calendar takes over by itself."""
    return entry_file(entries[0], zone=zone, now=now)


def _lines(sessions: Sequence[Session]) -> str:
    return "\n".join(f"- {when_of(session.starts_at)}" for session in sessions)


def _link(pair: Pair) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse("mentorships:pair", args=[pair.id])
