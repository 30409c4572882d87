"""The letter that asks a sales manager for the hours."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mentorlift.people.queries import names
from mentorlift.programmes.letters import LetterKind, Reader, To, in_words_of, register_kind, write
from mentorlift.programmes.letters.examples import first_day, name_or_example
from mentorlift.programmes.models import Cohort, Programme

KEY = "hours"
USUAL_MINUTES = 30


def register() -> None:
    """Called in MentorshipsConfig.ready."""
    register_kind(
        LetterKind(
            key=KEY,
            position=15,
            title=_("Do these hours suit?"),
            reader=_("the sales managers of those on a list and of their mentors"),
            subject=_("Do these hours suit your team? {programme}"),
            body=_(
                "Hello {name},\n\n"
                "in “{programme}” a draw by lot decides who has a mentor first. {people} of your team may take part, "
                "on one side or the other: one meeting a week of about {minutes} minutes, for {weeks} weeks from "
                "{day} on, in working hours.\n\n"
                "Please say whether these hours suit, or which days are impossible. Meetings are then planned around "
                "them:\n{link}\n\n"
                "You will see who meets and when, never what is said. What it is for: {purpose}\n\n{owner}"
            ),
            placeholders={
                "name": _("the name of the reader"),
                "programme": _("the name of the programme"),
                "people": _("how many of the reader's people it concerns, such as “3 people”"),
                "minutes": _("how long a meeting is"),
                "weeks": _("how many weeks it lasts"),
                "day": _("the first day"),
                "link": _("the page on which the reader answers"),
                "purpose": _("what the programme is for"),
                "owner": _("who is in charge"),
            },
            to=To.MANAGERS,
            fixed=frozenset({"link"}),
            example=_example,
        )
    )


def write_to_managers(
    cohort: Cohort,
    people: Mapping[UUID, set[UUID]],
    readers: Mapping[UUID, Reader],
    *,
    now: datetime,
    actor_id: str,
) -> None:
    """One letter to each manager with an address; a manager without one finds the question on Today."""
    programme = cohort.programme
    link = settings.PUBLIC_URL.rstrip("/") + reverse("mentorships:hours", args=[cohort.id])
    for manager_id, me in readers.items():
        with in_words_of(me, programme):
            values = _values(programme, me.name, people=len(people[manager_id]), starts_on=cohort.starts_on, link=link)
            key = f"hours:{cohort.id}:{manager_id}"
            write(programme, KEY, me, values, key=key, now=now, actor_id=actor_id)


def _values(programme: Programme, name: str, *, people: int, starts_on: date, link: str) -> dict[str, str]:
    minutes = max(programme.guides.values_list("minutes", flat=True), default=USUAL_MINUTES)
    return {
        "name": name,
        "programme": programme.name,
        "people": ngettext("%(n)d person", "%(n)d people", people) % {"n": people},
        "minutes": str(minutes),
        "weeks": str(programme.weeks),
        "day": date_format(starts_on, "j F Y"),
        "link": link,
        "purpose": programme.purpose_text,
        "owner": names([programme.owner_id]).get(programme.owner_id, ""),
    }


def _example(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    """For a manager of three people, on the first day as it is planned."""
    starts_on, _later = first_day(programme, None, now)
    link = settings.PUBLIC_URL.rstrip("/") + reverse("mentorships:team_hours")
    return _values(programme, name_or_example(person_id), people=3, starts_on=starts_on, link=link)
