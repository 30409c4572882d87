"""Background work of this room: the letters of a closing."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun

AT_ONCE = 50  # letters between two signs of life


@job("reports.thank", title=_("Thanking everybody and telling what came out"))
def thank(run: JobRun, *, programme_id: str) -> dict[str, int]:
    """Closes the pairs, so that both are asked whether they go on, and writes to everybody; nobody is written to twice.

    All letters carry the moment of the closing, so that both groups read the result in the same minute.
    """
    from mentorlift.mentorships.services.endings import close_pairs_of_ended_programmes
    from mentorlift.programmes.models import Programme
    from mentorlift.reports.closing.letters import groups_of, write_closing_letters

    programme = Programme.objects.select_related("closing").get(id=UUID(programme_id))
    close_pairs_of_ended_programmes(now=run.now)
    people = sorted(groups_of(programme, now=run.now))
    written = 0
    for start in range(0, len(people), AT_ONCE):
        run.progress(start, len(people))
        with transaction.atomic():
            written += write_closing_letters(
                programme, people[start : start + AT_ONCE], now=run.now, actor_id=run.requested_by
            )
    return {"letters": written}
