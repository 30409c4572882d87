"""The page everybody lands on."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.queries.overview import first_name
from mentorlift.mentorships.views.surroundings import in_own_time
from mentorlift.people.queries import names
from mentorlift.reports.today import parts
from mentorlift.ui.http import Request


@in_own_time
def today(request: Request) -> HttpResponse:
    """What waits for the actor, all their roles together."""
    now = timezone.now()
    shown = parts(request.actor, now=now)
    context = {
        "greeting": _greeting(request.actor, timezone.localtime(now)),
        "line": shown[0].line if shown else "",
        "parts": shown,
        "narrow": len(shown) < 2 and not any(part.is_wide for part in shown) and not request.actor.roles,
        "section": "today",
    }
    return render(request, "reports/today.html", context)


def _greeting(actor: Actor, wall: datetime) -> str:
    known = names([actor.person_id]) if actor.person_id else {}
    name = known.get(actor.person_id, "") if actor.person_id else ""
    hello = _("Good morning") if 4 <= wall.hour < 12 else _("Good afternoon") if wall.hour < 18 else _("Good evening")
    return f"{hello}, {first_name(name)}" if name else hello
