"""The share of this room in what is held on a person."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from mentorlift.experiments.models import Crossover
from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.keeping.own import Gatherer, Part, Whose, register_gatherer
from mentorlift.programmes.services.erasure import NOTHING


def register() -> None:
    """Called in ExperimentsConfig.ready."""
    register_gatherer(Gatherer("experiments", 60, _crossed))


def _crossed(whose: Whose, _now: datetime) -> list[Part]:
    """Drawn for later and mentored all the same."""
    if whose.person_id is None:
        return []
    found = Crossover.objects.filter(person=whose.person_id).select_related("cohort__programme")
    columns = (("programme", _("programme")), ("from", _("from")), ("reason", _("reason")), ("at", _("when")))
    rows = [(one.cohort.programme.name, one.starts_on, one.reason, one.at) for one in found]
    return [Part("crossed", _("A mentor earlier than drawn"), columns, rows)]


@job("experiments.sweep", every=timedelta(hours=1), title=_("Emptying reasons about people who were erased"))
def sweep(run: JobRun) -> dict[str, int]:
    """That somebody was given a mentor against the draw, and from when, stays for the results; why does not."""
    about_gone = Crossover.objects.filter(person__identity__isnull=True).exclude(reason=NOTHING)
    return {"emptied": about_gone.update(reason=NOTHING)}
