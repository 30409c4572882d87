"""How I was drawn."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mentorlift.draws import queries
from mentorlift.draws.contacts import contacts
from mentorlift.draws.own_notes import notes
from mentorlift.programmes.queries import participant_programmes
from mentorlift.programmes.views.requests import actor_of, found


@require_GET
def own(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """For everybody on a list of the programme and those left out of it; for everybody else there is no such page."""
    actor = actor_of(request)
    programme = get_object_or_404(participant_programmes(actor), id=programme_id)
    owner_text = _("is in charge of this programme and glad to answer your questions.")
    context: dict[str, Any] = {"programme": programme, "contacts": contacts(programme, owner_text=owner_text)}
    own_draw = queries.own(actor, programme)
    if own_draw is None:
        outside = found(queries.own_outside(actor, programme))
        context["contacts"] = [one for one in context["contacts"] if not one.url]  # those doors are for who takes part
        return render(request, "draws/outside.html", {**context, "outside": outside, "cohort": outside.cohort})
    context |= {
        "own": own_draw,
        "cohort": own_draw.entry.cohort,
        "odds": queries.odds(own_draw),
        "notes": notes(programme, own_draw.entry.person_id),
        "group": _group(own_draw),
    }
    return render(request, "draws/own.html", context)


def _group(own: queries.Own) -> str:
    """The group somebody is in, in plain words; "" before the draw."""
    later = _("starting later") if own.entry.cohort.serves_on else _("not in this round")
    words = {"mentored": _("mentored now"), "later": later, "not_in_it": _("not in the draw: you did not say yes")}
    return words.get(own.state, "")
