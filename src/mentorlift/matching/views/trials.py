"""What if: a question asked of a draft, and its answer. Nothing follows from either."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mentorlift.matching import services
from mentorlift.matching.models import Trial
from mentorlift.matching.queries.trials import trial_view
from mentorlift.matching.rules import toml_of
from mentorlift.matching.views.surroundings import actor_of, own_draft, policy_form, present_content, surroundings


class TwoForm(forms.Form):
    """A protégé and the mentor they could have instead."""

    protege = forms.UUIDField()
    mentor = forms.UUIDField()


@require_POST
def trials(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask what would change: under the policy of the form, or with two people together."""
    draft = own_draft(request, draft_id)
    version, content, columns = present_content(draft.cohort, draft.group)
    two, toml = TwoForm(request.POST), draft.policy.toml
    if "lottery" in request.POST:
        form = policy_form(draft.cohort, content, columns, request.POST)
        if not form.is_valid():
            context = surroundings(draft.cohort, draft.group) | {"form": form, "policy": version}
            return render(request, "matching/policy.html", context, status=422)
        toml = toml_of(form.content())
    elif not two.is_valid():
        return redirect("matching:draft", draft_id)
    pair = None if "lottery" in request.POST else (two.cleaned_data["protege"], two.cleaned_data["mentor"])
    try:
        made = services.ask_what_if(
            draft=draft, toml=toml, two=pair, actor=actor_of(request), now=timezone.now(), today=timezone.localdate()
        )
    except services.UnableToTry as error:
        for fault in error.faults:
            messages.error(request, fault)
        return redirect("matching:draft", draft_id)
    return redirect("matching:trial", made.id)


@require_GET
def trial(request: HttpRequest, trial_id: UUID) -> HttpResponse:
    """Who would move."""
    found = get_object_or_404(Trial, id=trial_id)
    found.draft = own_draft(request, found.draft_id)
    search = request.GET.get("q", "").strip()
    view = trial_view(found, search=search, page=request.GET.get("page"))
    context = {"draft": found.draft, "trial": found, "view": view, "page": view.moves, "q": search}
    template = "matching/trial_waiting.html" if found.computed_at is None else "matching/trial.html"
    return render(request, template, surroundings(found.draft.cohort, found.draft.group) | context)


@require_POST
def draft_of_trial(request: HttpRequest, trial_id: UUID) -> HttpResponse:
    """Make a draft of the answer: the policy becomes the next version, or the two are locked together."""
    found = get_object_or_404(Trial, id=trial_id)
    found.draft = own_draft(request, found.draft_id)
    try:
        made = services.make_draft_of(
            trial=found, actor=actor_of(request), now=timezone.now(), today=timezone.localdate()
        )
    except (services.UnableToChoose, services.UnableToHold, services.UnableToDraft) as error:
        for fault in error.faults:
            messages.error(request, fault)
    except services.UnableToWritePolicy as error:
        for fault in error.faults:
            messages.error(request, fault)
    else:
        return redirect("matching:draft", made.id)
    return redirect("matching:trial", trial_id)
