"""The draw in the background, and the letters after it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorlift.draws import services
from mentorlift.draws.letters import draw_values, kind_for
from mentorlift.draws.models import Assignment
from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.programmes.letters import Reader, in_words_of, letter, put, readers_of
from mentorlift.programmes.letters.together import one_instant
from mentorlift.programmes.models import Cohort, Programme
from mentorlift.programmes.queries.briefing import people_hear_from


@job("draws.draw", title=_("Drawing by lot"))
def draw(run: JobRun, *, cohort_id: str, plan_hash: str, public_value: str, today: str) -> dict[str, object] | None:
    """Draw once; a second attempt after a kill finds the first one's draw, or nothing of it."""
    cohort = Cohort.objects.get(id=cohort_id)
    with run.finishing() as result:
        drawn = services.draw_cohort(
            cohort=cohort,
            plan_hash=plan_hash,
            public_value=public_value,
            actor_id=run.requested_by,
            now=run.now,
            today=date.fromisoformat(today),
        )
        result["people"] = drawn.assignments.count()
        result["url"] = reverse("draws:cohort", args=[cohort.programme_id, cohort.id])
    return None


@job("draws.tell", title=_("Telling people how they were drawn"))
def tell(run: JobRun, *, draw_id: str) -> None:
    """Write to everybody drawn, once each: in one transaction, due at one instant. Who has no address is counted."""
    drawn = list(Assignment.objects.filter(draw_id=UUID(draw_id)).select_related("draw__cohort__programme"))
    readers = readers_of([assignment.person_id for assignment in drawn], run.now)
    programme = Programme.objects.get(cohorts__draw__id=draw_id)
    not_before = one_instant(readers.values(), not_before=people_hear_from(programme, readers, now=run.now))
    letters = [
        _letter(assignment, reader, run, not_before)
        for assignment in drawn
        if (reader := readers.get(assignment.person_id))
    ]
    with run.finishing() as result:
        for written in letters:
            put(written)
        result.update(written=len(letters), without_address=len(drawn) - len(letters))


def _letter(assignment: Assignment, reader: Reader, run: JobRun, not_before: datetime) -> dict[str, Any]:
    programme = assignment.draw.cohort.programme
    with in_words_of(reader, programme):
        return letter(
            programme,
            kind_for(assignment),
            reader,
            draw_values(assignment, name=reader.name),
            key=f"draw:{assignment.id}",
            now=run.now,
            actor_id=run.requested_by,
            not_before=not_before,
        )
