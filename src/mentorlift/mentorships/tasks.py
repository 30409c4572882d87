"""What falls due in this room without anybody asking."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.people.queries import organisation_day


@job("mentorships.sweep", every=timedelta(minutes=15), title=_("Closing pairs of people who left"))
def sweep(run: JobRun) -> dict[str, object]:
    """Close pairs of people who left and of programmes that ended; empty the sheets of the erased."""
    from mentorlift.mentorships.services.endings import close_pairs_of_ended_programmes, close_pairs_of_leavers
    from mentorlift.mentorships.services.erasure import remove_texts_of_erased
    from mentorlift.mentorships.services.informal import end_talks_of_leavers

    today = organisation_day(run.now)
    return {
        "left": close_pairs_of_leavers(now=run.now, today=today),
        "closed": close_pairs_of_ended_programmes(now=run.now),
        "talks": end_talks_of_leavers(now=run.now, today=today),
        "emptied": remove_texts_of_erased(now=run.now),
    }
