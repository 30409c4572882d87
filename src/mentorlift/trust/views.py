"""The safe door: naming the contact, writing to them, their inbox. Its pages leave no copy in the browser."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.mentorships.views.surroundings import in_own_time
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries import runnable_programmes
from mentorlift.trust import policies, queries, services
from mentorlift.trust.forms import AnswerForm, ContactForm, WritingForm
from mentorlift.trust.models import Matter
from mentorlift.ui.http import Request


@require_http_methods(["GET", "POST"])
def contacts(request: Request, programme_id: UUID) -> HttpResponse:
    """The programme manager names the trusted contact and the deputy."""
    programme = get_object_or_404(runnable_programmes(request.actor), id=programme_id)
    form = ContactForm(request.POST or None)
    if form.is_valid() and _named(request, programme, form):
        return redirect("trust:contacts", programme.id)
    today = organisation_day(timezone.now())
    held = queries.contacts_of(programme)
    context = {
        "programme": programme,
        "form": form,
        "held": [(one, queries.in_the_line(programme, one.row.person_id, day=today)) for one in held],
        "section": "programmes",
    }
    return render(request, "trust/contacts.html", context, status=422 if form.is_bound else 200)


def _named(request: Request, programme: Programme, form: ContactForm) -> bool:
    now = timezone.now()
    try:
        services.name_contact(
            programme=programme,
            person_id=form.cleaned_data["who"].person_id,
            is_deputy=form.cleaned_data["place"] == "deputy",
            actor=request.actor,
            now=now,
            today=organisation_day(now),
        )
    except services.UnableToName as error:
        form.add_error("who", error.faults)
        return False
    messages.success(request, _("Named. People of this programme can write to them in confidence from now on."))
    return True


@require_POST
def deputy_ending(request: Request, programme_id: UUID) -> HttpResponse:
    programme = get_object_or_404(runnable_programmes(request.actor), id=programme_id)
    services.end_deputy(programme=programme, actor=request.actor, now=timezone.now())
    return redirect("trust:contacts", programme.id)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@in_own_time
def door(request: Request, programme_id: UUID) -> HttpResponse:
    """Something is wrong: for everybody who takes part in the programme."""
    programme = get_object_or_404(Programme.objects.filter(launch__isnull=False), id=programme_id)
    if not policies.may_write(request.actor, programme):
        raise Http404
    held = queries.contacts_of(programme)
    form = WritingForm(request.POST or None, contacts=held)
    if form.is_valid():
        contact = next(one.row for one in held if str(one.row.id) == form.cleaned_data["to"])
        try:
            written = services.begin(
                contact=contact, text=form.cleaned_data["text"], actor=request.actor, now=timezone.now()
            )
            messages.success(request, _("Sent. Only the person you wrote to can read it."))
            return redirect("trust:matter", written.id)
        except services.UnableToWrite as error:
            form.add_error("text", str(error))
    mine = queries.own_matters(request.actor).filter(contact__programme=programme)
    context = {
        "programme": programme,
        "held": held,
        "form": form,
        "lines": queries.lines(request.actor, mine),
        "section": "today",
    }
    return render(request, "trust/door.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_GET
@in_own_time
def inbox(request: Request) -> HttpResponse:
    """What was written to the one who looks."""
    if not queries.is_or_was_contact(request.actor):
        raise Http404
    shown = queries.lines(request.actor, queries.written_to(request.actor))
    return render(request, "trust/inbox.html", {"lines": shown, "section": "today"})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@in_own_time
def matter(request: Request, matter_id: UUID) -> HttpResponse:
    """One matter, for its two; POST writes on."""
    found = _own(request, matter_id)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            services.answer(matter=found, text=form.cleaned_data["text"], actor=request.actor, now=timezone.now())
            return redirect("trust:matter", found.id)
        except services.UnableToWrite as error:
            form.add_error("text", str(error))
    context = {
        "line": queries.lines(request.actor, [found])[0],
        "said": queries.texts_of(request.actor, found),
        "is_contact": policies.is_contact(request.actor, found),
        "form": form,
        "section": "today",
    }
    return render(request, "trust/matter.html", context, status=422 if form.is_bound else 200)


@require_POST
def settlement(request: Request, matter_id: UUID) -> HttpResponse:
    found = _own(request, matter_id)
    if not policies.is_contact(request.actor, found):
        raise Http404
    services.settle(matter=found, actor=request.actor, now=timezone.now())
    messages.success(request, _("Noted as settled. Either of you can still write on."))
    return redirect("trust:inbox")


@require_POST
def deletion(request: Request, matter_id: UUID) -> HttpResponse:
    found = _own(request, matter_id)
    if not policies.is_writer(request.actor, found):
        raise Http404
    programme_id = found.contact.programme_id
    services.take_back(matter=found, actor=request.actor)
    messages.success(request, _("Deleted, for both of you."))
    return redirect("trust:door", programme_id)


def _own(request: Request, matter_id: UUID) -> Matter:
    found = queries.matter_of(request.actor, matter_id)
    if found is None:
        raise Http404
    return found
