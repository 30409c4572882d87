"""Mentors of their own accord, the guide they read, and the places that no draw gives away."""

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

from mentorlift.programmes import queries, services
from mentorlift.programmes.forms.mentors import ReserveForm
from mentorlift.programmes.queries.volunteers import open_to_volunteers, volunteer_sheet
from mentorlift.programmes.views.requests import actor_of, by_mentor_letter, found, runnable, today, who_and_when


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Programmes in which somebody can offer themself."""
    programmes = open_to_volunteers(actor_of(request), day=today())
    return render(request, "programmes/volunteering_list.html", {"programmes": programmes, "section": "today"})


@require_http_methods(["GET", "POST"])
def volunteering(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Read what it is about, and offer oneself; places, days away and topics follow on the page of the offer."""
    actor = actor_of(request)
    if queries.own_offers(actor).filter(programme_id=programme_id).exists():
        return redirect("programmes:own_offer", programme_id)
    sheet = found(volunteer_sheet(actor, programme_id, day=today()))
    if request.method == "POST":
        try:
            services.volunteer(programme=sheet.programme, actor=actor, now=timezone.now())
            return redirect("programmes:own_offer", programme_id)
        except services.UnableToMentor as error:
            messages.error(request, str(error))
    return render(request, "programmes/volunteering.html", {**vars(sheet), "section": "today"})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def guide_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the invitation opens the guide too, once the answer was yes and as long as the link works."""
    back, profile = (reverse(f"programmes:{name}", args=[token]) for name in ("offer", "profile"))

    def page(sheet: queries.OfferSheet) -> HttpResponse:
        return _guide(request, sheet, who=f"person:{sheet.offer.person_id}", answer_url=back, profile_url=profile)

    return by_mentor_letter(request, token, page=page, own="programmes:own_guide")


@never_cache
@require_http_methods(["GET", "POST"])
def own_guide(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    offer = get_object_or_404(queries.own_offers(actor), programme_id=programme_id)
    back, profile = (reverse(f"programmes:{name}", args=[programme_id]) for name in ("own_offer", "own_profile"))
    sheet = queries.offer_sheet(offer, now=timezone.now())
    return _guide(request, sheet, who=actor.user_id, answer_url=back, profile_url=profile)


def _guide(
    request: HttpRequest, sheet: queries.OfferSheet, *, who: str, answer_url: str, profile_url: str
) -> HttpResponse:
    if not sheet.offer.accepted:
        return redirect(answer_url)
    if request.method == "POST":
        try:
            services.confirm_guide(offer=sheet.offer, actor_id=who, now=timezone.now())
            messages.success(request, _("Thank you. The guide stays here whenever you want to look something up."))
        except services.UnableToMentor as error:
            messages.error(request, str(error))
        return redirect(profile_url)
    confirmed = getattr(sheet.offer, "guide", None)
    context = {**vars(sheet), "has_ended": sheet.has_ended, "confirmed": confirmed, "profile_url": profile_url}
    return render(request, "programmes/mentor_guide.html", context)


@require_POST
def guide_reminders(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    programme = runnable(request, programme_id)
    try:
        n = services.remind_of_guide(programme=programme, **who_and_when(request))
        told = ngettext("%(n)d mentor is reminded.", "%(n)d mentors are reminded.", n) % {"n": n}
        messages.success(request, told)
    except services.UnableToMentor as error:
        messages.error(request, str(error))
    return redirect("programmes:mentors", programme.id)


@require_POST
def reserve(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    programme, form = runnable(request, programme_id), ReserveForm(request.POST)
    percent = form.cleaned_data["percent"] if form.is_valid() else -1
    try:
        services.change_reserve(programme=programme, percent=percent, **who_and_when(request))
        messages.success(request, _("The reserve holds from the next draw on."))
    except services.UnableToMentor as error:
        messages.error(request, str(error))
    return redirect("programmes:mentors", programme.id)
