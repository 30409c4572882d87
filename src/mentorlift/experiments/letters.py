"""What programme managers read in their mail when a look sees harm. Called under the reader's language."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorlift.programmes.models import Programme


def harm_letter(programme: Programme, *, figures: list[str]) -> tuple[str, str]:
    """Subject and body: what was seen, without a figure, and what can be done."""
    words = {"revenue": _("what people bring in"), "staying": _("who stays")}
    parts = {
        "programme": programme.name,
        "what": _(" and ").join(words[name] for name in figures),
        "link": settings.PUBLIC_URL + reverse("experiments:harm", args=[programme.id]),
    }
    subject = _("A sign of harm in “%(programme)s”") % parts
    body = _(
        "Hello,\n\nthe programme “%(programme)s” is looked at while it runs, so that it can be stopped if it harms. "
        "This look saw a sign of harm in %(what)s: those mentored now fare worse than those starting later, by more "
        "than chance explains. By how much is not said before the day of the answer.\n\nYou can stop the programme, "
        "with a reason, or let it go on. The rule and both ways:\n%(link)s"
    )
    return subject, body % parts
