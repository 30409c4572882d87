"""How long what is kept, for administrators; and for everybody what is held on them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from mentorlift.audit.asking import AskedRequest
from mentorlift.keeping import files, queries, services
from mentorlift.keeping.own import Part, Whose, held_on


class PeriodsForm(forms.Form):
    """The days of every kind."""

    def __init__(self, *args: Any, kept: list[queries.Kept], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in kept:
            self.fields[one.kind.key] = forms.IntegerField(
                label=_("%(what)s: days") % {"what": one.kind.title},
                initial=one.days,
                min_value=one.kind.least,
                max_value=one.kind.most,
                widget=forms.NumberInput(attrs={"class": "input--short"}),
            )


@require_http_methods(["GET", "POST"])
def periods(request: AskedRequest) -> HttpResponse:
    """Each kind with its period, next and last deletion; POST changes periods, all of them or none."""
    if not queries.may_set_periods(request.actor):
        raise Http404
    kept = queries.kept(request.actor)
    form = PeriodsForm(request.POST or None, kept=kept)
    if form.is_valid():
        changed = services.set_periods(days=form.cleaned_data, actor_id=request.actor.user_id, now=timezone.now())
        text = ngettext("%(n)d period was changed.", "%(n)d periods were changed.", changed)
        messages.success(request, text % {"n": changed})
        return redirect("keeping:periods")
    context = {"rows": [(one, form[one.kind.key]) for one in kept], "section": "keeping"}
    return render(request, "keeping/periods.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def own(request: AskedRequest) -> HttpResponse:
    """What is held on the one who looks."""
    context = {"parts": _held(request), "periods": queries.periods(), "section": "today"}
    return render(request, "keeping/own.html", context)


@never_cache
@require_GET
def download(request: AskedRequest) -> HttpResponse:
    """The same as a file."""
    content = files.as_zip(_held(request), at=timezone.now())
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


def _held(request: AskedRequest) -> list[Part]:
    if not request.actor.user_id:
        raise Http404
    user: Any = request.user
    return held_on(Whose(user.person_id, request.actor.user_id, user.email), now=timezone.now())
