"""What people read in their mail after the draw. Nothing is promised that is not planned."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from mentorlift.draws import rules
from mentorlift.draws.models import Assignment
from mentorlift.programmes.letters import LetterKind, register_kind
from mentorlift.programmes.letters.examples import HELLO, first_day, name_or_example
from mentorlift.programmes.models import Programme


def register() -> None:
    """Called in DrawsConfig.ready."""
    for kind in KINDS:
        register_kind(kind)


def kind_for(assignment: Assignment) -> str:
    """Mentored now, later on a day, or not in this round."""
    if assignment.arm == rules.MENTORED:
        return "drawn_now"
    return "drawn_later" if assignment.draw.cohort.serves_on else "drawn_not"


def draw_values(assignment: Assignment, *, name: str) -> dict[str, str]:
    """What stands in any of the three; under the reader's language."""
    cohort = assignment.draw.cohort
    later = date_format(cohort.serves_on, "j F Y") if cohort.serves_on else ""
    return {
        "name": name,
        "programme": cohort.programme.name,
        "starts_on": later if kind_for(assignment) == "drawn_later" else date_format(cohort.starts_on, "j F Y"),
        "link": _page(cohort.programme),
    }


def _example(programme: Programme, person_id: UUID | None, now: datetime, *, later: bool) -> dict[str, str]:
    """With the days of the person's intake, whatever the draw said or will say."""
    starts_on, serves_on = first_day(programme, person_id, now)
    return {
        "name": name_or_example(person_id),
        "programme": programme.name,
        "starts_on": date_format((serves_on if later else None) or starts_on, "j F Y"),
        "link": _page(programme),
    }


def _has_a_later_day(programme: Programme) -> bool:
    return programme.others_start_after_weeks is not None


def _page(programme: Programme) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse("draws:own", args=[programme.id])


KINDS = (
    LetterKind(
        key="drawn_now",
        position=40,
        title=_("Drawn: mentored now"),
        reader=_("whoever is mentored now"),
        subject=_("You get a mentor now"),
        body=_(
            "Hello {name},\n\nthe draw for “{programme}” has been held, and you are mentored from {starts_on} on. You "
            "will hear soon who your mentor is.\n\nIt was a draw by lot. It says nothing about you. How it was done, "
            "and how you can check it:\n{link}"
        ),
        placeholders={**HELLO, "starts_on": _("the first day"), "link": _("the page “How I was drawn”")},
        example=lambda programme, person, now: _example(programme, person, now, later=False),
    ),
    LetterKind(
        key="drawn_later",
        position=41,
        title=_("Drawn: starting later"),
        reader=_("whoever starts later, where a day is set"),
        subject=_("You get a mentor later"),
        body=_(
            "Hello {name},\n\nthe draw for “{programme}” has been held. Not everybody starts at the same time, and you "
            "start later: on {starts_on}.\n\nIt was a draw by lot. It says nothing about you. How it was done, and how "
            "you can check it:\n{link}"
        ),
        placeholders={**HELLO, "starts_on": _("the day on which they start"), "link": _("the page “How I was drawn”")},
        example=lambda programme, person, now: _example(programme, person, now, later=True),
        sent_in=_has_a_later_day,
    ),
    LetterKind(
        key="drawn_not",
        position=42,
        title=_("Drawn: not in this round"),
        reader=_("whoever is not mentored in this round"),
        subject=_("You are not in this round"),
        body=_(
            "Hello {name},\n\nthe draw for “{programme}” has been held. Not everybody can be mentored in this round, "
            "and you are not. No later date is set; should there be one, you will be told.\n\nIt was a draw by lot. It "
            "says nothing about you. How it was done, and how you can check it:\n{link}"
        ),
        placeholders={**HELLO, "link": _("the page “How I was drawn”")},
        example=lambda programme, person, now: _example(programme, person, now, later=False),
        sent_in=lambda programme: not _has_a_later_day(programme),
    ),
)
