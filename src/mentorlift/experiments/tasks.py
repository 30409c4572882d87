"""Background work of this room: the analysis."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.draws.models import Draw
from mentorlift.draws.verification import verify_draw
from mentorlift.experiments import gather
from mentorlift.experiments.frozen import check_plan
from mentorlift.experiments.models import Deviation, Ledger
from mentorlift.experiments.services import UnableToCompute, keep_analysis
from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.mentorships.models import Session
from mentorlift.people.queries import leave_file
from mentorlift.programmes.models import Programme

if TYPE_CHECKING:
    from mentorlift.experiments.compute import Computed
    from mentorlift.science.effects.money import Costs

STEPS = 5


@job("experiments.analyse", title=gettext_lazy("Computing the answer"))
def analyse(run: JobRun, *, programme_id: str) -> None:
    """Gathers list, draws, meetings and figures, runs the plan over them and keeps the answer, once."""
    programme = Programme.objects.get(id=UUID(programme_id))
    draws = list(Draw.objects.filter(cohort__programme=programme).select_related("cohort__programme", "preparation"))
    run.progress(0, STEPS, _("checking the draws"))
    _check(draws)
    check_plan(programme, draws)
    with TemporaryDirectory() as name:
        folder = Path(name)
        run.progress(1, STEPS, _("gathering who met and who stayed"))
        lines = gather.roster_lines(draws)
        gather.write_roster(folder / "roster.csv", lines)
        gather.write_draws(folder / "draw.json", programme, lines)
        gather.write_plan(folder / "plan.toml", programme)
        run.progress(2, STEPS, _("estimating every question"))
        computed = _computed(folder, programme)
    run.progress(4, STEPS, _("drawing the pictures"))
    pictures = _pictures(computed.results, computed.curves)
    with run.finishing() as result:
        kept = keep_analysis(
            programme=programme, computed=computed, pictures=pictures, actor_id=run.requested_by, now=run.now
        )
        result.update({"analysis": str(kept.id), "url": reverse("reports:results", args=[programme.id])})


def _check(draws: list[Draw]) -> None:
    if not draws:
        raise UnableToCompute(_("Nobody has been drawn in this programme, so there is nothing to compare."))
    for draw in draws:
        if not verify_draw(draw).verifies:
            raise UnableToCompute(
                _("The draw of %(intake)s does not verify. Look at its page, which names who moved.")
                % {"intake": draw.cohort.name}
            )


def _computed(folder: Path, programme: Programme) -> "Computed":
    from mentorlift.experiments.compute import compute

    return compute(
        folder,
        outcomes=gather.write_outcomes(folder),
        draw=folder / "draw.json",
        leave=leave_file(folder),
        deviations=list(Deviation.objects.filter(programme=programme).values_list("text", flat=True)),
        costs=_costs(programme),
    )


def _costs(programme: Programme) -> "Costs | None":
    """Both people's hours of every meeting that was planned and not dropped, at the ledger's price."""
    from mentorlift.science.effects.money import Costs

    ledger = Ledger.objects.filter(programme=programme).first()
    if ledger is None:
        return None
    minutes = sum(Session.objects.filter(pair__programme=programme, dropped_at=None).values_list("minutes", flat=True))
    return Costs(
        margin=float(ledger.margin),
        mentor_hours=2 * minutes / 60,
        hour_cost=float(ledger.hour_cost),
        fixed=float(ledger.fixed),
        replacement=float(ledger.replacement),
    )


def _pictures(results: dict[str, Any], curves: dict[str, Any]) -> dict[str, dict[str, str]]:
    from mentorlift.experiments.pictures import draw_pictures, first_branch

    rows = results["estimates"]
    return draw_pictures(rows, curves, first_branch(rows))
