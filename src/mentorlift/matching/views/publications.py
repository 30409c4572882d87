"""Publish a draft, whole or in part."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mentorlift.matching import services
from mentorlift.matching.forms import PublicationForm
from mentorlift.matching.queries.draft_pairs import PairRow, publishable
from mentorlift.matching.queries.drafts import draft_view
from mentorlift.matching.queries.pool import first_day
from mentorlift.matching.services.publish import is_long
from mentorlift.matching.views.rotation import publish_page
from mentorlift.matching.views.surroundings import actor_of, own_draft, surroundings


@require_http_methods(["GET", "POST"])
def publication(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The last look before both sides are told: who, from when on, and who is still without."""
    draft = own_draft(request, draft_id)
    cohort, group = draft.cohort, draft.group
    if not draft.is_computed:
        raise Http404
    if draft.rotates:
        return publish_page(request, draft)
    today = timezone.localdate()
    start = max(today, first_day(cohort, group) or today)
    form = PublicationForm(request.POST or None, not_before=today, start=start)
    if request.method == "POST" and form.is_valid():
        chosen = None if request.POST.get("scope") == "all" else ids(request.POST.getlist("protege"))
        asked = {"draft": draft, "protege_ids": chosen, "starts_on": form.cleaned_data["starts_on"]}
        try:
            if is_long(draft, chosen):
                job = services.ask_to_publish(**asked, actor=actor_of(request), now=timezone.now())
                return redirect("jobs:job", job.id)
            opened = services.publish(**asked, actor=actor_of(request), now=timezone.now())
            done = ngettext(
                "%(n)d pair published; both sides are told.", "%(n)d pairs published; all are told.", len(opened)
            )
            messages.success(request, done % {"n": len(opened)})
            return redirect("matching:draft", draft_id)
        except services.UnableToPublish as error:
            form.add_error(None, error.faults)
    search = request.GET.get("q", "").strip()
    rows, page = publishable(draft, search=search, page=request.GET.get("page"))
    context = surroundings(cohort, group) | {
        "draft": draft,
        "view": draft_view(draft),
        "rows": rows,
        "page": page,
        "q": search,
        "scope": request.POST.get("scope", "all"),
        "form": form,
        "unticked": unticked(rows, request),
    }
    return render(request, "matching/publication.html", context)


def unticked(rows: list[PairRow], request: HttpRequest) -> set[UUID]:
    """Whom a refused publication left out, so that the ticks stay as they were."""
    if request.method != "POST":
        return set()
    return {row.pair.protege_id for row in rows} - set(ids(request.POST.getlist("protege")))


def ids(texts: list[str]) -> list[UUID]:
    """The ids among texts from outside."""
    out = []
    for text in texts:
        try:
            out.append(UUID(text))
        except ValueError:
            continue
    return out
