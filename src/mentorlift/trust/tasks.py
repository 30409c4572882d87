"""What falls due in this room without anybody asking."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.people.queries import organisation_day


@job("trust.sweep", every=timedelta(hours=6), title=_("Looking whether trusted contacts are outside the line"))
def sweep(run: JobRun) -> dict[str, object]:
    """Warn where the organisation chart changed. How much was deleted of the erased is told to nobody."""
    from mentorlift.trust.services import remove_of_erased, warn_of_changed_lines

    remove_of_erased()
    return {"in_line": warn_of_changed_lines(now=run.now, today=organisation_day(run.now))}
