"""The letter to both when a programme is passed on."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorlift.notifications.models import Pace
from mentorlift.people.queries import names
from mentorlift.programmes.letters.examples import name_or_example, other_example
from mentorlift.programmes.letters.kinds import LetterKind, To, register_kind
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries.letter_readers import in_charge


def register() -> None:
    """Called in ProgrammesConfig.ready."""
    register_kind(
        LetterKind(
            key="handover",
            position=75,
            title=_("A programme is passed on"),
            reader=_("programme manager"),
            subject=_("{programme}: {after} is in charge now"),
            body=_(
                "Hello {name},\n\n{programme} was passed on from {before} to {after}. Everything stays as it is: "
                "lists, draw, pairs, letters and dates. What waits for a decision stands on the programme's page:"
                "\n\n{link}\n"
            ),
            placeholders={
                "name": _("name of the reader"),
                "programme": _("name of the programme"),
                "before": _("who was in charge"),
                "after": _("who is in charge now"),
                "link": _("the programme's page"),
            },
            to=To.OFFICE,
            example=_example,
            holders=in_charge,
            pace=Pace.APART,
        )
    )


def _example(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    return {
        "name": name_or_example(person_id),
        "programme": programme.name,
        "before": names([programme.owner_id]).get(programme.owner_id, ""),
        "after": other_example(),
        "link": settings.PUBLIC_URL.rstrip("/") + reverse("programmes:programme", args=[programme.id]),
    }
