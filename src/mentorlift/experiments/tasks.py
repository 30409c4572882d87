"""Background work of this room: the analysis."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from mentorlift.accounts import renaming
from mentorlift.draws.models import Draw
from mentorlift.draws.verification import verify_draw
from mentorlift.experiments import gather, watching
from mentorlift.experiments.early_letters import letters_of
from mentorlift.experiments.events import EventOnWeeks, events_of
from mentorlift.experiments.exception_page import counted
from mentorlift.experiments.frozen import check_plan
from mentorlift.experiments.mentors import measured_mentor_sales
from mentorlift.experiments.models import Deviation, Ledger
from mentorlift.experiments.queries import watched_programmes
from mentorlift.experiments.rules import settled
from mentorlift.experiments.services import UnableToCompute, keep_analysis, refuse_when_deleted
from mentorlift.experiments.spent import mentor_rate, minutes_of
from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.jobs.services import enqueue
from mentorlift.mentorships.models import Session
from mentorlift.mentorships.queries.circles import meets_in_circles
from mentorlift.people.queries import leave_file, organisation_day
from mentorlift.programmes.letters import put
from mentorlift.programmes.models import EarlyStart, Programme

if TYPE_CHECKING:
    from mentorlift.experiments.compute import Computed
    from mentorlift.science.effects.money import Costs

STEPS = 5


@job("experiments.tell_early_start", title=gettext_lazy("Telling those who start early"))
def tell_early_start(run: JobRun, *, cohort_id: str) -> None:
    """Write to the managers and then to their people, in one transaction; a repetition writes nobody twice."""
    early = EarlyStart.objects.select_related("cohort__programme").get(cohort_id=UUID(cohort_id))
    written = letters_of(early, now=run.now, actor_id=run.requested_by)
    with run.finishing() as result:
        for one in written:
            put(one)
        result["written"] = len(written)


@job("experiments.analyse", title=gettext_lazy("Computing the answer"))
def analyse(run: JobRun, *, programme_id: str) -> None:
    """Gathers list, draws, meetings and figures, runs the plan over them and keeps the answer, once."""
    programme = Programme.objects.get(id=UUID(programme_id))
    refuse_when_deleted(programme)
    draws = list(Draw.objects.filter(cohort__programme=programme).select_related("cohort__programme", "preparation"))
    run.progress(0, STEPS, _("checking the draws"))
    _check(draws)
    check_plan(programme, draws)
    with TemporaryDirectory() as name:
        folder = Path(name)
        run.progress(1, STEPS, _("gathering who met and who stayed"))
        lines = gather.roster_lines(draws)
        plan = gather.write_plan(folder / "plan.toml", programme)
        gather.write_roster(folder / "roster.csv", lines, groups=settled(plan.plan_toml)["groups"])
        gather.write_draws(folder / "draw.json", programme, lines)
        run.progress(2, STEPS, _("estimating every question"))
        computed = _computed(folder, programme, draws)
    run.progress(4, STEPS, _("drawing the pictures"))
    events = events_of(programme)
    computed.results["outside_events"] = [one.row for one in events]
    computed.results["exceptions"] = counted(programme).row
    pictures = _pictures(computed, events)
    with run.finishing() as result:
        kept = keep_analysis(
            programme=programme, computed=computed, pictures=pictures, actor_id=run.requested_by, now=run.now
        )
        result.update({"analysis": str(kept.id), "url": reverse("reports:results", args=[programme.id])})


@job("experiments.look_for_harm", title=gettext_lazy("Looking for signs of harm"))
def look_for_harm(run: JobRun, *, programme_id: str) -> None:
    """Looks once and keeps what may be said; no figure leaves this function."""
    programme = Programme.objects.get(id=UUID(programme_id))
    run.progress(0, 2, _("comparing those who have completed the first window"))
    watched = watching.look(programme)
    run.progress(1, 2)
    with run.finishing() as result:
        watching.keep_look(programme=programme, watched=watched, actor_id=run.requested_by, now=run.now)
        result["url"] = reverse("experiments:harm", args=[programme.id])


@job("experiments.watch", title=gettext_lazy("Watch running programmes for harm"), every=timedelta(days=7))
def watch(run: JobRun) -> dict[str, object]:
    """Once a week, one look at each programme that is watched."""
    due = watched_programmes(organisation_day(run.now)).values_list("id", flat=True)
    for programme_id in due:
        key = f"harm:{programme_id}:{organisation_day(run.now)}"
        enqueue("experiments.look_for_harm", now=run.now, key=key, programme_id=str(programme_id))
    return {"programmes": len(due)}


def _check(draws: list[Draw]) -> None:
    if not draws:
        raise UnableToCompute(_("Nobody has been drawn in this programme, so there is nothing to compare."))
    for draw in draws:
        if not verify_draw(draw).verifies:
            raise UnableToCompute(
                _("The draw of %(intake)s does not verify. Look at its page, which names who moved.")
                % {"intake": draw.cohort.name}
            )


def _computed(folder: Path, programme: Programme, draws: list[Draw]) -> "Computed":
    from mentorlift.experiments.compute import compute

    ledger = Ledger.objects.filter(programme=programme).first()
    figures = gather.write_outcomes(folder)
    computed = compute(
        folder,
        outcomes=figures,
        draw=folder / "draw.json",
        leave=leave_file(folder),
        deviations=list(Deviation.objects.filter(programme=programme).values_list("text", flat=True)),
        costs=_costs(programme, ledger) if ledger else None,
        mentor_sales=lambda plan: measured_mentor_sales(
            draws, folder / "outcomes.parquet", metric=plan.primary, confidence=plan.confidence
        ),
    )
    if ledger and computed.money and "cost" in computed.money:
        computed.money["lines"] = _lines(ledger, computed.money["cost"])
    return computed


def _costs(programme: Programme, ledger: Ledger) -> "Costs":
    """Both people's hours of every meeting that was planned and not dropped, at the ledger's price."""
    from mentorlift.science.effects.money import Costs

    planned = Session.objects.filter(pair__programme=programme, dropped_at=None).select_related("pair")
    minutes = minutes_of(planned, in_circles=meets_in_circles(programme))
    hours = (minutes.proteges + minutes.mentors) / 60
    cost = (minutes.proteges * float(ledger.hour_cost) + minutes.mentors * float(mentor_rate(ledger))) / 60
    return Costs(
        margin=float(ledger.margin),
        commission=float(ledger.commission),
        mentor_hours=hours,
        hour_cost=cost / hours if hours else float(ledger.hour_cost),  # over both sides
        fixed=float(ledger.training + ledger.lunches + ledger.licences + ledger.fixed),
        replacement_low=float(ledger.replacement_low),
        replacement=float(ledger.replacement),
        replacement_high=float(ledger.replacement_high),
    )


def _lines(ledger: Ledger, cost: float) -> dict[str, float]:
    """The entered cost by what it was for; what is not a line of its own are the hours."""
    entered = {name: float(getattr(ledger, name)) for name in ("training", "lunches", "licences", "fixed")}
    return {"hours": cost - sum(entered.values()), **entered}


def _pictures(computed: "Computed", events: list[EventOnWeeks]) -> dict[str, dict[str, dict[str, str]]]:
    """By language: a picture holds its words, and whoever reads it may read another language than who asked for it."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code), renaming.as_written():
            found[code] = _drawn(computed, events)
    return found


def _drawn(computed: "Computed", events: list[EventOnWeeks]) -> dict[str, dict[str, str]]:
    from mentorlift.experiments.pictures import draw_pictures, first_branch

    rows = computed.results["estimates"]
    return draw_pictures(
        rows,
        computed.curves,
        first_branch(rows),
        doubts=computed.results["doubts"],
        paid=computed.money,
        currency=computed.results["currency"] or "EUR",
        events=events,
    )
