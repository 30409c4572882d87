"""The letter that asks a sales manager for the hours."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mentorlift.mentorships.messages import Reader, in_words_of
from mentorlift.notifications.services import send
from mentorlift.people.queries import names
from mentorlift.programmes.letters import LetterKind, compose, register_kind
from mentorlift.programmes.models import Cohort

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
    owner = names([programme.owner_id]).get(programme.owner_id, "")
    minutes = max(programme.guides.values_list("minutes", flat=True), default=USUAL_MINUTES)
    for manager_id, me in readers.items():
        with in_words_of(me, programme):
            count = len(people[manager_id])
            values = {
                "name": me.name,
                "programme": programme.name,
                "people": ngettext("%(n)d person", "%(n)d people", count) % {"n": count},
                "minutes": str(minutes),
                "weeks": str(programme.weeks),
                "day": date_format(cohort.starts_on, "j F Y"),
                "link": settings.PUBLIC_URL.rstrip("/") + reverse("mentorships:hours", args=[cohort.id]),
                "purpose": programme.purpose_text,
                "owner": owner,
            }
            subject, body = compose(programme, KEY, values)
        send(key=f"hours:{cohort.id}:{manager_id}", to=me.email, subject=subject, body=body, now=now, actor_id=actor_id)
