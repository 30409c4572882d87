"""Pages of this room: what we will measure, costs, and the request to compute."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mentorlift.accounts.actors import Actor
from mentorlift.experiments import candidates, policies, queries, rules, services, watching
from mentorlift.experiments.forms import AheadForm, DeviationForm, LedgerForm, PlanForm, in_words
from mentorlift.experiments.models import Ledger
from mentorlift.experiments.planned import planned
from mentorlift.programmes.models import Participation, Programme
from mentorlift.programmes.queries.programmes import list_programmes, plan_of
from mentorlift.programmes.services.life import UnableToFreezePlan
from mentorlift.programmes.views.requests import within
from mentorlift.ui.http import Request


def _programme(actor: Actor, programme_id: UUID, *, allowed: bool) -> Programme:
    found = list_programmes(actor).filter(id=programme_id).first() if allowed else None
    if found is None:
        raise Http404
    return found


def _asked_first(programme: Programme) -> bool:
    return programme.participation != Participation.MANDATORY


def measure(request: Request, programme_id: UUID) -> HttpResponse:
    """What will be measured: the form until it is fixed, the fixed plan afterwards."""
    actor: Actor = request.actor
    programme = _programme(actor, programme_id, allowed=policies.may_read_plan(actor))
    frozen, choices = plan_of(programme), candidates.metrics_to_choose()
    form = PlanForm.starting(choices, candidates.last_start(programme))
    if request.method == "POST" and policies.may_plan(actor) and frozen is None:
        form = PlanForm(request.POST, metrics=choices)
        if form.is_valid():
            try:
                services.fix_plan(
                    programme=programme, choices=form.choices(), actor_id=actor.user_id, now=timezone.now()
                )
                messages.success(request, _("Fixed. From here on nobody can change what is measured."))
                return redirect("experiments:measure", programme_id)
            except UnableToFreezePlan as error:
                form.add_error(None, str(error))
    return render(
        request,
        "experiments/measure.html",
        within(
            request,
            programme,
            "plan",
            frozen=frozen,
            deviations=queries.deviations(actor, programme),
            may_record=policies.may_record_deviation(actor),
            settled=in_words(rules.settled(frozen.plan_toml)) if frozen and frozen.plan_toml else None,
            form=form,
            ahead=AheadForm(last_start_on=candidates.last_start(programme)) if _asked_first(programme) else None,
            may_plan=policies.may_plan(actor),
            may_compare=policies.may_read_results(actor),
        ),
    )


@require_GET
def figures(request: Request, programme_id: UUID) -> HttpResponse:
    """What each figure could show: asked for by the page when it is there, or read as a page without scripts.

    Until the plan is fixed; from then on its own page names the day.
    """
    actor: Actor = request.actor
    programme = _programme(actor, programme_id, allowed=policies.may_read_results(actor))
    if plan_of(programme):
        return redirect("experiments:measure", programme_id)
    form = AheadForm(request.GET, last_start_on=candidates.last_start(programme))
    people = planned(programme, yes_percent=form.expected_yes)
    weeks = programme.others_start_after_weeks
    days = min(form.early, 7 * weeks) if weeks else form.early
    rows = candidates.candidates(people, days=days, answer_due_on=form.answer_due_on)
    shown: dict[str, Any] = {
        "asked_first": _asked_first(programme),
        "planned": people,
        "days": days,
        "cut_short": days < form.early,
        "candidates": rows,
        "due": form,
        "curve": candidates.curve_of(rows, request.GET.get("metric", "")),
    }
    if request.headers.get("HX-Request"):
        return render(request, "experiments/candidates.html", shown)
    ahead = AheadForm(last_start_on=form.last_start, initial={"yes_percent": form.expected_yes})
    context = within(request, programme, "plan", ahead=ahead, **shown)
    return render(request, "experiments/figures.html", context)


def deviation(request: Request, programme_id: UUID) -> HttpResponse:
    """Say what was done otherwise than planned, once the plan is fixed."""
    actor: Actor = request.actor
    programme = _programme(actor, programme_id, allowed=policies.may_record_deviation(actor))
    if plan_of(programme) is None:
        return redirect("experiments:measure", programme_id)
    form = DeviationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.record_deviation(
            programme=programme, text=form.cleaned_data["text"], actor_id=actor.user_id, now=timezone.now()
        )
        messages.success(request, _("Kept. It stands beside the plan now, and beside the next answer."))
        return redirect("experiments:measure", programme_id)
    return render(request, "experiments/deviation.html", within(request, programme, "plan", form=form))


@require_GET
def harm(request: Request, programme_id: UUID) -> HttpResponse:
    """Whether there is a sign of harm, by which rule, and who was told."""
    actor: Actor = request.actor
    programme = _programme(actor, programme_id, allowed=policies.may_read_results(actor))
    found = queries.watch_for_harm(actor, programme, now=timezone.now())
    may_look = policies.may_look_for_harm(actor) and found.is_watched
    return render(request, "experiments/harm.html", within(request, programme, "harm", harm=found, may_look=may_look))


@require_POST
def look_for_harm(request: Request, programme_id: UUID) -> HttpResponse:
    """Have a look made now and show its progress."""
    actor: Actor = request.actor
    programme = _programme(actor, programme_id, allowed=policies.may_look_for_harm(actor))
    try:
        job = watching.ask_for_look(programme=programme, actor_id=actor.user_id, now=timezone.now())
    except watching.UnableToLook as error:
        messages.error(request, str(error))
        return redirect("experiments:harm", programme_id)
    return redirect("jobs:job", job.id)


def ledger(request: Request, programme_id: UUID) -> HttpResponse:
    """Costs and margin of a programme."""
    actor: Actor = request.actor
    programme = _programme(actor, programme_id, allowed=policies.may_enter_costs(actor))
    present = Ledger.objects.filter(programme=programme).first()
    initial = (
        {"margin_percent": float(present.margin * 100), "commission_percent": float(present.commission * 100)}
        if present
        else {}
    )
    form = LedgerForm(request.POST or None, instance=present, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in LedgerForm.Meta.fields}
        services.enter_ledger(
            programme=programme,
            values=values,
            margin=_share(form.cleaned_data["margin_percent"]),
            commission=_share(form.cleaned_data["commission_percent"] or 0.0),
            actor_id=actor.user_id,
            now=timezone.now(),
        )
        messages.success(request, _("Kept. Costs to date stand below; the result counts them when it is worked out."))
        return redirect("programmes:programme", programme_id)
    return render(request, "experiments/ledger.html", {"section": "programmes", "programme": programme, "form": form})


def _share(percent: float) -> Decimal:
    return Decimal(str(percent)) / 100


@require_POST
def compute(request: Request, programme_id: UUID) -> HttpResponse:
    """Ask for the analysis and show its progress."""
    actor: Actor = request.actor
    programme = _programme(actor, programme_id, allowed=policies.may_compute(actor))
    try:
        job = services.ask_for_analysis(
            programme=programme, today=timezone.localdate(), actor_id=actor.user_id, now=timezone.now()
        )
    except services.UnableToCompute as error:
        messages.error(request, str(error))
        return redirect("reports:results", programme_id)
    return redirect("jobs:job", job.id)
