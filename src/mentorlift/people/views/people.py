"""Directory, a person, an invitation, an erasure."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.accounts.actors import ActorRequest
from mentorlift.accounts.queries import account_of
from mentorlift.people import policies
from mentorlift.people.exports import directory_csv
from mentorlift.people.forms import SearchForm
from mentorlift.people.models import Identity
from mentorlift.people.queries import directory as queries
from mentorlift.people.services import persons as services

PER_PAGE = 50


@require_GET
def directory(request: ActorRequest) -> HttpResponse:
    day = timezone.localdate()
    teams, sites = queries.teams_and_sites(day=day)
    form = SearchForm(request.GET or None, teams=teams, sites=sites)
    found = queries.found_people(request.actor, _search(form), day=day)
    if request.GET.get("format") == "csv" and policies.may_see_everybody(request.actor):
        return directory_csv(found)
    may_import = policies.may_import(request.actor)
    number = request.GET.get("page")
    if may_import:
        people, not_invited = queries.counts(found, now=timezone.now())
        page = _one_page(found, number, people=people, day=day)
    else:
        page, not_invited = _one_page_at_once(found, number, day=day), 0
    context = {
        "form": form,
        "not_invited": not_invited,
        "page": page,
        "may_import": may_import,
        "day": day,
        "section": "people",
    }
    return render(request, "people/directory.html", context)


def _one_page(found: QuerySet[Identity], number: str | None, *, people: int, day: date) -> Page[Any]:
    """One page of a search with `people`. Only its people are looked up whole; of the others the order is enough."""
    pages = Paginator(found.values_list("person_id", flat=True), PER_PAGE)
    pages.count = people  # counted already
    page: Page[Any] = pages.get_page(number)
    page.object_list = queries.shown_people(list(page.object_list), day=day)
    return page


def _one_page_at_once(found: QuerySet[Identity], number: str | None, *, day: date) -> Page[Any]:
    """As `_one_page`, counted by the way; of a page that is none, the nearest."""
    wanted = int(number) if number and number.isascii() and number.isdigit() and 0 < int(number) < 10**6 else 1
    shown, people = queries.one_page_counted(found, number=wanted, size=PER_PAGE)
    if wanted > 1 and not shown:
        return _one_page(found, number, people=found.count(), day=day)
    pages: Paginator[Any] = Paginator(found, PER_PAGE)
    pages.count = people
    return Page(queries.shown_people(shown, day=day), wanted, pages)


@require_POST
def invitations(request: ActorRequest) -> HttpResponse:
    """A letter to everybody a search finds who has neither account nor invitation."""
    if not policies.may_import(request.actor):
        raise Http404
    day = timezone.localdate()
    teams, sites = queries.teams_and_sites(day=day)
    found = queries.found_people(request.actor, _search(SearchForm(request.POST, teams=teams, sites=sites)), day=day)
    wanted = list(queries.not_invited(found, now=timezone.now()))
    try:
        job = services.ask_to_invite(person_ids=wanted, actor_id=request.actor.user_id, now=timezone.now())
    except services.UnableToInvite as error:
        messages.error(request, str(error))
        return redirect("people:directory")
    return redirect("jobs:job", job_id=job.id)


@require_GET
def person(request: ActorRequest, person_id: UUID) -> HttpResponse:
    return render(request, "people/person.html", _person_context(request, _visible(request, person_id)))


@require_POST
def invitation(request: ActorRequest, person_id: UUID) -> HttpResponse:
    if not policies.may_import(request.actor):
        raise Http404
    found = _visible(request, person_id)
    try:
        services.invite_person(person_id=found.person_id, actor_id=request.actor.user_id, now=timezone.now())
    except services.UnableToInvite as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation is on its way."))
    return redirect("people:person", person_id=person_id)


@require_http_methods(["GET", "POST"])
def erasure(request: ActorRequest, person_id: UUID) -> HttpResponse:
    if not policies.may_erase(request.actor):
        raise Http404
    found = _visible(request, person_id)
    if request.method == "POST":
        try:
            services.erase(person_id=person_id, actor_id=request.actor.user_id, now=timezone.now())
        except services.UnableToErase as error:
            messages.error(request, str(error))
            return redirect("people:person", person_id=person_id)
        messages.success(request, _("Name, id and address are gone for good."))
        return redirect("people:directory")
    return render(request, "people/erasure.html", {"person": found, "section": "people"})


def _search(form: SearchForm) -> queries.Search:
    if not form.is_bound or not form.is_valid():
        return queries.Search()
    chosen = form.cleaned_data
    state = "" if chosen["state"] == "all" else chosen["state"] or queries.HERE
    return queries.Search(words=chosen["words"], team=chosen["team"], site=chosen["site"], state=state)


def _visible(request: ActorRequest, person_id: UUID) -> Identity:
    found = queries.person_with_history(request.actor, person_id, day=timezone.localdate())
    if found is None:
        raise Http404
    return found


def _person_context(request: ActorRequest, found: Identity) -> dict[str, Any]:
    day = timezone.localdate()
    posts, spells = list(found.person.posts.all()), list(found.person.employments.all())
    return {
        "person": found,
        "posts": posts,
        "now": next((post for post in posts if post.from_on <= day), posts[-1] if posts else None),
        "spells": spells,
        "spell": spells[0] if spells else None,
        "leaves": found.person.leaves.all(),
        "reports": queries.reports_of(found.person_id, day=day),
        "account": account_of(found.person_id),
        "invitation": queries.open_invitation(found.person_id, now=timezone.now()),
        "may_invite": policies.may_import(request.actor),
        "may_erase": policies.may_erase(request.actor),
        "is_me": request.actor.person_id == found.person_id,
        "day": day,
        "section": "people",
    }
