"""Mentors: the programme manager's list, nominating, inviting, and the mentor's own answer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.people.queries import facts_on, names
from mentorlift.programmes import policies, queries, services
from mentorlift.programmes.forms.mentors import AbsenceForms, OfferForm, ReserveForm, TeamForm
from mentorlift.programmes.queries.lists import mentor_sheet
from mentorlift.programmes.role_words import shape_of
from mentorlift.programmes.rules.capacity import Capacity
from mentorlift.programmes.views.requests import (
    actor_of,
    by_mentor_letter,
    must,
    runnable,
    today,
    uuids,
    who_and_when,
    with_people,
    within,
)


@require_GET
def mentor_list(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    programme = with_people(request, programme_id)
    actor, words = actor_of(request), request.GET.get("q", "")
    sheet = mentor_sheet(actor, programme, words=words, page=request.GET.get("page"), today=today())
    places = queries.places(programme)
    context = within(
        request,
        programme,
        "mentors",
        **vars(sheet),
        places=places,
        to_invite=queries.to_invite(programme, now=timezone.now()).count(),
        room=Capacity(places.confirmed, places.accepted, programme.reserve_percent),
        reserve_form=ReserveForm(initial={"percent": programme.reserve_percent}),
        needs_places=not shape_of(programme.template).rotates,
        q=words,
    )
    return render(request, "programmes/mentors.html", context)


@require_POST
def nominations(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    programme = runnable(request, programme_id)
    # only people of the directory: anything else in the request names nobody
    people = names(uuids(request.POST.getlist("person_id")))
    fresh = services.nominate_mentors(programme=programme, person_ids=sorted(people), **who_and_when(request))
    messages.success(
        request, ngettext("%(n)d person was added.", "%(n)d people were added.", len(fresh)) % {"n": len(fresh)}
    )
    return redirect("programmes:mentors", programme.id)


@require_http_methods(["GET", "POST"])
def team_nominations(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """A sales manager names mentors from the own team: who could do it. Whether they want to is asked of them alone."""
    actor = actor_of(request)
    programme = get_object_or_404(queries.participant_programmes(actor, day=today()), id=programme_id)
    team = queries.reports_of(actor, day=today())
    must(policies.may_nominate_mentors(actor, leads_people=bool(team)))
    people = facts_on(today(), person_ids=team)
    form = TeamForm(request.POST or None, people=people, seen=queries.seen_well_by(actor, programme))
    if form.is_valid():
        services.nominate_mentors(
            programme=programme, person_ids=form.named, seen_well=form.seen_well, **who_and_when(request)
        )
        messages.success(request, _("Thank you. The programme manager asks them whether they would like to."))
        return redirect("programmes:about", programme.id)
    context = {"programme": programme, "form": form, "section": "programmes"}
    return render(request, "programmes/team_nominations.html", context, status=422 if form.is_bound else 200)


@require_POST
def invitations(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    programme = runnable(request, programme_id)
    try:
        sent = services.invite_mentors(programme=programme, **who_and_when(request))
    except services.UnableToMentor as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, ngettext("%(n)d person is being invited.", "%(n)d people are being invited.", sent) % {"n": sent}
        )
    return redirect("programmes:mentors", programme.id)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the letter is the person's own and opens this one question, until it ends."""
    profile_url = reverse("programmes:profile", args=[token])

    def page(sheet: queries.OfferSheet) -> HttpResponse:
        who = f"person:{sheet.offer.person_id}"
        return _page(request, sheet, who=who, profile_url=profile_url, by_link=True)

    return by_mentor_letter(request, token, page=page, own="programmes:own_offer")


@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    offer = get_object_or_404(queries.own_offers(actor), programme_id=programme_id)
    sheet = queries.offer_sheet(offer, now=timezone.now())
    profile_url = reverse("programmes:own_profile", args=[programme_id])
    return _page(request, sheet, who=actor.user_id, profile_url=profile_url, by_link=False)


def _page(
    request: HttpRequest, sheet: queries.OfferSheet, *, who: str, profile_url: str, by_link: bool
) -> HttpResponse:
    offer = sheet.offer
    kept = [{"from_on": a.from_on, "last_on": a.last_on} for a in offer.absences.all()]
    initial = {"places": offer.places if offer.answered_at else None, "topics": offer.topics}
    form = OfferForm(request.POST or None, initial=initial)
    away = AbsenceForms(request.POST or None, initial=kept, prefix="away")
    if request.method == "POST" and all([form.is_valid(), away.is_valid()]):
        spells = [spell for spell in (row.spell() for row in away) if spell]
        places = form.cleaned_data["places"]
        try:
            services.answer_offer(
                offer=offer,
                accepted=places > 0,
                places=places,
                topics=form.cleaned_data["topics"],
                absences=spells,
                actor_id=who,
                now=timezone.now(),
            )
        except services.UnableToMentor as error:
            form.add_error("places", str(error))
        else:
            said = (
                _("Thank you. You will hear when somebody is paired with you. Until then, tell them about yourself.")
                if places
                else _("Thank you for telling us.")
            )
            messages.success(request, said)
            return redirect(request.path if not places or offer.accepted else profile_url)
    context = {**vars(sheet), "has_ended": sheet.has_ended, "by_link": by_link, "form": form, "away": away}
    context["profile_url"] = profile_url
    return render(request, "programmes/offer.html", context, status=422 if form.is_bound and form.errors else 200)
