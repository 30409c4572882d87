"""People I talk with: ask, agree, note a talk, end it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorlift.mentorships import services
from mentorlift.mentorships.forms import AskToTalkForm, TalkForm
from mentorlift.mentorships.models import InformalPair
from mentorlift.mentorships.queries.going_on import own_going_on
from mentorlift.mentorships.queries.informal import own_talks, whom_i_talk_with
from mentorlift.mentorships.views.surroundings import actor_of, in_own_time
from mentorlift.people.queries import organisation_day
from mentorlift.ui.http import Request


@require_http_methods(["GET", "POST"])
@in_own_time
def talks(request: Request) -> HttpResponse:
    """Everybody I talk with, and how to ask one more."""
    actor, now = actor_of(request), timezone.now()
    form = AskToTalkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_to_talk(email=form.cleaned_data["email"], actor=actor, now=now)
            messages.success(request, _("If a colleague here has this address, they have been asked."))
            return redirect("mentorships:talks")
        except services.UnableToTalk as error:
            form.add_error(None, str(error))
    noting = TalkForm(initial={"on": organisation_day(now)})
    context = {"rows": whom_i_talk_with(actor), "form": form, "noting": noting, "section": "today"}
    return render(request, "mentorships/talks.html", context | {"known": actor.person_id is not None})


@require_POST
def talk_yes(request: Request, talk_id: UUID) -> HttpResponse:
    """I agree."""
    pair = own_talk(request, talk_id)
    return _done(request, lambda: services.say_yes(pair=pair, actor=actor_of(request), now=timezone.now()))


@require_POST
def talk_end(request: Request, talk_id: UUID) -> HttpResponse:
    """No, not any more, or never mind."""
    pair = own_talk(request, talk_id)
    return _done(request, lambda: services.stop_talks(pair=pair, actor=actor_of(request), now=timezone.now()))


@require_POST
def talk_note(request: Request, talk_id: UUID) -> HttpResponse:
    """We talked."""
    pair, form = own_talk(request, talk_id), TalkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the day on which you talked."))
        return redirect("mentorships:talks")
    facts = {"on": form.cleaned_data["on"], "good": form.cleaned_data["good"]}
    return _done(request, lambda: services.note_talk(pair=pair, actor=actor_of(request), now=timezone.now(), **facts))


@require_POST
def going_on(request: Request, pair_id: UUID) -> HttpResponse:
    """The programme is closed: do we go on talking? Where both say yes, it stands under the people one talks with."""
    actor, now = actor_of(request), timezone.now()
    mine = next((one for one in own_going_on(actor, now=now) if one.pair.id == pair_id), None)
    if mine is None:
        raise Http404
    wants = request.POST.get("wants") == "yes"
    both = services.say_going_on(pair=mine.pair, wants=wants, actor=actor, now=now)
    if both:
        messages.success(request, _("You both want to. Here you can note that you talked."))
        return redirect("mentorships:talks")
    messages.success(request, _("Noted. If you both say yes, you are both told; otherwise nobody is told anything."))
    return redirect("reports:outcome", mine.pair.programme_id)


def own_talk(request: Request, talk_id: UUID) -> InformalPair:
    return get_object_or_404(own_talks(actor_of(request)), id=talk_id)


def _done(request: Request, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except services.UnableToTalk as error:
        messages.error(request, str(error))
    return redirect("mentorships:talks")
