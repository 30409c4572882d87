"""What people read in their mail. Called under the reader's language."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mentorlift.programmes.links import offer_url, wish_url
from mentorlift.programmes.models import MentorOffer, Wish
from mentorlift.programmes.role_words import in_words_of
from mentorlift.programmes.rules.link_ends import offer_link_ends_at


def wish_letter(wish: Wish, *, name: str, language: str) -> tuple[str, str]:
    """Subject and body of the question, in the wording kept for `language` or the first one there is."""
    with in_words_of(wish.cohort.programme):
        return _wish_letter(wish, name=name, language=language)


def _wish_letter(wish: Wish, *, name: str, language: str) -> tuple[str, str]:
    programme, question = wish.cohort.programme, wish.question
    texts: dict[str, str] = question.texts
    wording = texts.get(language) or texts.get(wish.language) or next(iter(texts.values()))
    closes_at = wish.cohort.wish_closes_at
    last_day = date_format(localtime(closes_at), "j F Y, H:i") if closes_at else ""
    body = _(
        "Hello %(name)s,\n\n%(wording)s\n\n"
        "Answer here, until %(last_day)s:\n%(link)s\n\n"
        "What it is for: %(purpose)s\n\n"
        "Nobody of your team, your manager or the programme team sees what you answer. The link is yours alone; "
        "please do not pass it on.\n\n%(asker)s"
    ) % {
        "name": name,
        "wording": wording,
        "last_day": last_day,
        "link": wish_url(wish),
        "purpose": programme.purpose_text,
        "asker": question.asked_in_name_of,
    }
    return _("Would you like a mentor?"), body


def offer_letter(offer: MentorOffer, *, name: str, language: str) -> tuple[str, str]:
    """Subject and body of the invitation to mentor, in the language in force, which is the reader's `language`."""
    with in_words_of(offer.programme):
        return _offer_letter(offer, name=name)


def _offer_letter(offer: MentorOffer, *, name: str) -> tuple[str, str]:
    programme = offer.programme
    body = _(
        "Hello %(name)s,\n\n"
        "would you mentor somebody in “%(programme)s”? It takes %(weeks)d weeks, one meeting a week of about "
        "%(minutes)d minutes, in working hours, with a guide for each week.\n\n"
        "What it is for: %(purpose)s\n\n"
        "Say yes or no here, until %(last_day)s. A no needs no reason, and nobody will ask for one:\n%(link)s"
    ) % {
        "name": name,
        "programme": programme.name,
        "weeks": programme.weeks,
        "minutes": max((week.minutes for week in programme.guides.all()), default=30),
        "purpose": programme.purpose_text,
        "last_day": _day_before(offer_link_ends_at(offer.invited_at)) if offer.invited_at else "",
        "link": offer_url(offer),
    }
    return _("Would you mentor somebody?"), body


def _day_before(at: datetime) -> str:
    """The last whole day before an instant, which nobody has to read a time for."""
    return date_format(localtime(at) - timedelta(days=1), "j F Y")
