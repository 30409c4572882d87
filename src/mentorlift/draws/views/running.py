"""For those who run a programme: prepare a draw, draw, look at it, tell people. Others who may read see the same."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mentorlift.draws import queries, rules, services
from mentorlift.draws.forms import DrawForm, PrepareForm
from mentorlift.draws.models import Draw, Preparation, PublicRule
from mentorlift.draws.pictures import balance_lines
from mentorlift.draws.proposals import proposed_numbers
from mentorlift.draws.verification import verify_draw
from mentorlift.programmes.models import Cohort, Programme
from mentorlift.programmes.queries import frozen_rows, places, plan_of
from mentorlift.programmes.queries.people import actor_names
from mentorlift.programmes.views.requests import actor_of, cohort_of, readable, runnable, today, within


@require_GET
def draw_list(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """The intakes of a programme and how far each draw is."""
    programme = readable(request, programme_id)
    prepared = {p.cohort_id: p for p in Preparation.objects.defer(*queries.LISTS).filter(cohort__programme=programme)}
    drawn = {d.cohort_id: d for d in queries.draws_of(programme)}
    cohorts = list(Cohort.objects.filter(programme=programme))
    if len(cohorts) == 1 and cohorts[0].frozen_at:
        return redirect("draws:cohort", programme.id, cohorts[0].id)
    intakes = [{"cohort": c, "prepared": prepared.get(c.id), "draw": drawn.get(c.id)} for c in cohorts]
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
    form = _prepare_form(request, found) if found.frozen_at and not queries.preparation_of(found) else None
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
    prepared = queries.preparation_of(found)
    form = DrawForm(request.POST)
    by_date = prepared is not None and prepared.public_rule == PublicRule.DATE
    if not by_date and prepared is not None and not form.is_valid():
        return _page(request, programme, found, draw_form=form)
    plan = plan_of(programme)
    try:
        job = services.request_draw(
            cohort=found,
            plan_hash=plan.plan_hash if plan else "",
            public_value="" if by_date or prepared is None else form.cleaned_data["public_value"],
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
    drawn = queries.draw_of(found)
    try:
        if drawn is None:
            raise services.UnableToTell(_("Draw first."))
        services.tell_people(draw=drawn, actor_id=actor_of(request).user_id, now=timezone.now())
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
        context |= _outcome(drawn)
    elif prepared:
        context["people"] = len(prepared.public_list)
        context["draw_form"] = draw_form or DrawForm()
    elif found.frozen_at:
        context["form"] = form or _prepare_form(request, found)
        context["places"] = places(programme)
    wrong = bool((form and form.errors) or (draw_form and draw_form.errors))
    return render(request, "draws/cohort.html", context, status=422 if wrong else 200)


def _outcome(drawn: Draw) -> dict[str, object]:
    groups, verdict = queries.groups(drawn), verify_draw(drawn)
    return {
        "people": verdict.people,
        "groups": groups,
        "several": len({group.branch for group in groups}) > 1,
        "mentored": sum(group.mentored for group in groups),
        "later": sum(group.later for group in groups),
        "verdict": verdict,
        "balance": balance_lines(drawn.balance),
        "waiting": list(
            drawn.assignments.filter(reserve_place__isnull=False)
            .order_by("reserve_place")
            .values_list("code", flat=True)
        ),
        "announcement": getattr(drawn, "announcement", None),
        "drawn_by": actor_names([drawn.drawn_by]).get(drawn.drawn_by, ""),
    }
