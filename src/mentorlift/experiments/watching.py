"""Looking for harm while a programme runs: ask for it, do it, keep what it says, tell who can stop it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.models import Role, User
from mentorlift.audit.services import record
from mentorlift.draws.models import Draw
from mentorlift.experiments import gather, rules
from mentorlift.experiments.letters import FIGURES, HARM, harm_values
from mentorlift.experiments.models import HarmLook, Sign
from mentorlift.experiments.queries import watched_programmes, worst
from mentorlift.jobs.models import Job
from mentorlift.jobs.services import enqueue
from mentorlift.people.queries import leave_file, organisation_day
from mentorlift.programmes.letters import addressees_of, in_words_of, write
from mentorlift.programmes.models import Programme

if TYPE_CHECKING:
    from mentorlift.science.effects.guardrail import Watched


class UnableToLook(Exception):
    """Nobody looked for harm; the text says why."""


def ask_for_look(*, programme: Programme, actor_id: str, now: datetime) -> Job:
    """Enqueue a look. Raises UnableToLook where there is nothing to watch or the answer itself can be computed."""
    if not watched_programmes(organisation_day(now)).filter(id=programme.id).exists():
        raise UnableToLook(
            _("Only a running programme that was drawn, and whose answer is still to come, is watched for harm.")
        )
    with transaction.atomic():
        job = enqueue("experiments.look_for_harm", now=now, requested_by=actor_id, programme_id=str(programme.id))
        _record("ask_for_look", programme, actor_id, now)
    return job


def look(programme: Programme) -> "list[Watched]":
    """What may be said of each figure and branch today; where the figures cannot be read, that they are not watched."""
    from mentorlift.files.analysis import load_analysis
    from mentorlift.files.faults import Refused
    from mentorlift.science.effects.guardrail import NOT_COMPARABLE, Watched, watch

    draws = list(Draw.objects.filter(cohort__programme=programme).select_related("cohort__programme", "preparation"))
    with TemporaryDirectory() as name:
        folder = Path(name)
        lines = gather.roster_lines(draws)
        gather.write_roster(folder / "roster.csv", lines)
        gather.write_draws(folder / "draw.json", programme, lines)
        plan = gather.write_plan(folder / "plan.toml", programme)
        try:
            loaded = load_analysis(
                folder / "roster.csv",
                gather.write_outcomes(folder),
                folder / "plan.toml",
                folder / "draw.json",
                leave_file(folder),
            )
        except Refused:
            why = _("The figures cannot be read. Look at Outcomes, data quality")
            return [Watched(figure=name, state=NOT_COMPARABLE, looks=0, why=why) for name in FIGURES]
    first, last = rules.calendar(plan.answer_due_on, loaded.plan.late[1], [draw.cohort.starts_on for draw in draws])
    return [
        one
        for branch in loaded.branches.values()
        for one in watch(
            branch.units,
            branch.panels[loaded.plan.primary],
            loaded.plan,
            first_start=first.toordinal(),
            last_start=last.toordinal(),
            share=1 / len(loaded.branches),
        )
    ]


def keep_look(*, programme: Programme, watched: "Iterable[Watched]", actor_id: str, now: datetime) -> HarmLook:
    """Store what a look says. The first time it sees harm in a figure, every programme manager is written to."""
    found = list(watched)
    signs = {name: worst(one.state for one in found if one.figure == name) for name in FIGURES}
    before = HarmLook.objects.filter(programme=programme)
    fresh = [name for name in FIGURES if signs[name] == Sign.HARM and not before.filter(**{name: Sign.HARM}).exists()]
    with transaction.atomic():
        told = _tell(programme, fresh, now) if fresh else []
        kept = HarmLook.objects.create(
            programme=programme,
            at=now,
            by=actor_id,
            why=next((one.why for one in found if one.state == Sign.NOT_COMPARABLE), "")[:300],
            planned_looks=max((one.looks for one in found), default=0),
            told=told,
            **signs,
        )
        _record("keep_look", programme, actor_id, now)
    return kept


def _tell(programme: Programme, figures: list[str], now: datetime) -> list[str]:
    """Write to everybody who can stop the programme; their ids."""
    managers = User.objects.filter(
        is_active=True, granted_roles__role=Role.PROGRAMME_MANAGER, granted_roles__revoked_at=None
    ).distinct()
    told = addressees_of(managers, now)
    for account, me in told.items():
        with in_words_of(me, programme):
            values = harm_values(programme, figures=figures)
            key = f"harm:{programme.id}:{'+'.join(figures)}:{account}"
            write(programme, HARM, me, values, key=key, now=now, actor_id="")
    return list(told)


def _record(verb: str, programme: Programme, actor_id: str, now: datetime) -> None:
    record(actor_id=actor_id, action=f"experiments.{verb}", subject=f"programme:{programme.id}", now=now, digests={})
