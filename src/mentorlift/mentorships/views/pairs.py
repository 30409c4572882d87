"""A pair: its meetings, its calendar, its end and who comes after."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mentorlift.mentorships import policies, services
from mentorlift.mentorships.calendar import entries_file
from mentorlift.mentorships.forms import EndingForm, SuccessorForm
from mentorlift.mentorships.queries.circles import names_in_circle
from mentorlift.mentorships.queries.entries import entries_of
from mentorlift.mentorships.queries.hours import zone_of
from mentorlift.mentorships.queries.informal import talk_counts
from mentorlift.mentorships.queries.missed import missed_by_site
from mentorlift.mentorships.queries.overview import overview, overviews
from mentorlift.mentorships.queries.pairs import visible_pairs
from mentorlift.mentorships.queries.places import free_mentors
from mentorlift.mentorships.queries.reasons import reasons
from mentorlift.mentorships.queries.sheets import advice_between
from mentorlift.mentorships.views.surroundings import actor_of, in_own_time, own_pair, visible_pair
from mentorlift.people.queries import organisation_day
from mentorlift.programmes import role_words
from mentorlift.programmes.queries import shared_profile
from mentorlift.ui.http import Request

A_PAGE = 50


@require_GET
@in_own_time
def pair_list(request: Request) -> HttpResponse:
    """The actor's pairs; for a programme manager everybody's."""
    actor = actor_of(request)
    found = visible_pairs(actor)
    programme = programme_named(request.GET.get("programme", ""))
    if programme:
        found = found.filter(programme=programme)
        role_words.speak_as(programme)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    shown = overviews(list(page.object_list), person_id=None, now=timezone.now())
    return render(
        request,
        "mentorships/pairs.html",
        {
            "page": page,
            "overviews": shown,
            "programme": programme,
            "talks": talk_counts(actor, now=timezone.now()),
            "reasons": reasons(actor, programme) if programme else None,
            "missed": missed_by_site(actor, programme) if programme and policies.may_pair(actor) else None,
            "section": "programmes",
        },
    )


@require_GET
@in_own_time
def pair_page(request: Request, pair_id: UUID) -> HttpResponse:
    """Meetings of a pair, and for the two of it the advice between them."""
    actor, pair = actor_of(request), visible_pair(request, pair_id)
    mine = policies.is_of_pair(actor, pair)
    knows = mine and pair.ended_at is None
    people = {"mentor_id": pair.mentor_id, "protege_id": pair.protege_id}
    context = {
        "view": overview(actor, pair, now=timezone.now()),
        "advice": advice_between(actor, pair) if mine else [],
        "said": shared_profile(pair.programme, **people) if knows else None,
        "circle": names_in_circle(pair),
        "may_arrange": policies.may_arrange(actor, pair),
        "may_add": policies.may_add_meeting(actor, pair),
        "may_end": policies.may_end(actor, pair),
        "may_re_pair": policies.may_re_pair(actor, pair),
        "section": "today" if mine else "programmes",
    }
    return render(request, "mentorships/pair.html", context)


@require_GET
def pair_calendar_file(request: Request, pair_id: UUID) -> HttpResponse:
    """All meetings of the pair for one's own calendar."""
    actor, pair, now = actor_of(request), own_pair(request, pair_id), timezone.now()
    view = overview(actor, pair, now=now)
    ahead = [meeting.session for meeting in view.meetings if not meeting.is_dropped]
    zone = zone_of(actor.person_id, day=organisation_day(now))
    entries = entries_of(pair, ahead, reader=actor.person_id)
    return calendar_response(entries_file(entries, zone=zone, now=now))


@require_http_methods(["GET", "POST"])
@in_own_time
def ending(request: Request, pair_id: UUID) -> HttpResponse:
    """End the pairing without blame. One of the two may tick a reason, which is counted without them."""
    actor, pair = actor_of(request), visible_pair(request, pair_id)
    sent = request.POST if request.method == "POST" else None
    form = EndingForm(sent) if policies.is_of_pair(actor, pair) else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            reason = form.cleaned_data["reason"] if form else ""
            services.end_pair(pair=pair, actor=actor, reason=reason, now=timezone.now())
            messages.success(request, _("The pairing has ended. What was written stays between the two."))
        except services.UnableToEnd as error:
            messages.error(request, str(error))
        return redirect("mentorships:pair", pair_id=pair.id)
    if not policies.may_end(actor, pair):
        return redirect("mentorships:pair", pair_id=pair.id)
    context = {"view": overview(actor, pair, now=timezone.now()), "form": form}
    return render(request, "mentorships/ending.html", context)


@require_http_methods(["GET", "POST"])
@in_own_time
def successor(request: Request, pair_id: UUID) -> HttpResponse:
    """A programme manager gives the protégé another mentor."""
    actor, pair, now = actor_of(request), visible_pair(request, pair_id), timezone.now()
    if not policies.may_re_pair(actor, pair):
        raise Http404
    free = free_mentors(pair, now=now)
    form = SuccessorForm(
        request.POST or None,
        mentors=[(str(mentor.person_id), mentor.words) for mentor in free],
        initial={"starts_on": max(organisation_day(now), pair.starts_on)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            opened = services.re_pair(
                pair=pair,
                mentor_id=UUID(form.cleaned_data["mentor"]),
                starts_on=form.cleaned_data["starts_on"],
                actor=actor,
                now=now,
            )
            messages.success(request, _("Both have been told. The meetings that were left are planned anew."))
            return redirect("mentorships:pair", pair_id=opened.id)
        except services.UnableToPair as error:
            form.add_error(None, error.faults)
    context = {"view": overview(actor, pair, now=now), "form": form, "free": free, "section": "programmes"}
    return render(request, "mentorships/successor.html", context)


def programme_named(words: str) -> UUID | None:
    """The programme id in an address; None for anything else."""
    try:
        return UUID(words)
    except ValueError:
        return None


def calendar_response(content: bytes) -> HttpResponse:
    """A calendar file as a download."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mentoring.ics"'
    return response
