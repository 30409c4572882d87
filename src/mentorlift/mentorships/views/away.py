"""Days on which somebody says they are away."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorlift.mentorships import services
from mentorlift.mentorships.forms import AwayForm
from mentorlift.mentorships.queries.pauses import own_days_away
from mentorlift.mentorships.views.surroundings import actor_of, in_own_time
from mentorlift.ui.http import Request


@require_http_methods(["GET", "POST"])
@in_own_time
def away(request: Request) -> HttpResponse:
    """I am away from a day to a day; the meetings ahead move behind it."""
    actor, now = actor_of(request), timezone.now()
    if actor.person_id is None:
        raise Http404
    form = AwayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        first, last = form.cleaned_data["from_on"], form.cleaned_data["last_on"]
        try:
            services.say_away(from_on=first, to_on=last + timedelta(days=1), actor=actor, now=now)
            messages.success(request, _("Noted. Meetings on these days move behind them, and your partner is told."))
            return redirect("mentorships:away")
        except services.UnableToMove as error:
            form.add_error(None, str(error))
    context = {"form": form, "spells": own_days_away(actor, now=now), "section": "today"}
    return render(request, "mentorships/away.html", context, status=422 if form.is_bound else 200)


@require_POST
def away_end(request: Request, away_id: int) -> HttpResponse:
    """Not away after all."""
    actor = actor_of(request)
    if not own_days_away(actor, now=timezone.now()).filter(id=away_id).exists():
        raise Http404
    services.take_back(away_id=away_id, actor=actor, now=timezone.now())
    messages.success(request, _("Taken back. Meetings that moved stay where they are now."))
    return redirect("mentorships:away")
