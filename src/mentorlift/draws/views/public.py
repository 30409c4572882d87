"""What anybody with the link may see: codes and groups, never who somebody is."""

import csv
import io
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from mentorlift.draws.models import Draw, Preparation
from mentorlift.draws.queries import LISTS
from mentorlift.draws.verification import verify_draw


@login_not_required
@require_GET
def page(request: HttpRequest, preparation_id: UUID) -> HttpResponse:
    """The state of one draw, drawn again while the page is made."""
    found = Preparation.objects.select_related("cohort__programme").defer(*LISTS)
    prepared = get_object_or_404(found, id=preparation_id)
    drawn = Draw.objects.defer("record", "balance").filter(preparation=prepared).first()
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
    drawn = get_object_or_404(Draw, preparation_id=preparation_id)
    return _file(drawn.record, "draw.json", "application/json")


@login_not_required
@require_GET
def listing(request: HttpRequest, preparation_id: UUID) -> HttpResponse:
    """The list that is drawn, as `mentorlift verify-draw` reads it."""
    prepared = get_object_or_404(Preparation, id=preparation_id)
    if not prepared.public_list:
        raise Http404
    text = io.StringIO()
    writer = csv.DictWriter(text, ["person_id", "branch", "stratum"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(prepared.public_list)
    return _file(text.getvalue(), "list.csv", "text/csv; charset=utf-8")


def _file(text: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
