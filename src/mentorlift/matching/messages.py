"""The letters about asking a mentor, written when something happens to a request."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.matching.letters import ASKED, CHOOSE, GONE, NEXT, ON_ITS_WAY, OVER, told_to_mentor, told_to_protege
from mentorlift.matching.models import Choosing, MentorRequest, Outcome
from mentorlift.programmes.letters import Reader, in_words_of, readers_of, write
from mentorlift.programmes.models import Programme

_NOBODY_LEFT_TO_ASK = (Outcome.LAPSED, Outcome.CLOSED)


def tell_choosers(choosing: Choosing, person_ids: list[UUID], *, now: datetime, actor_id: str) -> int:
    """Ask protégés to choose; returns how many have an address. A repetition writes nobody twice."""
    programme = choosing.cohort.programme
    readers = readers_of(person_ids, now)
    for me in readers.values():
        with in_words_of(me, programme):
            values = {"days": str(choosing.days), "link": choose_link(choosing)}
            _write(programme, CHOOSE, me, values, key=f"choosing:{choosing.id}", now=now, actor_id=actor_id)
    return len(readers)


def tell_asked(request: MentorRequest, *, now: datetime, actor_id: str) -> None:
    """Tell the mentor who asks and until when an answer counts; tell the protégé what happens next."""
    mentor, protege = _both(request, now)
    key = f"asked:{request.id}"
    if mentor:
        with in_words_of(mentor, request.programme):
            values = {"partner": _name(protege), "until": _last_day(request), "link": request_link(request)}
            _write(request.programme, ASKED, mentor, values, key=key, now=now, actor_id=actor_id)
    if protege:
        with in_words_of(protege, request.programme):
            link = choose_link(request.choosing)
            values = {"partner": _name(mentor), "until": _last_day(request), "link": link}
            _write(request.programme, ON_ITS_WAY, protege, values, key=key, now=now, actor_id=actor_id)


def tell_outcome(request: MentorRequest, *, now: datetime, actor_id: str) -> None:
    """Tell those who do not know it already. A yes is told by the letter of the new pair, with its meetings."""
    mentor, protege = _both(request, now)
    key = f"ended:{request.id}"
    if protege:
        with in_words_of(protege, request.programme):
            what = told_to_protege(request.outcome, partner=_name(mentor), until=_last_day(request))
            kind = OVER if request.outcome in _NOBODY_LEFT_TO_ASK else NEXT
            values = {"what": what, "link": choose_link(request.choosing)}
            if what:
                _write(request.programme, kind, protege, values, key=key, now=now, actor_id=actor_id)
    if mentor and not _by_mentor(request):
        with in_words_of(mentor, request.programme):
            what = told_to_mentor(request.outcome, partner=_name(protege))
            values = {"what": what, "link": settings.PUBLIC_URL.rstrip("/") + reverse("reports:today")}
            if what:
                _write(request.programme, GONE, mentor, values, key=key, now=now, actor_id=actor_id)


def _by_mentor(request: MentorRequest) -> bool:
    """Whether the mentor's own answer ended the request, this one or another for the last place."""
    return request.outcome == Outcome.FILLED and not request.settled_by.startswith("job:")


def _both(request: MentorRequest, now: datetime) -> tuple[Reader | None, Reader | None]:
    readers = readers_of([request.protege_id, request.mentor_id], now)
    return readers.get(request.mentor_id), readers.get(request.protege_id)


def _name(other: Reader | None) -> str:
    return other.name if other else _("a colleague")


def _last_day(request: MentorRequest) -> str:
    return date_format(request.due_on, "l, j F")


def choose_link(choosing: Choosing) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse("matching:choose", args=[choosing.id])


def request_link(request: MentorRequest) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse("matching:request", args=[request.id])


def _write(
    programme: Programme, kind: str, me: Reader, values: Mapping[str, str], *, key: str, now: datetime, actor_id: str
) -> None:
    facts = {"name": me.name, "programme": programme.name, **values}
    write(programme, kind, me, facts, key=f"matching:{key}:{me.person_id}", now=now, actor_id=actor_id)
