"""For those who run a programme: prepare a draw, draw, look at it, tell people. Others who may read see the same."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mentorlift.draws import capacity, outcome, queries, rules, services
from mentorlift.draws.forms import DrawForm, PrepareForm
from mentorlift.draws.proposals import proposed_numbers
from mentorlift.programmes.models import Cohort, Programme
from mentorlift.programmes.queries import frozen_rows, plan_of
from mentorlift.programmes.views.requests import actor_of, cohort_of, readable, runnable, today, within


@require_GET
def draw_list(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """The intakes of a programme and how far each draw is."""
    programme = readable(request, programme_id)
    intakes = outcome.intakes(programme)
    if len(intakes) == 1 and intakes[0].cohort.frozen_at:
        return redirect("draws:cohort", programme.id, intakes[0].cohort.id)
    return render(request, "draws/list.html", within(request, programme, "draw", intakes=intakes))


@require_GET
def cohort(request: HttpRequest, programme_id: UUID, cohort_id: UUID) -> HttpResponse:
    """One draw: what comes next, or how it came out."""
    programme = readable(request, programme_id)
    return _page(request, programme, cohort_of(programme, cohort_id))


@require_POST
def preparation(request: HttpRequest, programme_id: UUID, cohort_id: UUID) -> HttpResponse:
    programme = runnable(request, programme_id)
    found = cohort_of(programme, cohort_id)
    form = _prepare_form(request, found) if outcome.can_be_settled(found) else None
    if form is not None and not form.is_valid():
        return _page(request, programme, found, form=form)
    plan = plan_of(programme)
    try:
        services.prepare_draw(
            cohort=found,
            plan_hash=plan.plan_hash if plan else "",
            mentored=form.mentored if form else {},
            public_rule=form.cleaned_data["public_rule"] if form else "",
            public_source=form.cleaned_data["public_source"] if form else "",
            public_on=form.cleaned_data["public_on"] if form else today(),
            actor_id=actor_of(request).user_id,
            now=timezone.now(),
            today=today(),
        )
    except services.UnableToPrepare as error:
        if form is None:
            messages.error(request, str(error))
            return redirect("draws:cohort", programme.id, found.id)
        form.add_error(None, str(error))
        return _page(request, programme, found, form=form)
    messages.success(request, _("Settled. Pass the link on, so that anybody can check the draw."))
    return redirect("draws:cohort", programme.id, found.id)


@require_POST
def drawing(request: HttpRequest, programme_id: UUID, cohort_id: UUID) -> HttpResponse:
    programme = runnable(request, programme_id)
    found = cohort_of(programme, cohort_id)
    form = DrawForm(request.POST)
    typed = outcome.waits_for_a_number(found)
    if typed and not form.is_valid():
        return _page(request, programme, found, draw_form=form)
    plan = plan_of(programme)
    try:
        job = services.request_draw(
            cohort=found,
            plan_hash=plan.plan_hash if plan else "",
            public_value=form.cleaned_data["public_value"] if typed else "",
            actor_id=actor_of(request).user_id,
            now=timezone.now(),
            today=today(),
        )
    except services.UnableToDraw as error:
        messages.error(request, str(error))
        return redirect("draws:cohort", programme.id, found.id)
    return redirect("jobs:job", job.id)


@require_POST
def letters(request: HttpRequest, programme_id: UUID, cohort_id: UUID) -> HttpResponse:
    programme = runnable(request, programme_id)
    found = cohort_of(programme, cohort_id)
    try:
        services.tell_people(draw=queries.draw_of(found), actor_id=actor_of(request).user_id, now=timezone.now())
    except services.UnableToTell as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The letters are on their way."))
    return redirect("draws:cohort", programme.id, found.id)


def _prepare_form(request: HttpRequest, found: Cohort) -> PrepareForm:
    sizes = rules.sizes(frozen_rows(found))
    return PrepareForm(request.POST or None, sizes=sizes, proposed=proposed_numbers(found, sizes))


def _page(
    request: HttpRequest,
    programme: Programme,
    found: Cohort,
    *,
    form: PrepareForm | None = None,
    draw_form: DrawForm | None = None,
) -> HttpResponse:
    prepared, drawn = queries.preparation_of(found), queries.draw_of(found)
    context = within(request, programme, "draw", cohort=found, prepared=prepared, draw=drawn, today=today())
    context["plan"] = plan_of(programme)
    if prepared:
        context["public_url"] = request.build_absolute_uri(reverse("draws:public", args=[prepared.id]))
        context["numbers"] = prepared.numbers
    if drawn:
        came_out = outcome.outcome_of(drawn)
        context |= vars(came_out) | {
            "people": came_out.people,
            "several": came_out.several,
            "mentored": came_out.mentored,
            "later": came_out.later,
        }
    elif prepared:
        context["people"] = len(prepared.public_list)
        context["draw_form"] = draw_form or DrawForm()
    elif found.frozen_at:
        context["form"] = form or _prepare_form(request, found)
        if capacity.needs_places(programme):
            context["room"] = capacity.capacity_for(found)
            context["sum"] = capacity.in_words(context["room"])
    wrong = bool((form and form.errors) or (draw_form and draw_form.errors))
    return render(request, "draws/cohort.html", context, status=422 if wrong else 200)
