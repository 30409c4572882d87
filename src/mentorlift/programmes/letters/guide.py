"""The letter to mentors who have not read the guide yet."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from mentorlift.people.queries import names
from mentorlift.programmes.letters.examples import HELLO, name_or_example, own_link
from mentorlift.programmes.letters.kinds import LetterKind, To, register_kind
from mentorlift.programmes.links import guide_url
from mentorlift.programmes.models import MentorOffer, Programme


def register() -> None:
    """Called in ProgrammesConfig.ready."""
    register_kind(GUIDE_REMINDER)


def guide_values(offer: MentorOffer, *, name: str) -> dict[str, str]:
    """What stands in the letter; under the reader's language."""
    return _values(offer.programme, name=name, link=guide_url(offer))


def _example(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    return _values(programme, name=name_or_example(person_id), link=own_link("mentor"))


def _values(programme: Programme, *, name: str, link: str) -> dict[str, str]:
    owner = names([programme.owner_id]).get(programme.owner_id, "")
    return {"name": name, "programme": programme.name, "link": link, "owner": owner}


GUIDE_REMINDER = LetterKind(
    key="guide_reminder",
    position=25,
    title=_("The guide for mentors"),
    reader=_("mentors who said yes and have not read the guide"),
    to=To.MENTORS,
    subject=_("Ten minutes before you begin"),
    body=_(
        "Hello {name},\n\nthank you for mentoring in “{programme}”. Before the first meeting there is a guide of ten "
        "minutes: what is expected, what is yours to give, and what to do when something goes wrong. One tap at its "
        "end says that you have read it:\n{link}\n\nQuestions to {owner}."
    ),
    placeholders={**HELLO, "link": _("the link to the guide"), "owner": _("who answers questions")},
    fixed=frozenset({"link"}),
    example=_example,
)
