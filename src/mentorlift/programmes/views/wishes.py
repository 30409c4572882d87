"""A person answers: yes, no, or not. By the link in the letter, or signed in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mentorlift.programmes import links, queries, services
from mentorlift.programmes.forms.wishes import WishForm
from mentorlift.programmes.views.requests import actor_of, found, link_ended


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link is the person's own: it opens their question and nothing else, as long as an answer counts."""
    wish = found(queries.wish_of_letter(links.wish_id(token)))
    sheet = queries.wish_sheet(wish, language=_language(), is_own=False, now=timezone.now())
    if sheet.ended:
        leads_to = reverse("programmes:own_wish", args=[wish.cohort.programme_id])
        return link_ended(request, wish.cohort.programme, ended=sheet.ended, owner=sheet.owner, leads_to=leads_to)
    return _page(request, sheet, who=f"person:{wish.person_id}")


@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    wish = found(queries.own_wish(actor, programme_id))
    sheet = queries.wish_sheet(wish, language=_language(), is_own=True, now=timezone.now())
    return _page(request, sheet, who=actor.user_id)


def _page(request: HttpRequest, sheet: queries.WishSheet, *, who: str) -> HttpResponse:
    form = WishForm(request.POST or None, initial={"answer": sheet.answer})
    if form.is_valid():
        try:
            services.answer_wish(
                wish=sheet.wish,
                answer=form.cleaned_data["answer"],
                language=_language(),
                actor_id=who,
                now=timezone.now(),
            )
        except services.UnableToAnswer as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. Your answer is kept; you can change it until the last day."))
            return redirect(request.path)
    cohort = sheet.wish.cohort
    context = {**vars(sheet), "is_open": sheet.is_open, "cohort": cohort, "programme": cohort.programme, "form": form}
    return render(request, "programmes/wish.html", context, status=422 if form.is_bound and form.errors else 200)


def _language() -> str:
    return (get_language() or "en").split("-")[0]
