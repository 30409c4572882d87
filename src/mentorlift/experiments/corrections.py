"""Late corrections: an answer whose window they touch is computed again, and what that changed can be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext_lazy

from mentorlift.experiments.models import Analysis
from mentorlift.experiments.rules import settled
from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.jobs.services import enqueue
from mentorlift.outcomes.queries import FileChange, file_changes
from mentorlift.programmes.models import Cohort, FrozenPlan, Programme

SPLIT = frozenset({"revenue", "calls", "sales"})  # what a gain is split into, where the figures have them
KEY = ("question", "branch", "arm", "outcome", "window", "at", "scale", "unit")
SAID = ("estimate", "ci_low", "ci_high", "not_estimable")
HEAVY = ("pictures", "curves", "money")


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One figure before and after; None where it was not asked, or is not any more."""

    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What the newest computation changed since the one before it. `files` are cut to the days of the programme."""

    before: Analysis
    after: Analysis
    moved: list[Moved]
    same: int
    files: list[FileChange]

    @property
    def new(self) -> int:
        """Person-days that were not there before."""
        return sum(sum(change.new.values()) for change in self.files)

    @property
    def corrected(self) -> int:
        """Person-days that read otherwise now."""
        return sum(sum(change.corrected.values()) for change in self.files)

    @property
    def days(self) -> list[date]:
        """Days on which anything differs, in order."""
        return sorted({day for change in self.files for day in (*change.new, *change.corrected)})


def changes(analysis: Analysis) -> Changes | None:
    """The analysis beside the one before it; None for a first one."""
    before = previous(analysis)
    if before is None:
        return None
    moved, same = compared(before.results["estimates"], analysis.results["estimates"])
    files = touching(analysis.programme, since=before.computed_at, until=analysis.computed_at)
    return Changes(before=before, after=analysis, moved=moved, same=same, files=files)


def previous(analysis: Analysis) -> Analysis | None:
    """The computation before this one, without its pictures."""
    earlier = Analysis.objects.filter(programme=analysis.programme_id, computed_at__lt=analysis.computed_at)
    return earlier.defer(*HEAVY).first()


def compared(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> tuple[list[Moved], int]:
    """Figures that differ in value, interval or reason, in the order of the newer ones; and how many are the same."""
    old = {_key(row): row for row in before}
    new = {_key(row): row for row in after}
    pairs = [Moved(before=old.get(key), after=row) for key, row in new.items()]
    pairs += [Moved(before=row, after=None) for key, row in old.items() if key not in new]
    moved = [pair for pair in pairs if _said(pair.before) != _said(pair.after)]
    return moved, len(pairs) - len(moved)


def touching(programme: Programme, *, since: datetime, until: datetime | None = None) -> list[FileChange]:
    """Files that changed a figure of the plan on a day of the programme's windows, cut to those days."""
    plan = FrozenPlan.objects.filter(programme=programme).first()
    first = Cohort.objects.filter(programme=programme, draw__isnull=False).aggregate(first=Min("starts_on"))["first"]
    if plan is None or first is None:
        return []
    choices = settled(plan.plan_toml)
    asked = {choices["metric"], *choices["secondary"]} | SPLIT
    cut = (
        _within(change, first, plan.answer_due_on)
        for change in file_changes(since=since, until=until)
        if change.metrics & asked
    )
    return [change for change in cut if change.new or change.corrected]


def ask_again(*, now: datetime) -> int:
    """Asks for the analysis of every programme that has an answer older than a change in its windows, once a change."""
    answered = Analysis.objects.values("programme").annotate(last=Max("computed_at")).values_list("programme", "last")
    asked = 0
    for programme in Programme.objects.filter(id__in=[one for one, _last in answered]):
        found = touching(programme, since=dict(answered)[programme.id])
        if found:
            key = f"experiments.again:{programme.id}:{max(change.at for change in found).isoformat()}"
            enqueue("experiments.analyse", now=now, key=key, programme_id=str(programme.id))
            asked += 1
    return asked


@job("experiments.corrections", every=timedelta(minutes=10), title=gettext_lazy("Looking for late corrections"))
def corrections(run: JobRun) -> dict[str, int]:
    """The sweep of this room over what the files of figures changed."""
    return {"asked": ask_again(now=run.now)}


def _within(change: FileChange, first: date, end: date) -> FileChange:
    return FileChange(
        import_id=change.import_id,
        file_name=change.file_name,
        at=change.at,
        taken_back=change.taken_back,
        metrics=change.metrics,
        new={day: n for day, n in change.new.items() if first <= day < end},
        corrected={day: n for day, n in change.corrected.items() if first <= day < end},
    )


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in KEY)


def _said(row: Mapping[str, Any] | None) -> tuple[Any, ...] | None:
    return None if row is None else tuple(row.get(name) for name in SAID)
