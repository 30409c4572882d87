"""Change something: what can be changed and what follows; events from outside; another owner."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.people.queries import names
from mentorlift.programmes import services
from mentorlift.programmes.forms.changing import EventForm, HandoverForm
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries.people import words_on
from mentorlift.programmes.rules.changing import CHANGES, Verdict, verdict_of
from mentorlift.programmes.views.requests import runnable, today, who_and_when, within


@require_GET
def change(request: HttpRequest, programme_id: UUID, what: str = "") -> HttpResponse:
    """Asks what; then says whether it can be, what follows, and leads there."""
    programme = runnable(request, programme_id)
    if what and what not in CHANGES:
        raise Http404
    is_open = hasattr(programme, "launch")
    rows = [(key, one, verdict_of(one, is_open=is_open)) for key, one in CHANGES.items()]
    chosen = next((row for row in rows if row[0] == what), None)
    context = within(request, programme, "", chosen=chosen, link=_link(programme, what) if what else "")
    context["groups"] = [(verdict.value, [row for row in rows if row[2] == verdict]) for verdict in Verdict]
    return render(request, "programmes/change.html", context)


@require_http_methods(["GET", "POST"])
def events(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """What happened outside, and one more."""
    programme = runnable(request, programme_id)
    form = EventForm(request.POST or None, sites=list(words_on(today()).sites))
    if form.is_valid():
        services.note_event(programme=programme, **form.cleaned_data, **who_and_when(request))
        messages.success(request, _("Kept. It stands beside the effect by week."))
        return redirect("programmes:events", programme.id)
    known = list(programme.outside_events.filter(withdrawn_at=None))
    context = within(request, programme, "results", form=form, events=known)
    return render(request, "programmes/events.html", context, status=422 if form.is_bound else 200)


@require_POST
def event_withdrawal(request: HttpRequest, programme_id: UUID, event_id: int) -> HttpResponse:
    programme = runnable(request, programme_id)
    services.withdraw_event(programme=programme, event_id=event_id, **who_and_when(request))
    return redirect("programmes:events", programme.id)


@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Who has been in charge, and who is from now on."""
    programme = runnable(request, programme_id)
    form = HandoverForm(request.POST or None)
    if form.is_valid():
        try:
            services.hand_over(programme=programme, **form.cleaned_data, **who_and_when(request))
        except services.UnableToChange as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Handed over. Both have been told."))
            return redirect("programmes:programme", programme.id)
    rows = list(programme.handovers.all())
    known = names([programme.owner_id, *(row.from_person_id for row in rows), *(row.to_person_id for row in rows)])
    passed = [(row, known.get(row.from_person_id, ""), known.get(row.to_person_id, "")) for row in rows]
    context = within(request, programme, "", form=form, owner=known.get(programme.owner_id, ""), passed=passed)
    return render(request, "programmes/handover.html", context, status=422 if form.is_bound else 200)


def _link(programme: Programme, what: str) -> str:
    """The page where it is done."""
    chosen = CHANGES[what]
    return reverse(chosen.leads_to, args=[programme.id, *([chosen.step] if chosen.step else [])])
