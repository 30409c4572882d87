"""Mentors: the programme manager's list, nominating, inviting, and the mentor's own answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.people.queries import facts_on, names
from mentorlift.programmes import links, policies, queries, services
from mentorlift.programmes.forms.mentors import AbsenceForms, OfferForm
from mentorlift.programmes.models import MentorOffer, Programme
from mentorlift.programmes.queries.people import people_called
from mentorlift.programmes.views.requests import actor_of, must, readable, runnable, today, uuids, who_and_when, within

MENTORS_A_PAGE = 50
_OFFERS = MentorOffer.objects.select_related("programme__launch")


@require_GET
def mentor_list(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    programme = readable(request, programme_id)
    runs = policies.may_run_programmes(actor_of(request))
    # who said no is for the programme manager alone; everybody else reads counts
    offers = queries.ordered_offers(programme) if runs else MentorOffer.objects.none()
    words = request.GET.get("q", "")
    page = Paginator(offers, MENTORS_A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    prefetch_related_objects(shown, "absences")
    known = names([offer.person_id for offer in shown])
    context = within(
        request,
        programme,
        "mentors",
        page=page,
        offers=[(offer, known.get(offer.person_id, "")) for offer in shown],
        places=queries.places(programme),
        found=_found(words, programme) if runs else [],
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
    if request.method == "POST":
        chosen = uuids(request.POST.getlist("person_id")) & set(team)
        services.nominate_mentors(programme=programme, person_ids=sorted(chosen), **who_and_when(request))
        messages.success(request, _("Thank you. The programme manager asks them whether they would like to."))
        return redirect("programmes:about", programme.id)
    people = facts_on(today(), person_ids=team)
    context = {"programme": programme, "people": people, "section": "programmes"}
    return render(request, "programmes/team_nominations.html", context)


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
    """The link in the letter is the person's own and opens this one question."""
    offer = get_object_or_404(_OFFERS.filter(invited_at__isnull=False), id=links.offer_id(token))
    return _page(request, offer, who=f"person:{offer.person_id}")


@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    offer = get_object_or_404(queries.own_offers(actor), programme_id=programme_id)
    return _page(request, offer, who=actor.user_id)


def _page(request: HttpRequest, offer: MentorOffer, *, who: str) -> HttpResponse:
    programme = offer.programme
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
                _("Thank you. You will hear when somebody is paired with you.")
                if places
                else _("Thank you for telling us.")
            )
            messages.success(request, said)
            return redirect(request.path)
    context = {
        "offer": offer,
        "programme": programme,
        "has_ended": queries.stage(programme) in ("stopped", "closed"),
        "guides": list(programme.guides.all()),
        "owner": names([programme.owner_id]).get(programme.owner_id, ""),
        "form": form,
        "away": away,
    }
    return render(request, "programmes/offer.html", context, status=422 if form.is_bound and form.errors else 200)


def _found(words: str, programme: Programme) -> list[dict[str, Any]]:
    called = people_called(words, most=50)
    named = programme.mentor_offers.filter(person__in=[person.person_id for person in called])
    taken = set(named.values_list("person_id", flat=True))
    people = [person for person in called if person.person_id not in taken]
    facts = {fact.person_id: fact for fact in facts_on(today(), person_ids=[person.person_id for person in people])}
    return [{"person": person, "facts": facts.get(person.person_id)} for person in people]
