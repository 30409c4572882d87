"""The list, one programme's life, what participants read, and its end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorlift.people.queries import names
from mentorlift.programmes import beside, closing, policies, queries, services
from mentorlift.programmes.queries.intakes import intakes_of
from mentorlift.programmes.queries.people import actor_names
from mentorlift.programmes.queries.volunteers import open_to_volunteers
from mentorlift.programmes.rules.templates import TEMPLATES
from mentorlift.programmes.views.requests import actor_of, must, readable, runnable, today, who_and_when, within


@require_GET
def programme_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    must(policies.may_read_programmes(actor))
    found = list(queries.list_programmes(actor))
    groups = intakes_of(found, now=timezone.now())
    confirmed = queries.confirmed_places([programme.id for programme in found])
    rows = [
        {
            "programme": programme,
            "stage": queries.stage(programme),
            "intakes": groups.get(programme.id, []),
            "people": sum(intake.people for intake in groups.get(programme.id, [])),
            "places": confirmed.get(programme.id, 0),
        }
        for programme in found
    ]
    return render(
        request,
        "programmes/list.html",
        {"rows": rows, "section": "programmes", "runs": policies.may_run_programmes(actor), "templates": TEMPLATES},
    )


@require_GET
def programme(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    found = readable(request, programme_id)
    context = within(request, found, "")
    steps = context["timeline"]
    people = names([found.owner_id])
    who = actor_names([step.facts.by for step in steps])
    return render(
        request,
        "programmes/programme.html",
        {
            **context,
            "stage": queries.stage(found),
            "owner": people.get(found.owner_id, ""),
            "steps": [(step, who.get(step.facts.by, "")) for step in steps],
            "panels": beside.panels(found, actor=actor_of(request), now=context["now"]),
            "next_step": next((step for step in steps if step.status == "now" and step.facts.action), None),
        },
    )


@require_GET
def about(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """What everybody who takes part can read."""
    actor = actor_of(request)
    found = get_object_or_404(queries.participant_programmes(actor, day=today()), id=programme_id)
    entry = queries.own_entry(actor, found)
    return render(
        request,
        "programmes/about.html",
        {
            "programme": found,
            "section": "programmes",
            "owner": names([found.owner_id]).get(found.owner_id, ""),
            "entry": entry,
            "outside": queries.is_outside(actor, found),
            "weeks": queries.session_calendar(entry.cohort, site=entry.site) if entry else None,
            "guides": list(found.guides.all()),
            "wish": queries.open_wishes(actor, now=timezone.now()).filter(cohort__programme=found).first(),
            "offer": queries.own_offers(actor).filter(programme=found).first(),
            "may_nominate": not queries.has_ended(found)
            and policies.may_nominate_mentors(actor, leads_people=bool(queries.reports_of(actor, day=today()))),
            "may_volunteer": open_to_volunteers(actor, day=today()).filter(id=found.id).exists(),
            "reads_life": policies.may_read_programmes(actor),
        },
    )


@require_POST
def launch(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    found = runnable(request, programme_id)
    try:
        services.launch(programme=found, **who_and_when(request))
    except services.UnableToLaunch as error:
        messages.error(request, str(error))
        return redirect("programmes:set_up", found.id, "review")
    messages.success(request, _("The programme is open. Its people can read what it is for."))
    return redirect("programmes:programme", found.id)


@require_POST
def again(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """Would you take part again? One tap."""
    actor = actor_of(request)
    found = get_object_or_404(queries.participant_programmes(actor), id=programme_id)
    must(queries.side_of(actor, found) is not None)
    try:
        services.say_again(programme=found, answer=request.POST.get("answer", ""), actor=actor, now=timezone.now())
    except services.UnableToSay as error:
        messages.error(request, str(error))
        return redirect("programmes:about", found.id)
    messages.success(request, _("Noted, thank you. Only counts of five answers and more are read."))
    return redirect("reports:outcome", found.id)


@require_http_methods(["GET", "POST"])
def ending(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    found = runnable(request, programme_id)
    if request.method == "POST":
        try:
            if "stop" in request.POST:
                services.stop(reason=request.POST.get("reason", "")[:300], programme=found, **who_and_when(request))
            else:
                services.close_programme(programme=found, **who_and_when(request))
        except services.UnableToClose as error:
            messages.error(request, str(error))
            return redirect("programmes:ending", found.id)
        return redirect("programmes:programme", found.id)
    now = timezone.now()
    context = {
        **within(request, found, "close", now=now),
        "open_ends": closing.open_ends(found, now=now),
        "previews": closing.previews(found, actor_of(request), now=now),
        "has_ended": queries.has_ended(found),
    }
    return render(request, "programmes/ending.html", context)
