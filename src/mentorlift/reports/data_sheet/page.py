"""The data sheet as its page, and the PDF, show it: worked out from the rules in force each time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.readings import table
from mentorlift.keeping.queries import periods
from mentorlift.people.queries import names, organisation_day
from mentorlift.programmes.models import LegalBasis, Programme
from mentorlift.programmes.policies import may_read_programmes, may_state_legal_basis
from mentorlift.programmes.queries import list_programmes, participant_programmes
from mentorlift.programmes.queries.letters import sent_kinds
from mentorlift.reports.data_sheet.fields import eligible, fields_of, figures_of
from mentorlift.reports.paper.blocks import blocks_of
from mentorlift.reports.paper.pdf import pdf_of
from mentorlift.trust.queries import contacts_of


def data_sheet(actor: Actor, programme_id: UUID, *, now: datetime) -> dict[str, Any]:
    """For whoever may read the life of the programme, and once it is open for everybody in it. Http404 otherwise."""
    programme = get_object_or_404(_readable(actor, now), id=programme_id)
    return {
        "programme": programme,
        "owner": names([programme.owner_id]).get(programme.owner_id, ""),
        "contacts": contacts_of(programme),
        "basis": LegalBasis.objects.filter(programme=programme).first(),
        "may_state": may_state_legal_basis(actor),
        "eligible": eligible(programme),
        "fields": fields_of(programme),
        "figures": figures_of(programme),
        "letters": sent_kinds(programme),
        "rows": table(),
        "periods": periods(),
        "now": now,
    }


def data_sheet_pdf(request: HttpRequest, actor: Actor, programme_id: UUID, *, now: datetime) -> bytes:
    """The same on paper."""
    page = data_sheet(actor, programme_id, now=now)
    programme: Programme = page["programme"]
    words = {"programme": programme.name, "day": date_format(organisation_day(now))}
    html = render_to_string("reports/data_sheet.html", {**page, "base": "reports/paper.html"}, request)
    return pdf_of(
        blocks_of(html, folded=""),
        title=_("%(programme)s: data sheet") % words,
        foot=_("%(programme)s, data sheet of %(day)s") % words,
        language=get_language() or "en",
        made_at=now,
    )


def _readable(actor: Actor, now: datetime) -> Any:
    if may_read_programmes(actor):
        return list_programmes(actor)
    return participant_programmes(actor, day=organisation_day(now))
