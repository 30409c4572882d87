"""The two letters of this room. Neither carries a word of what was written, nor who wrote it."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorlift.notifications.models import Pace
from mentorlift.programmes.letters import LetterKind, To, in_words_of, readers_of, register_kind, write
from mentorlift.programmes.letters.examples import name_or_example
from mentorlift.programmes.models import Programme
from mentorlift.trust.models import Matter, TrustedContact

WAITS, LINE = "trust_waits", "trust_line"


def register() -> None:
    """Called in TrustConfig.ready."""
    places = {"name": _("the name of the reader"), "programme": _("the name of the programme"), "link": _("the page")}
    register_kind(
        LetterKind(
            key=WAITS,
            position=75,
            title=_("Something waits for the trusted contact"),
            reader=_("the trusted contact"),
            subject=_("Something waits for you"),
            body=_("Hello {name},\n\nsomething waits for you in Mentorlift. Sign in to see it:\n{link}"),
            placeholders={key: places[key] for key in ("name", "link")},
            to=To.OFFICE,
            example=_example,
            holders=_contacts,
            pace=Pace.APART,
            counted=False,  # whoever runs the programme would learn from the number that somebody wrote
        )
    )
    register_kind(
        LetterKind(
            key=LINE,
            position=76,
            title=_("The trusted contact came into the line"),
            reader=_("the owner of the programme"),
            subject=_("Please name another trusted contact"),
            body=_(
                "Hello {name},\n\nthe organisation chart changed, and the trusted contact of “{programme}” is no "
                "longer outside the line of those who take part. Please name somebody else. What was written stays "
                "where it is:\n{link}"
            ),
            placeholders=places,
            to=To.OFFICE,
            example=_example,
            holders=lambda programme: {programme.owner_id},
            pace=Pace.APART,
        )
    )


def _contacts(programme: Programme) -> set[UUID]:
    return set(TrustedContact.objects.filter(programme=programme, ended_at=None).values_list("person_id", flat=True))


def _example(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    link = settings.PUBLIC_URL.rstrip("/") + reverse("reports:today")
    return {"name": name_or_example(person_id), "programme": programme.name, "link": link}


def tell_contact(matter: Matter, *, now: datetime) -> None:
    """At most one letter an hour, however much is written; it names neither programme nor writer."""
    programme = matter.contact.programme
    for reader in readers_of([matter.contact.person_id], now).values():
        with in_words_of(reader, programme):
            values = {"name": reader.name, "link": settings.PUBLIC_URL.rstrip("/") + reverse("reports:today")}
            key = f"trust:{matter.contact_id}:{now:%Y%m%d%H}"
            write(programme, WAITS, reader, values, key=key, now=now, actor_id="")


def tell_owner(contact: TrustedContact, *, now: datetime) -> None:
    """Once for each contact."""
    programme = contact.programme
    for reader in readers_of([programme.owner_id], now).values():
        with in_words_of(reader, programme):
            link = settings.PUBLIC_URL.rstrip("/") + reverse("trust:contacts", args=[programme.id])
            values = {"name": reader.name, "programme": programme.name, "link": link}
            write(programme, LINE, reader, values, key=f"trust_line:{contact.id}", now=now, actor_id="")
