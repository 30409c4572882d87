"""A person answers: yes, no, or not. By the link in the letter, or signed in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mentorlift.people.queries import names
from mentorlift.programmes import links, services
from mentorlift.programmes.forms.wishes import WishForm
from mentorlift.programmes.models import Wish
from mentorlift.programmes.queries import stage
from mentorlift.programmes.views.requests import actor_of

_WISHES = Wish.objects.select_related("cohort__programme", "question")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link is the person's own: it opens their question and nothing else.

    It never shows what was answered, since a letter can be passed on or read by others; that takes a sign-in.
    """
    wish = get_object_or_404(_WISHES, id=links.wish_id(token))
    return _page(request, wish, who=f"person:{wish.person_id}", is_signed_in=False)


@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    if actor.person_id is None:
        raise Http404
    wish = _WISHES.filter(cohort__programme_id=programme_id, person_id=actor.person_id).last()
    if wish is None:
        raise Http404
    return _page(request, wish, who=actor.user_id, is_signed_in=True)


def _page(request: HttpRequest, wish: Wish, *, who: str, is_signed_in: bool) -> HttpResponse:
    now = timezone.now()
    cohort = wish.cohort
    language = (get_language() or "en").split("-")[0]
    is_awaited = cohort.frozen_at is None and cohort.wish_closes_at is not None and cohort.wish_closes_at > now
    is_open = is_awaited and stage(cohort.programme) == "launched"
    shows_answer = is_signed_in and wish.answered_at is not None
    form = WishForm(request.POST or None, initial={"answer": wish.answer if shows_answer else None})
    if form.is_valid():
        try:
            services.answer_wish(
                wish=wish, answer=form.cleaned_data["answer"], language=language, actor_id=who, now=now
            )
        except services.UnableToAnswer as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. Your answer is kept; you can change it until the last day."))
            return redirect(request.path)
    programme, question = cohort.programme, wish.question
    shown = language if language in question.texts else wish.language
    context = {
        "wish": wish,
        "cohort": cohort,
        "programme": programme,
        "question": question,
        "wording": question.texts[shown],
        "wording_language": shown,
        "owner": names([programme.owner_id]).get(programme.owner_id, ""),
        "is_open": is_open,
        "is_signed_in": is_signed_in,
        "form": form,
    }
    return render(request, "programmes/wish.html", context, status=422 if form.is_bound and form.errors else 200)
