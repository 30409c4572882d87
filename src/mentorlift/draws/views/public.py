"""What anybody with the link may see: codes and groups, never who somebody is."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mentorlift.draws import queries
from mentorlift.draws.models import Draw
from mentorlift.draws.verification import verify_draw
from mentorlift.programmes.views.requests import found


@login_not_required
@require_GET
def page(request: HttpRequest, preparation_id: UUID) -> HttpResponse:
    """The state of one draw, drawn again while the page is made."""
    prepared = found(queries.public_preparation(preparation_id))
    drawn: Draw | None = getattr(prepared, "draw", None)
    verdict = verify_draw(drawn) if drawn else None
    context = {
        "prepared": prepared,
        "cohort": prepared.cohort,
        "draw": drawn,
        "verdict": verdict,
        "people": verdict.people if verdict else len(prepared.public_list),
    }
    return render(request, "draws/public.html", context)


@login_not_required
@require_GET
def record(request: HttpRequest, preparation_id: UUID) -> HttpResponse:
    """draw.json, byte for byte as it was written."""
    drawn = found(getattr(found(queries.public_preparation(preparation_id)), "draw", None))
    return _file(drawn.record, "draw.json", "application/json")


@login_not_required
@require_GET
def listing(request: HttpRequest, preparation_id: UUID) -> HttpResponse:
    """The list that is drawn, as `mentorlift verify-draw` reads it."""
    text = queries.public_list(found(queries.public_preparation(preparation_id)))
    return _file(found(text or None), "list.csv", "text/csv; charset=utf-8")


def _file(text: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
