"""What is due goes by itself."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun


@job("keeping.sweep", every=timedelta(hours=6), title=_("Deleting what has been kept long enough"))
def sweep(run: JobRun) -> dict[str, object]:
    """Delete what is due of every kind; a repetition finds nothing more."""
    from mentorlift.keeping.services import sweep as sweep_all

    return dict(sweep_all(now=run.now))
