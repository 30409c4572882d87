"""The list of jobs, one job with its progress, and asking it to stop."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mentorlift.audit.asking import AskedRequest
from mentorlift.jobs import queries, registry, services
from mentorlift.jobs.models import Job


@require_GET
def job_list(request: AskedRequest) -> HttpResponse:
    _require_somebody(request)
    page = Paginator(queries.listed_jobs(request.actor), 50).get_page(request.GET.get("page"))
    rows = [{"job": found, "title": _title(found)} for found in page]
    return render(request, "jobs/list.html", {"page": page, "rows": rows, "section": "jobs"})


@require_GET
def job(request: AskedRequest, job_id: UUID) -> HttpResponse:
    return render(request, "jobs/job.html", _context(request, _visible(request, job_id)))


@require_GET
def progress(request: AskedRequest, job_id: UUID) -> HttpResponse:
    """The moving part alone, for polling; once the job has ended, the page around it is told to reload."""
    found = _visible(request, job_id)
    response = render(request, "jobs/progress.html", _context(request, found))
    if found.is_finished:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancellation(request: AskedRequest, job_id: UUID) -> HttpResponse:
    found = _visible(request, job_id)
    services.cancel(job_id=found.id, actor_id=request.actor.user_id, now=timezone.now())
    return redirect("jobs:job", job_id=found.id)


def _visible(request: AskedRequest, job_id: UUID) -> Job:
    return get_object_or_404(queries.visible_jobs(request.actor), id=job_id)


def _context(request: AskedRequest, found: Job) -> dict[str, Any]:
    # where it leads on to is for whoever asked: an administrator sees that it ran, not what came of it
    url = (found.result or {}).get("url", "") if found.requested_by == request.actor.user_id else ""
    return {
        "job": found,
        "title": _title(found),
        "next_url": url if url.startswith("/") and not url.startswith("//") else "",
        "section": "jobs",
    }


def _title(found: Job) -> registry.StrOrPromise:
    try:
        return registry.find(found.name).title
    except registry.UnknownJob:
        return found.name


def _require_somebody(request: AskedRequest) -> None:
    if not request.actor.user_id:
        raise Http404
