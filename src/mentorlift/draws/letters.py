"""What people read in their mail after the draw. Called under the reader's language."""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.draws import rules
from mentorlift.draws.models import Assignment


def draw_letter(assignment: Assignment, *, name: str) -> tuple[str, str]:
    """Subject and body: mentored now, later on a day, or not in this round. Nothing is promised that is not planned."""
    cohort = assignment.draw.cohort
    parts = {
        "name": name,
        "programme": cohort.programme.name,
        "starts_on": date_format(cohort.starts_on, "j F Y"),
        "serves_on": date_format(cohort.serves_on, "j F Y") if cohort.serves_on else "",
        "link": settings.PUBLIC_URL + reverse("draws:own", args=[cohort.programme_id]),
    }
    if assignment.arm == rules.MENTORED:
        subject = _("You get a mentor now")
        told = _(
            "the draw for “%(programme)s” has been held, and you are mentored from %(starts_on)s on. You will hear "
            "soon who your mentor is."
        )
    elif cohort.serves_on:
        subject = _("You get a mentor later")
        told = _(
            "the draw for “%(programme)s” has been held. Not everybody starts at the same time, and you start later: "
            "on %(serves_on)s."
        )
    else:
        subject = _("You are not in this round")
        told = _(
            "the draw for “%(programme)s” has been held. Not everybody can be mentored in this round, and you are not. "
            "No later date is set; should there be one, you will be told."
        )
    body = _(
        "Hello %(name)s,\n\n%(told)s\n\nIt was a draw by lot. It says nothing about you. How it was done, and how you "
        "can check it:\n%(link)s"
    )
    return subject, body % {**parts, "told": told % parts}
