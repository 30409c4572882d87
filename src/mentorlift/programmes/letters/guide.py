"""The letter to mentors who have not read the guide yet."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.letters.composing import compose
from mentorlift.programmes.letters.kinds import LetterKind, register_kind
from mentorlift.programmes.links import guide_url
from mentorlift.programmes.models import MentorOffer
from mentorlift.programmes.role_words import in_words_of

GUIDE_REMINDER = LetterKind(
    key="guide_reminder",
    position=25,
    title=_("The guide for mentors"),
    reader=_("mentors who said yes and have not read the guide"),
    subject=_("Ten minutes before you begin"),
    body=_(
        "Hello {name},\n\nthank you for mentoring in “{programme}”. Before the first meeting there is a guide of ten "
        "minutes: what is expected, what is yours to give, and what to do when something goes wrong. One tap at its "
        "end says that you have read it:\n{link}\n\nQuestions to {owner}."
    ),
    placeholders={
        "name": _("the mentor’s name"),
        "programme": _("the name of the programme"),
        "link": _("the link to the guide"),
        "owner": _("who answers questions"),
    },
)


def register() -> None:
    """Called in ProgrammesConfig.ready."""
    register_kind(GUIDE_REMINDER)


def guide_letter(offer: MentorOffer, *, name: str, language: str) -> tuple[str, str]:
    """Subject and body, in the reader's language, which is in force."""
    programme = offer.programme
    owner = getattr(getattr(programme.owner, "identity", None), "name", "")
    values = {"name": name, "programme": programme.name, "link": guide_url(offer), "owner": owner}
    with in_words_of(programme):
        return compose(programme, GUIDE_REMINDER.key, values)
