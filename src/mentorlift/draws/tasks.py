"""The draw in the background, and the letters after it."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from mentorlift.accounts.models import User
from mentorlift.draws import services
from mentorlift.draws.letters import draw_letter
from mentorlift.draws.models import Assignment
from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.notifications.services import send
from mentorlift.people.models import Identity
from mentorlift.programmes.models import Cohort

_STEP = 20  # letters between two signs of life


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
def tell(run: JobRun, *, draw_id: str) -> dict[str, int]:
    """Write to everybody drawn, once each; people without an address are counted."""
    drawn = list(Assignment.objects.filter(draw_id=UUID(draw_id)).select_related("draw__cohort__programme"))
    people = [assignment.person_id for assignment in drawn]
    languages = dict(User.objects.filter(person_id__in=people).values_list("person_id", "language"))
    known = {row.person_id: row for row in Identity.objects.filter(person_id__in=people)}
    sent = 0
    for number, assignment in enumerate(drawn):
        if number % _STEP == 0:
            run.progress(number, len(drawn))
        reader = known.get(assignment.person_id)
        if reader is None or not reader.email:
            continue
        with override(languages.get(assignment.person_id, settings.LANGUAGE_CODE)):
            subject, body = draw_letter(assignment, name=reader.name)
        send(
            key=f"draw:{assignment.id}",
            to=reader.email,
            subject=subject,
            body=body,
            now=run.now,
            actor_id=run.requested_by,
        )
        sent += 1
    return {"written": sent, "without_address": len(drawn) - sent}
