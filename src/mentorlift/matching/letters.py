"""The mails about asking a mentor. Subjects name nobody, and no mail repeats what one wrote to the other."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.matching.models import Choosing, MentorRequest, Outcome
from mentorlift.notifications.services import send
from mentorlift.programmes.letters import Reader, in_words_of, readers_of


def tell_choosers(choosing: Choosing, person_ids: list[UUID], *, now: datetime, actor_id: str) -> int:
    """Ask protégés to choose; returns how many have an address. A repetition writes nobody twice."""
    readers = readers_of(person_ids, now)
    for me in readers.values():
        with in_words_of(me, choosing.cohort.programme):
            body = _(
                "You have a place in “%(programme)s”, and you choose your mentor yourself. A few mentors who fit are "
                "shown to you, each with the reasons. Ask one of them; they answer within %(days)d working days."
            ) % {"programme": choosing.cohort.programme.name, "days": choosing.days}
            _mail(
                me,
                f"choosing:{choosing.id}",
                _("Choose your mentor"),
                body,
                link=choose_link(choosing),
                now=now,
                actor_id=actor_id,
            )
    return len(readers)


def tell_asked(request: MentorRequest, *, now: datetime, actor_id: str) -> None:
    """Tell the mentor who asks and until when an answer counts; tell the protégé what happens next."""
    readers = readers_of([request.protege_id, request.mentor_id], now)
    mentor, protege = readers.get(request.mentor_id), readers.get(request.protege_id)
    if mentor:
        with in_words_of(mentor, request.programme):
            subject = _("Somebody would like you as their mentor")
            body = _(
                "%(name)s asks you to be their mentor in “%(programme)s”. Say yes or no until %(until)s; a no needs no "
                "reason and counts against nobody. If you cannot answer by then, the request passes on."
            ) % _words(request, protege)
            _mail(mentor, f"asked:{request.id}", subject, body, link=request_link(request), now=now, actor_id=actor_id)
    if protege:
        with in_words_of(protege, request.programme):
            body = _(
                "%(name)s has your request and answers until %(until)s. If no answer comes by then you are told, and "
                "can ask somebody else. Until then you can take it back."
            ) % _words(request, mentor)
            subject = _("Your request is on its way")
            link = choose_link(request.choosing)
            _mail(protege, f"asked:{request.id}", subject, body, link=link, now=now, actor_id=actor_id)


def tell_outcome(request: MentorRequest, *, now: datetime, actor_id: str) -> None:
    """Tell those who do not know it already. A yes is told by the letter of the new pair, with its meetings."""
    readers, key = readers_of([request.protege_id, request.mentor_id], now), f"ended:{request.id}"
    protege, mentor = readers.get(request.protege_id), readers.get(request.mentor_id)
    if protege:
        with in_words_of(protege, request.programme):
            subject, body = _to_protege(request, mentor)
            if body:
                _mail(
                    protege,
                    key,
                    subject,
                    body,
                    link=choose_link(request.choosing),
                    now=now,
                    actor_id=actor_id,
                )
    if mentor:
        with in_words_of(mentor, request.programme):
            body = _to_mentor(request, protege)
            if body and not _by_mentor(request):
                link = settings.PUBLIC_URL.rstrip("/") + reverse("reports:today")
                _mail(
                    mentor,
                    key,
                    _("A request to you has ended"),
                    body,
                    link=link,
                    now=now,
                    actor_id=actor_id,
                )


def _to_protege(request: MentorRequest, mentor: Reader | None) -> tuple[str, str]:
    told = {
        Outcome.DECLINED: _(
            "%(name)s cannot mentor you this time. That says nothing about you, and nobody else is told. You can ask "
            "the next mentor now."
        ),
        Outcome.PASSED_ON: _(
            "%(name)s did not get to answer until %(until)s, so your request passes on. Nobody is to blame. You can "
            "ask the next mentor now."
        ),
        Outcome.FILLED: _("The last place with %(name)s went to somebody else. You can ask the next mentor now."),
        Outcome.LAPSED: _(
            "Your request to %(name)s cannot become a pair any more, because something changed since you asked."
        ),
        Outcome.CLOSED: _(
            "Your request to %(name)s has ended: the programme managers find a mentor for everybody who is left. You "
            "need do nothing."
        ),
    }
    subject = _("Your request has ended") if request.outcome in ENDED else _("You can ask the next mentor")
    text = told.get(Outcome(request.outcome), "")
    return subject, text and text % _words(request, mentor)


ENDED = (Outcome.LAPSED, Outcome.CLOSED)


def _to_mentor(request: MentorRequest, protege: Reader | None) -> str:
    told = {
        Outcome.PASSED_ON: _(
            "%(name)s asked you to be their mentor, and the days to answer are over. The request has passed on; it "
            "counts against nobody, and there is nothing to do."
        ),
        Outcome.WITHDRAWN: _("%(name)s has taken the request to you back. There is nothing to do."),
        Outcome.FILLED: _(
            "The request of %(name)s has ended, because your last place is given. There is nothing to do."
        ),
        Outcome.LAPSED: _("The request of %(name)s cannot become a pair any more. There is nothing to do."),
        Outcome.CLOSED: _(
            "The request of %(name)s has ended: the programme managers pair those who are left. There is nothing to do."
        ),
    }
    text = told.get(Outcome(request.outcome), "")
    return text and text % _words(request, protege)


def _by_mentor(request: MentorRequest) -> bool:
    """Whether the mentor's own answer ended the request, this one or another for the last place."""
    return request.outcome == Outcome.FILLED and not request.settled_by.startswith("job:")


def _words(request: MentorRequest, other: Reader | None) -> dict[str, str]:
    """In the language in force."""
    return {
        "name": other.name if other else _("a colleague"),
        "programme": request.programme.name,
        "until": date_format(request.due_on, "l, j F"),
    }


def choose_link(choosing: Choosing) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse("matching:choose", args=[choosing.id])


def request_link(request: MentorRequest) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse("matching:request", args=[request.id])


def _mail(reader: Reader, key: str, subject: str, body: str, *, link: str, now: datetime, actor_id: str) -> None:
    send(
        key=f"matching:{key}:{reader.person_id}",
        to=reader.email,
        subject=subject,
        body=f"{body}\n\n{link}",
        now=now,
        actor_id=actor_id,
    )
