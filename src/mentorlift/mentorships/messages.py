"""The mails of this room: short, in the reader's language, never a word from a sheet."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.accounts.models import User
from mentorlift.mentorships.calendar import entry_file
from mentorlift.mentorships.models import InformalPair, Pair, Session, SessionMove
from mentorlift.mentorships.queries.entries import entries_of
from mentorlift.mentorships.queries.hours import working_hours
from mentorlift.notifications.services import send
from mentorlift.people.models import Identity
from mentorlift.people.queries import organisation_day
from mentorlift.programmes import role_words
from mentorlift.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody a mail goes to, in their language and time zone."""

    person_id: UUID
    name: str
    email: str
    language: str
    zone: ZoneInfo


def announce_pairs(
    pairs: Sequence[Pair], *, now: datetime, actor_id: str, besides: Collection[UUID] = frozenset()
) -> None:
    """Tell both sides of each pair whom they meet and when, `besides` whoever is told otherwise; the addresses are read
    in one go."""
    readers = readers_of([person for pair in pairs for person in (pair.protege_id, pair.mentor_id)], now)
    ahead: dict[UUID, list[Session]] = {pair.id: [] for pair in pairs}
    for session in Session.objects.filter(pair__in=pairs, dropped_at=None).order_by("starts_at"):
        ahead[session.pair_id].append(session)
    for pair in pairs:
        for person_id in (pair.protege_id, pair.mentor_id):
            me, other = readers.get(person_id), readers.get(pair.other(person_id))
            if me is None or person_id in besides:
                continue
            with in_words_of(me, pair.programme):
                mail(me, f"pair:{pair.id}", *_new_pair(pair, me, other, ahead[pair.id]), now=now, actor_id=actor_id)


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
            lines = "\n".join(f"- {when_of(when)}: {other.name if other else _('a colleague')}" for other, when in met)
            subject = _("Whom you meet, week by week")
            body = _(
                "In “%(programme)s” you meet somebody else every week. These are yours; either of you can move a "
                "meeting within its week:\n\n%(lines)s\n\nBefore each meeting you both fill in a short sheet. Only the "
                "two of you can read it."
            ) % {"programme": mine[0].programme.name, "lines": lines}
            link = settings.PUBLIC_URL.rstrip("/") + reverse("mentorships:pairs")
            mail(me, f"weeks:{mine[0].id}", subject, f"{body}\n\n{link}", now=now, actor_id=actor_id)


def announce_move(session: Session, move: SessionMove, *, told: Collection[UUID], now: datetime, actor_id: str) -> None:
    """Send those of the two who are `told` the changed calendar entry, and by whom it was moved."""
    readers = readers_of([session.pair.protege_id, session.pair.mentor_id], now)
    mover = readers.get(move.moved_by_id) if move.moved_by_id else None
    for me in (one for one in readers.values() if one.person_id in told):
        (entry,) = entries_of(session.pair, [session], reader=me.person_id)
        with in_words_of(me, session.pair.programme):
            subject = _("Your meeting is now on %(when)s") % {"when": when_of(move.to_at)}
            was = _("It was planned for %(when)s.") % {"when": when_of(move.from_at)}
            who = _("%(name)s moved it.") % {"name": mover.name} if mover and mover is not me else ""
            body = f"{was} {who}\n\n{_link('mentorships:session', session.id)}"
            key = f"move:{session.id}:{move.sequence}"
            calendar = entry_file(entry, zone=me.zone, now=now)
            mail(me, key, subject, body, now=now, actor_id=actor_id, calendar=calendar)


def announce_extra(session: Session, *, now: datetime, actor_id: str) -> None:
    """Tell the protégé that the mentor added a talk of their own accord."""
    readers = readers_of([session.pair.protege_id, session.pair.mentor_id], now)
    me, mentor = readers.get(session.pair.protege_id), readers.get(session.pair.mentor_id)
    if me is None:
        return
    with in_words_of(me, session.pair.programme):
        name = mentor.name if mentor else _("Your mentor")
        subject = _("%(name)s added a talk with you") % {"name": name}
        body = _("On %(when)s, beyond the meetings of the programme. There is nothing to prepare.") % {
            "when": when_of(session.starts_at)
        }
        (entry,) = entries_of(session.pair, [session], reader=me.person_id)
        calendar = entry_file(entry, zone=me.zone, now=now) if session.starts_at > now else None
        text = f"{body}\n\n{_link('mentorships:session', session.id)}"
        mail(me, f"extra:{session.id}", subject, text, now=now, actor_id=actor_id, calendar=calendar)


def announce_open_sheets(session: Session, *, now: datetime, actor_id: str) -> None:
    """Tell both that the sheets are open; what stands in them is read in the product, not in a mail."""
    readers = readers_of([session.pair.protege_id, session.pair.mentor_id], now)
    for me in readers.values():
        with in_words_of(me, session.pair.programme):
            subject = _("Both sheets for week %(week)s are open") % {"week": session.week}
            body = _("You can now read what %(name)s wrote, and the other way round. Only the two of you can.") % {
                "name": _partner(readers, session, me)
            }
            text = f"{body}\n\n{_link('mentorships:sheet', session.id)}"
            mail(me, f"sheets:{session.id}", subject, text, now=now, actor_id=actor_id)


def announce_ending(pair: Pair, told: Iterable[UUID], *, now: datetime, actor_id: str) -> None:
    """Tell those who stay that the pairing has ended, in words that blame nobody. No reason is ever told."""
    for me in readers_of(told, now).values():
        with in_words_of(me, pair.programme):
            subject = _("Your mentoring pair has ended")
            body = _(
                "The pairing in “%(programme)s” has ended. Nobody is to blame, and nobody is told a reason. Meetings "
                "that were still ahead are off. What you wrote stays between the two of you."
            ) % {"programme": pair.programme.name}
            text = f"{body}\n\n{_link('mentorships:pair', pair.id)}"
            mail(me, f"ending:{pair.id}", subject, text, now=now, actor_id=actor_id)


def tell_asked_to_talk(pair: InformalPair, *, now: datetime, actor_id: str) -> None:
    """Ask the one whom a colleague named. No role is named, because there is none."""
    readers = readers_of([pair.asked_by_id, pair.asked_id], now)
    me, other = readers.get(pair.asked_id), readers.get(pair.asked_by_id)
    if me is None:
        return
    with translation.override(me.language):
        subject = _("Do you two note that you talk?")
        body = _(
            "%(name)s would like to note that the two of you talk now and then: the day, and nothing of what is said. "
            "Only you two see it. A no needs no reason."
        ) % {"name": other.name if other else _("A colleague")}
        link = settings.PUBLIC_URL.rstrip("/") + reverse("mentorships:talks")
        mail(me, f"talks:{pair.id}", subject, f"{body}\n\n{link}", now=now, actor_id=actor_id)


def tell_talks(pair: InformalPair, *, now: datetime, actor_id: str) -> None:
    """Tell whoever asked that the other agreed."""
    readers = readers_of([pair.asked_by_id, pair.asked_id], now)
    me, other = readers.get(pair.asked_by_id), readers.get(pair.asked_id)
    if me is None:
        return
    with translation.override(me.language):
        subject = _("You can note your talks now")
        body = _("%(name)s agrees. Note the day when you have talked, if you like.") % {
            "name": other.name if other else _("Your colleague")
        }
        link = settings.PUBLIC_URL.rstrip("/") + reverse("mentorships:talks")
        mail(me, f"talks-yes:{pair.id}", subject, f"{body}\n\n{link}", now=now, actor_id=actor_id)


def _new_pair(pair: Pair, me: Reader, other: Reader | None, sessions: Sequence[Session]) -> tuple[str, str]:
    name = other.name if other else _("a colleague")
    if me.person_id == pair.protege_id:
        subject = _("%(name)s is your mentor") % {"name": name}
    else:
        subject = _("%(name)s is your protégé") % {"name": name}
    times = "\n".join(f"- {when_of(session.starts_at)}" for session in sessions)
    told = {"programme": pair.programme.name, "times": times, "week": sessions[0].week if sessions else ""}
    if pair.follows_id and sessions:
        body = _go_on(told, to_protege=me.person_id == pair.protege_id)
    else:
        body = _(
            "You two meet once a week in “%(programme)s”. These are the times; either of you can move one within its "
            "week:\n\n%(times)s\n\nBefore each meeting you both fill in a short sheet. Only the two of you can read it."
        )
    return subject, f"{body % told}\n\n{_link('mentorships:pair', pair.id)}"


def _go_on(told: Mapping[str, object], *, to_protege: bool) -> str:
    """For two who take up where another pair left off. Why that one ended is told to nobody."""
    if to_protege:
        return _(
            "You go on in “%(programme)s” with week %(week)s. These are the times; either of you can move one within "
            "its week:\n\n%(times)s\n\nWhat you wrote in the weeks before stays between you and your former mentor. "
            "Your new mentor cannot read it; tell as much of it as you like."
        )
    return _(
        "In “%(programme)s” you begin with week %(week)s, because your protégé had the weeks before with somebody "
        "else. That says nothing about either of them. These are the times; either of you can move one within its week:"
        "\n\n%(times)s\n\nWhat was written before stays between those two. Before each meeting you both fill in a "
        "short sheet. Only the two of you can read it."
    )


def readers_of(person_ids: Iterable[UUID], now: datetime) -> dict[UUID, Reader]:
    """Those with an address, by person id: three queries."""
    wanted = list(dict.fromkeys(person_ids))
    hours = working_hours(wanted, day=organisation_day(now))
    languages = dict(User.objects.filter(person_id__in=wanted).values_list("person_id", "language"))
    known = Identity.objects.filter(person_id__in=wanted).exclude(email="")
    found = {
        row.person_id: Reader(
            row.person_id,
            row.name,
            row.email,
            languages.get(row.person_id, settings.LANGUAGE_CODE),
            hours[row.person_id].zone,
        )
        for row in known
    }
    return {person_id: found[person_id] for person_id in wanted if person_id in found}


def _partner(readers: dict[UUID, Reader], session: Session, me: Reader) -> str:
    other = readers.get(session.pair.other(me.person_id))
    return other.name if other else _("your partner")


@contextmanager
def in_words_of(reader: Reader, programme: Programme) -> Iterator[None]:
    """In the reader's language and time zone, and in the role words of the programme."""
    in_zone = timezone.override(reader.zone)
    with translation.override(reader.language), in_zone, role_words.in_words_of(programme):
        yield


def when_of(at: datetime) -> str:
    """An instant in words, in the language and time zone in force."""
    return date_format(timezone.localtime(at), "l, j F, H:i")


def _link(name: str, thing_id: UUID) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=[thing_id])


def mail(
    reader: Reader, key: str, subject: str, body: str, *, now: datetime, actor_id: str, calendar: bytes | None = None
) -> None:
    """Put one letter of this room into the outbox; `key` with the reader makes it the same one."""
    send(
        key=f"mentorships:{key}:{reader.person_id}",
        to=reader.email,
        subject=subject,
        body=body,
        now=now,
        calendar=calendar,
        actor_id=actor_id,
    )
