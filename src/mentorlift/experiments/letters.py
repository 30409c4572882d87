"""What programme managers read in their mail when a look sees harm."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorlift.notifications.models import Pace
from mentorlift.programmes.letters import LetterKind, To, register_kind
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries.letter_readers import in_charge

HARM = "harm"
FIGURES = ("revenue", "staying")


def register() -> None:
    """Called in ExperimentsConfig.ready."""
    register_kind(
        LetterKind(
            key=HARM,
            position=77,
            title=_("A sign of harm"),
            reader=_("everybody who can stop the programme"),
            subject=_("A sign of harm in “{programme}”"),
            body=_(
                "Hello,\n\nthe programme “{programme}” is looked at while it runs, so that it can be stopped if it "
                "harms. This look saw a sign of harm in {what}: those mentored now fare worse than those starting "
                "later, by more than chance explains. By how much is not said before the day of the answer.\n\nYou "
                "can stop the programme, with a reason, or let it go on. The rule and both ways:\n{link}"
            ),
            placeholders={
                "programme": _("the name of the programme"),
                "what": _("the figures in which it was seen"),
                "link": _("the page of the signs of harm"),
            },
            to=To.OFFICE,
            fixed=frozenset({"what", "link"}),
            example=_example,
            holders=in_charge,
            pace=Pace.APART,
        )
    )


def harm_values(programme: Programme, *, figures: Sequence[str]) -> dict[str, str]:
    """What was seen, without a number; in the language in force."""
    words = {"revenue": gettext("what people bring in"), "staying": gettext("who stays")}
    return {
        "programme": programme.name,
        "what": gettext(" and ").join(words[name] for name in figures),
        "link": settings.PUBLIC_URL.rstrip("/") + reverse("experiments:harm", args=[programme.id]),
    }


def _example(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    """With every figure that is watched, whatever a look has seen."""
    return harm_values(programme, figures=FIGURES)
