"""The letters that ask: a mentor's invitation, and whether somebody would like a mentor."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy

from mentorlift.programmes.letters.examples import HELLO, cohort_for, name_or_example, own_link
from mentorlift.programmes.letters.kinds import LetterKind, To, register_kind
from mentorlift.programmes.links import offer_url, wish_url
from mentorlift.programmes.models import MentorOffer, Participation, Programme, Wish, WishQuestion
from mentorlift.programmes.rules.link_ends import offer_link_ends_at


def register() -> None:
    """Called in ProgrammesConfig.ready."""
    register_kind(INVITATION)
    register_kind(WISH)


def wish_values(wish: Wish, *, name: str) -> dict[str, str]:
    """What stands in the letter that asks; under the reader's language."""
    closes_at = wish.cohort.wish_closes_at
    return {
        **_of_question(wish.question, first=wish.language),
        "name": name,
        "programme": wish.cohort.programme.name,
        "purpose": wish.cohort.programme.purpose_text,
        "last_day": _moment(closes_at) if closes_at else "",
        "link": wish_url(wish),
    }


def offer_values(offer: MentorOffer, *, name: str) -> dict[str, str]:
    """What stands in the invitation to mentor; under the reader's language."""
    return {
        **_of_programme(offer.programme),
        "name": name,
        "last_day": _day_before(offer_link_ends_at(offer.invited_at)) if offer.invited_at else "",
        "link": offer_url(offer),
    }


def _offer_example(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    """As it would read if it were sent now."""
    return {
        **_of_programme(programme),
        "name": name_or_example(person_id),
        "last_day": _day_before(offer_link_ends_at(now)),
        "link": own_link("mentor"),
    }


def _wish_example(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    question = WishQuestion.objects.filter(programme=programme).order_by("-version").first()
    cohort = cohort_for(programme, person_id)
    closes_at = cohort.wish_closes_at if cohort else None
    return {
        **(_of_question(question, first="") if question else {}),
        "name": name_or_example(person_id),
        "programme": programme.name,
        "purpose": programme.purpose_text,
        "last_day": _moment(closes_at or now + timedelta(days=7)),
        "link": own_link("wish"),
    }


def _of_question(question: WishQuestion, *, first: str) -> dict[str, str]:
    """In the language in force, else in the one it is asked in, else in any it was written in."""
    texts: dict[str, str] = question.texts
    wording = texts.get(get_language() or "") or texts.get(first) or next(iter(texts.values()))
    return {"question": wording, "asker": question.asked_in_name_of}


def _of_programme(programme: Programme) -> dict[str, str]:
    return {
        "programme": programme.name,
        "weeks": str(programme.weeks),
        "minutes": str(max((week.minutes for week in programme.guides.all()), default=30)),
        "purpose": programme.purpose_text,
    }


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "j F Y, H:i")


def _day_before(at: datetime) -> str:
    """The last whole day before an instant, which nobody has to read a time for."""
    return date_format(localtime(at) - timedelta(days=1), "j F Y")


INVITATION = LetterKind(
    key="invitation",
    position=15,
    title=gettext_lazy("Invitation to mentor"),
    reader=gettext_lazy("whoever is asked to mentor"),
    to=To.MENTORS,
    subject=gettext_lazy("Would you mentor somebody?"),
    body=gettext_lazy(
        "Hello {name},\n\n"
        "would you mentor somebody in “{programme}”? It takes {weeks} weeks, one meeting a week of about {minutes} "
        "minutes, in working hours, with a guide for each week.\n\n"
        "What it is for: {purpose}\n\n"
        "Say yes or no here, until {last_day}. A no needs no reason, and nobody will ask for one:\n{link}"
    ),
    placeholders={
        **HELLO,
        "weeks": gettext_lazy("how many weeks it takes"),
        "minutes": gettext_lazy("how long a meeting is, in minutes"),
        "purpose": gettext_lazy("what the programme is for"),
        "last_day": gettext_lazy("the last day to answer"),
        "link": gettext_lazy("their own link to the answer"),
    },
    fixed=frozenset({"link"}),
    example=_offer_example,
)
WISH = LetterKind(
    key="wish",
    position=20,
    title=gettext_lazy("Would you like a mentor?"),
    reader=gettext_lazy("everybody on a list who is asked first"),
    subject=gettext_lazy("Would you like a mentor?"),
    body=gettext_lazy(
        "Hello {name},\n\n{question}\n\n"
        "Answer here, until {last_day}:\n{link}\n\n"
        "What it is for: {purpose}\n\n"
        "Nobody of your team, your manager or the programme team sees what you answer. The link is yours alone; "
        "please do not pass it on.\n\n{asker}"
    ),
    placeholders={
        **HELLO,
        "question": gettext_lazy("the question, as it is worded in the set-up; its wording is kept with the draw"),
        "last_day": gettext_lazy("the last day to answer"),
        "link": gettext_lazy("their own link to the answer"),
        "purpose": gettext_lazy("what the programme is for"),
        "asker": gettext_lazy("who asks"),
    },
    fixed=frozenset({"question", "link"}),
    example=_wish_example,
    sent_in=lambda programme: programme.participation != Participation.MANDATORY,
)
