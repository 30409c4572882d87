"""Profiles: the mentor's own, by the link in the letter or signed in; what a protégé aims for; one for the manager."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mentorlift.programmes import queries, services
from mentorlift.programmes.forms.profiles import AimsForm, PauseForm, ProfileForm, SeenWellForm, SupportForm
from mentorlift.programmes.views.requests import actor_of, by_mentor_letter, found, runnable, today, within

FORMS = {"profile": ProfileForm, "support": SupportForm, "pause": PauseForm}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the invitation opens the profile too, once the answer was yes and as long as the link works."""
    answer_url, guide_url = (reverse(f"programmes:{name}", args=[token]) for name in ("offer", "guide_by_link"))

    def page(sheet: queries.OfferSheet) -> HttpResponse:
        return _page(request, sheet, who=f"person:{sheet.offer.person_id}", answer_url=answer_url, guide_url=guide_url)

    return by_mentor_letter(request, token, page=page, own="programmes:own_profile")


@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    offer = get_object_or_404(queries.own_offers(actor), programme_id=programme_id)
    sheet = queries.offer_sheet(offer, now=timezone.now())
    answer_url, guide_url = (reverse(f"programmes:{name}", args=[programme_id]) for name in ("own_offer", "own_guide"))
    return _page(request, sheet, who=actor.user_id, answer_url=answer_url, guide_url=guide_url)


def _page(
    request: HttpRequest, sheet: queries.OfferSheet, *, who: str, answer_url: str, guide_url: str
) -> HttpResponse:
    if not sheet.offer.accepted:
        return redirect(answer_url)
    view = queries.own_profile(sheet.offer, now=timezone.now())
    act = request.POST.get("act", "")
    forms = {
        name: made(request.POST if act == name else None, initial=_initial(view, name)) for name, made in FORMS.items()
    }
    if act == "end_pause" or (act in forms and forms[act].is_valid()):
        try:
            said = _keep(act, forms, view, who)
        except services.UnableToKeep as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
        return redirect(request.path)
    wrong = any(form.is_bound for form in forms.values())
    context = {**{name: getattr(view, name) for name in view.__slots__}, "forms": forms, "answer_url": answer_url}
    context |= {"has_ended": sheet.has_ended, "section": "programmes", "guide_url": guide_url}
    return render(request, "programmes/profile.html", context, status=422 if wrong else 200)


def _initial(view: queries.OwnProfile, name: str) -> dict[str, Any]:
    """What was said before."""
    if name == "profile":
        profile = view.profile
        kept = {key: getattr(profile, key, "") for key in ("achieved", "will_not", "willing")}
        return {"topics": view.offer.topics, **kept}
    if name == "support":
        support = view.support
        return {key: getattr(support, key, "") for key in ("helping", "backed", "asks_for_help")}
    return {"from_on": today()}


def _keep(act: str, forms: dict[str, Any], view: queries.OwnProfile, who: str) -> str:
    """Make the one call that the button asks for; returns what to say about it."""
    by: dict[str, Any] = {"offer": view.offer, "actor_id": who, "now": timezone.now()}
    if act == "profile":
        services.keep_profile(**forms[act].cleaned_data, **by)
        return _("Thank you. Your profile is kept.")
    if act == "support":
        services.keep_support(**forms[act].cleaned_data, **by)
        return _("Thank you for telling us.")
    if act == "end_pause":
        services.end_pause(**by)
        return _("Welcome back. Your free places are given again.")
    form = forms["pause"]
    services.pause(from_on=form.cleaned_data["from_on"], to_on=form.to_on(), **by)
    return _("Your pause is set. Those you mentor stay with you.")


@never_cache
@require_http_methods(["GET", "POST"])
def aims(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """What somebody on a list would like to learn and is aiming for."""
    actor = actor_of(request)
    programme = get_object_or_404(queries.participant_programmes(actor), id=programme_id)
    view = found(queries.own_aims(actor, programme, day=today()))
    kept = {key: getattr(view.aims, key, "") for key in ("wants_to_learn", "aims_for")}
    form = AimsForm(request.POST or None, initial=kept)
    if form.is_valid():
        try:
            services.keep_aims(
                programme=programme,
                person_id=found(actor.person_id),
                **form.cleaned_data,
                actor_id=actor.user_id,
                now=timezone.now(),
            )
        except services.UnableToKeep as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Thank you. It is kept, and you can change it at any time."))
        return redirect(request.path)
    context = {**{name: getattr(view, name) for name in view.__slots__}, "form": form, "section": "programmes"}
    return render(request, "programmes/aims.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def managed(request: HttpRequest, programme_id: UUID, offer_id: UUID) -> HttpResponse:
    """A mentor as the programme manager reads them, with room for what the reader has seen them do well."""
    programme, actor = runnable(request, programme_id), actor_of(request)
    now = timezone.now()
    view = found(queries.managed_profile(actor, programme, offer_id, now=now))
    person_id = view.offer.person_id
    own = queries.seen_well_by(actor, programme).get(person_id, "")
    form = SeenWellForm(request.POST or None, initial={"text": own})
    if form.is_valid():
        words = {person_id: form.cleaned_data["text"]}
        try:
            services.nominate_mentors(
                programme=programme, person_ids=[person_id], seen_well=words, actor_id=actor.user_id, now=now
            )
            messages.success(request, _("Thank you. The mentor reads it too."))
            return redirect(request.path)
        except services.UnableToMentor as error:
            form.add_error("text", str(error))
    context = within(request, programme, "mentors", now=now, view=view, form=form)
    return render(request, "programmes/mentor.html", context, status=422 if form.is_bound else 200)
