"""What every page of this room starts from."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from mentorlift.accounts.actors import ANYONE, Actor
from mentorlift.programmes import links, policies, queries, timeline
from mentorlift.programmes.models import Cohort, Programme
from mentorlift.programmes.rules.link_ends import LinkEnd

T = TypeVar("T")


def actor_of(request: HttpRequest) -> Actor:
    return getattr(request, "actor", ANYONE)


def readable(request: HttpRequest, programme_id: UUID) -> Programme:
    """The programme, for somebody who may read its life; otherwise it does not exist."""
    return get_object_or_404(queries.list_programmes(actor_of(request)), id=programme_id)


def with_people(request: HttpRequest, programme_id: UUID) -> Programme:
    """The programme, for somebody who may see who is in it and how wishes stand."""
    must(policies.may_read_participants(actor_of(request)))
    return readable(request, programme_id)


def runnable(request: HttpRequest, programme_id: UUID) -> Programme:
    """The programme, for somebody who may change it; otherwise it does not exist."""
    return get_object_or_404(queries.runnable_programmes(actor_of(request)), id=programme_id)


def cohort_of(programme: Programme, cohort_id: UUID) -> Cohort:
    cohort = get_object_or_404(Cohort, programme=programme, id=cohort_id)
    cohort.programme = programme
    return cohort


def who_and_when(request: HttpRequest) -> dict[str, Any]:
    """The two words every service asks for."""
    return {"actor_id": actor_of(request).user_id, "now": timezone.now()}


def found(one: T | None) -> T:
    """What a query found, or 404."""
    if one is None:
        raise Http404
    return one


def link_ended(
    request: HttpRequest, programme: Programme, *, ended: LinkEnd, owner: str, leads_to: str
) -> HttpResponse:
    """The page of a link in a letter that has ended: why, whom to ask, and the way in for whoever has an account."""
    sign_in = f"{reverse('account_login')}?{urlencode({'next': leads_to})}"
    context = {"programme": programme, "ended": ended.value, "owner": owner, "sign_in": sign_in}
    return render(request, "programmes/link_ended.html", context, status=410)


def by_mentor_letter(
    request: HttpRequest, token: str, *, page: Callable[[queries.OfferSheet], HttpResponse], own: str
) -> HttpResponse:
    """What the link in a letter to a mentor opens: `page`; once the link has ended, the way to `own` by a sign-in."""
    offer = found(queries.offer_of_letter(links.offer_id(token)))
    sheet = queries.offer_sheet(offer, now=timezone.now())
    if sheet.ended:
        leads_to = reverse(own, args=[offer.programme_id])
        return link_ended(request, offer.programme, ended=sheet.ended, owner=sheet.owner, leads_to=leads_to)
    return page(sheet)


def uuids(texts: list[str]) -> set[UUID]:
    """The ids among what a request sent."""
    found = set()
    for text in texts:
        with suppress(ValueError):
            found.add(UUID(text))
    return found


def must(allowed: bool) -> None:
    if not allowed:
        raise Http404


def today() -> date:
    return timezone.localdate()


def within(
    request: HttpRequest, programme: Programme, current: str, *, now: datetime | None = None, **context: Any
) -> dict[str, Any]:
    """The context of a page that stands beside the rail of its programme; the rail shares what was found at `now`."""
    actor, now = actor_of(request), now or timezone.now()
    return {
        "programme": programme,
        "now": now,
        "timeline": timeline.of(programme, actor=actor, now=now),
        "current": current,
        "section": "programmes",
        "sees_people": policies.may_read_participants(actor),
        "runs": queries.runnable_programmes(actor).filter(id=programme.id).exists(),
        **context,
    }
