"""The letters around a programme: to managers before their people hear of it, and when it stops."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from mentorlift.people.queries import names
from mentorlift.programmes.letters.examples import HELLO, name_or_example
from mentorlift.programmes.letters.kinds import LetterKind, To, register_kind
from mentorlift.programmes.models import Programme


def register() -> None:
    """Called in ProgrammesConfig.ready."""
    for kind in (BRIEFING, STOPPED):
        register_kind(kind)


def framing_values(programme: Programme, *, name: str, at: datetime) -> dict[str, str]:
    """What stands in these letters; under the reader's language. `at`: when it stopped."""
    return {
        "name": name,
        "programme": programme.name,
        "weeks": str(programme.weeks),
        "minutes": str(max((week.minutes for week in programme.guides.all()), default=30)),
        "purpose": programme.purpose_text,
        "owner": names([programme.owner_id]).get(programme.owner_id, ""),
        "day": date_format(localtime(at), "j F Y"),
        "link": settings.PUBLIC_URL.rstrip("/") + reverse("reports:today"),
    }


def _example(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    return framing_values(programme, name=name_or_example(person_id), at=now)


_OWNER = {"owner": gettext_lazy("the name of who answers questions")}
BRIEFING = LetterKind(
    key="briefing",
    position=10,
    title=gettext_lazy("Briefing of managers"),
    reader=gettext_lazy(
        "the line managers of the people on the lists and of those asked to mentor, before these hear of it"
    ),
    to=To.MANAGERS,
    subject=gettext_lazy("People of your team and “{programme}”"),
    body=gettext_lazy(
        "Hello {name},\n\n"
        "people of your team are on a list of “{programme}”, or may be asked to mentor in it. You hear of it before "
        "they do.\n\n"
        "What it is for: {purpose}\n\n"
        "It takes {weeks} weeks, one meeting a week of about {minutes} minutes, in working hours. Please keep these "
        "free for whoever meets.\n\n"
        "Who starts now and who later is drawn by lot, so that what it brings can be measured. It says nothing about "
        "anybody, and nothing is taken from those who wait: please tell them so. You are not told who would like a "
        "mentor, and what two people say to each other stays between them.\n\n"
        "Who of yours takes part stands here, as soon as it is known:\n{link}\n\n"
        "Questions go to {owner}."
    ),
    placeholders={
        **HELLO,
        "purpose": gettext_lazy("what the programme is for"),
        "weeks": gettext_lazy("how many weeks it takes"),
        "minutes": gettext_lazy("how long a meeting is, in minutes"),
        "link": gettext_lazy("the start page of the reader"),
        **_OWNER,
    },
    fixed=frozenset({"programme"}),
    example=_example,
)
STOPPED = LetterKind(
    key="stopped",
    position=80,
    title=gettext_lazy("Programme stopped"),
    reader=gettext_lazy("everybody who was asked, drawn, invited to mentor or briefed, when it ends before its time"),
    to=To.EVERYBODY,
    subject=gettext_lazy("“{programme}” has been stopped"),
    body=gettext_lazy(
        "Hello {name},\n\n"
        "“{programme}” was stopped on {day}, before its time. Meetings that were still ahead are off. That is nobody's "
        "fault, and it says nothing about you.\n\n"
        "What was written in sheets stays between the two who wrote it. Questions go to {owner}."
    ),
    placeholders={**HELLO, "day": gettext_lazy("the day on which it was stopped"), **_OWNER},
    fixed=frozenset({"programme"}),
    example=_example,
)
