"""The legal basis of a programme, as its officer chose it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentorlift.programmes import policies
from mentorlift.programmes.forms.legal_basis import LegalBasisForm
from mentorlift.programmes.models import LegalBasis
from mentorlift.programmes.services.legal_basis import UnableToState, state_legal_basis
from mentorlift.programmes.views.requests import actor_of, must, readable, today, who_and_when


@require_http_methods(["GET", "POST"])
def legal_basis(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Enter a decision; earlier ones stay readable below."""
    programme = readable(request, programme_id)
    must(policies.may_state_legal_basis(actor_of(request)))
    form = LegalBasisForm(request.POST or None, today=today())
    if form.is_valid():
        try:
            state_legal_basis(programme=programme, today=today(), **form.cleaned_data, **who_and_when(request))
            messages.success(request, _("Kept. The data sheet says so from now on."))
            return redirect("reports:data_sheet", programme.id)
        except UnableToState as error:
            form.add_error(None, str(error))
    context = {
        "programme": programme,
        "form": form,
        "earlier": LegalBasis.objects.filter(programme=programme),
        "section": "programmes",
    }
    return render(request, "programmes/legal_basis.html", context, status=422 if form.is_bound else 200)
