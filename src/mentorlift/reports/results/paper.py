"""The results page as a PDF."""

from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mentorlift.reports.paper.blocks import blocks_of
from mentorlift.reports.paper.pdf import pdf_of
from mentorlift.reports.results.page import results_page
from mentorlift.ui.http import Request


def results_pdf(request: Request, programme_id: UUID, *, now: datetime) -> bytes:
    """What the page shows whoever asks, without what is pressed; Http404 where there is no answer yet."""
    page = results_page(request.actor, programme_id, now=now)
    if "analysis" not in page:
        raise Http404
    programme, computed_at = page["programme"], page["analysis"].computed_at
    names = {"programme": programme.name, "day": date_format(computed_at)}
    return pdf_of(
        blocks_of(
            render_to_string("reports/results.html", {**page, "base": "reports/paper.html"}, request),
            folded=_("The pictures as tables"),
        ),
        title=_("%(programme)s: what it brought") % names,
        foot=_("%(programme)s, computed on %(day)s") % names,
        language=get_language() or "en",
        made_at=computed_at,
    )
