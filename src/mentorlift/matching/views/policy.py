"""How people are matched: as a form, as a file, and its earlier versions."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mentorlift.matching import services
from mentorlift.matching.forms import PolicyFileForm
from mentorlift.matching.models import Group, MatchPolicy
from mentorlift.matching.queries.drafts import latest_policy
from mentorlift.matching.queries.history import policy_history
from mentorlift.matching.rules import toml_of
from mentorlift.matching.views.surroundings import (
    actor_of,
    own_cohort,
    own_programme,
    policy_form,
    present_content,
    surroundings,
)


@require_http_methods(["GET", "POST"])
def policy(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """The policy as a form."""
    cohort = own_cohort(request, cohort_id)
    version, content, columns = present_content(cohort, Group.NOW)
    form = policy_form(cohort, content, columns, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            written = services.write_policy(
                programme=cohort.programme,
                toml=toml_of(form.content()),
                actor=actor_of(request),
                now=timezone.now(),
            )
            messages.success(request, _("Kept as version %(n)d. The next draft uses it.") % {"n": written.version})
            return redirect("matching:matching", cohort_id)
        except services.UnableToWritePolicy as error:
            for fault in error.faults:
                form.add_error(None, fault)
    page = policy_history(cohort.programme, page=request.GET.get("page"))
    context = surroundings(cohort, Group.NOW) | {"form": form, "policy": version, "page": page}
    return render(request, "matching/policy.html", context)


@require_http_methods(["GET", "POST"])
def policy_file(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """The policy as text, with every fault by row."""
    cohort = own_cohort(request, cohort_id)
    version, content, _columns = present_content(cohort, Group.NOW)
    start = version.toml if version else toml_of(content)
    form = PolicyFileForm(request.POST or None, request.FILES or None, initial={"toml": start})
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            written = services.write_policy(
                programme=cohort.programme, toml=form.text(), actor=actor_of(request), now=timezone.now()
            )
            messages.success(request, _("Kept as version %(n)d. The next draft uses it.") % {"n": written.version})
            return redirect("matching:matching", cohort_id)
        except services.UnableToWritePolicy as error:
            faults = error.faults
            form = PolicyFileForm(initial={"toml": form.text()})  # what was sent, to be put right
    context = surroundings(cohort, Group.NOW) | {"form": form, "faults": faults, "policy": version}
    return render(request, "matching/policy_file.html", context, status=422 if faults else 200)


@require_GET
def policy_download(request: HttpRequest, programme_id: UUID, version: int) -> HttpResponse:
    """One version as policy.toml, for `mentorlift match`."""
    programme = own_programme(request, programme_id)
    found = MatchPolicy.objects.filter(programme=programme, version=version).first() or latest_policy(programme)
    response = HttpResponse(found.toml if found else "", content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="policy-{version}.toml"'
    return response
