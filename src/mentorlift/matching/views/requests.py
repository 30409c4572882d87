"""Choose a mentor, ask, answer: what protégé and mentor see of it. Nobody else finds these pages."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.matching import policies, services
from mentorlift.matching.forms import LineForm
from mentorlift.matching.models import Choosing, MentorRequest
from mentorlift.matching.queries.choosing import Candidate, candidates, own_choosings, still_to_choose
from mentorlift.matching.queries.pool import Unmatchable
from mentorlift.matching.queries.requests import asked, last_answer, own_pair_of, own_requests
from mentorlift.matching.views.surroundings import actor_of
from mentorlift.mentorships.queries.overview import first_name
from mentorlift.people.queries import organisation_day


@require_GET
def choose(request: HttpRequest, choosing_id: UUID) -> HttpResponse:
    """The mentors one can ask, or how the request stands."""
    actor, today = actor_of(request), organisation_day(timezone.now())
    found = _own_choosing(request, choosing_id)
    waiting = own_requests(actor).filter(protege_id=actor.person_id, programme=found.cohort.programme, settled_at=None)
    open_now = next(iter(asked(waiting, today=today)), None)
    goes_on = still_to_choose(actor).filter(id=found.id).exists()
    offered, looked_at = (None, True) if open_now or not goes_on else _offered(request, found)
    context = {
        "section": "today",
        "choosing": found,
        "programme": found.cohort.programme,
        "asked": open_now,
        "last": None if open_now else last_answer(actor, found, today=today),
        "offered": offered,
        "looked_at": looked_at,
        "goes_on": goes_on,
        "pair": own_pair_of(actor, found.cohort),
    }
    return render(request, "matching/choose.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, choosing_id: UUID, mentor_id: UUID) -> HttpResponse:
    """One mentor with the reasons, a line if one likes, and the button that asks."""
    found = _own_choosing(request, choosing_id)
    form = LineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            line = form.cleaned_data["line"]
            services.ask_mentor(
                choosing=found, mentor_id=mentor_id, line=line, actor=actor_of(request), now=timezone.now()
            )
            messages.success(request, _("Asked. You are told as soon as there is an answer, or none came in time."))
        except services.UnableToAsk as error:
            messages.error(request, str(error))
        return redirect("matching:choose", choosing_id)
    offered, _looked_at = _offered(request, found)
    chosen = next((one for one in offered if one.mentor.person_id == mentor_id), None)
    if chosen is None:
        messages.error(request, _("This mentor is not among those you can ask now. Look at the list again."))
        return redirect("matching:choose", choosing_id)
    context = {"section": "today", "choosing": found, "programme": found.cohort.programme, "one": chosen, "form": form}
    return render(request, "matching/ask.html", context | {"first_name": first_name(chosen.mentor.name)})


@require_GET
def request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """A request to the actor, with yes and no; the one who asked is led to where it stands."""
    found = _own_request(request, request_id)
    if found.protege_id == actor_of(request).person_id:
        return redirect("matching:choose", found.choosing_id)
    return _request_page(request, found)


@require_POST
def acceptance(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Yes."""
    found = _asked_of_me(request, request_id)
    try:
        pair = services.accept_request(request=found, actor=actor_of(request), now=timezone.now())
    except services.UnableToAnswer as error:
        for fault in error.faults:
            messages.error(request, fault)
        return redirect("matching:request", request_id)
    messages.success(request, _("Thank you. Both of you are told, and the meetings are planned."))
    return redirect("mentorships:pair", pair.id)


@require_POST
def decline(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """No, with kind words."""
    found = _asked_of_me(request, request_id)
    form = LineForm(request.POST)
    if not form.is_valid():
        return _request_page(request, found, form)
    try:
        services.decline_request(
            request=found, line=form.cleaned_data["line"], actor=actor_of(request), now=timezone.now()
        )
        messages.success(request, _("Done. It counts against nobody, and nobody else is told."))
    except services.UnableToAnswer as error:
        messages.error(request, str(error))
    return redirect("reports:today")


@require_POST
def withdrawal(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take it back before it is answered."""
    found = _own_request(request, request_id)
    if found.protege_id != actor_of(request).person_id:
        raise Http404
    try:
        services.withdraw_request(request=found, actor=actor_of(request), now=timezone.now())
        messages.success(request, _("Taken back. You can ask somebody else."))
    except services.UnableToAnswer as error:
        messages.error(request, str(error))
    return redirect("matching:choose", found.choosing_id)


def _request_page(request: HttpRequest, found: MentorRequest, form: LineForm | None = None) -> HttpResponse:
    today = organisation_day(timezone.now())
    one = asked([found], today=today)[0]
    kind = _("Thank you for asking me. I cannot take on anybody at the moment, and wish you a good start.")
    context = {
        "section": "today",
        "one": one,
        "first_name": first_name(one.protege.name),
        "programme": found.programme,
        "answerable": policies.may_answer(actor_of(request), found) and today <= found.due_on,
        "form": form or LineForm(initial={"line": kind}),
    }
    return render(request, "matching/request.html", context, status=422 if form else 200)


def _own_choosing(request: HttpRequest, choosing_id: UUID) -> Choosing:
    return get_object_or_404(own_choosings(actor_of(request)), id=choosing_id)


def _own_request(request: HttpRequest, request_id: UUID) -> MentorRequest:
    return get_object_or_404(own_requests(actor_of(request)), id=request_id)


def _asked_of_me(request: HttpRequest, request_id: UUID) -> MentorRequest:
    found = _own_request(request, request_id)
    if found.mentor_id != actor_of(request).person_id:
        raise Http404
    return found


def _offered(request: HttpRequest, choosing: Choosing) -> tuple[list[Candidate], bool]:
    """The mentors to show; False beside it where the rules have to be looked at first."""
    person_id = actor_of(request).person_id
    assert person_id is not None
    try:
        return candidates(choosing, person_id, today=organisation_day(timezone.now())), True
    except Unmatchable:
        return [], False
