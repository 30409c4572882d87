"""Background work of this room."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.matching.models import Draft
from mentorlift.matching.queries.pool import Obstacle, Unmatchable, first_day, pool_of
from mentorlift.matching.services.drafts import keep_draft, refuse_draft
from mentorlift.people.queries import organisation_day


@job("matching.run", title=_("Working out a draft of pairs"))
def run_draft(run: JobRun, *, draft_id: str) -> dict[str, str] | None:
    """Work out a draft. Repeated after a kill it starts anew; what it writes counts once."""
    from mentorlift.science.assignment.matching import match
    from mentorlift.science.assignment.result import TooLarge

    draft = Draft.objects.select_related("cohort__programme", "policy").get(id=draft_id)
    leads_to = reverse("matching:draft", args=[draft.id])
    if draft.computed_at is not None:
        return {"url": leads_to}
    run.progress(0, 3, str(_("Reading people and places")))
    starts_on = first_day(draft.cohort, draft.group)
    assert starts_on is not None
    try:
        policy, pool, digest = pool_of(draft, on=max(starts_on, organisation_day(run.now)))
        run.progress(1, 3, str(_("Weighing every pair")))
        found = match(policy, pool)
    except (Unmatchable, OverflowError, TooLarge) as error:
        with run.finishing() as result:
            refuse_draft(draft=draft, obstacles=obstacles(error), now=run.now)
            result["url"] = leads_to
        return None
    run.progress(2, 3, str(_("Writing down the reasons")))
    with run.finishing() as result:
        keep_draft(draft=draft, policy=policy, found=found, pool_digest=digest, now=run.now)
        result["url"] = leads_to
    return None


def obstacles(error: Unmatchable | OverflowError | ValueError) -> list[Obstacle]:
    """What stood in the way, in one shape."""
    if isinstance(error, Unmatchable):
        return error.obstacles
    if isinstance(error, OverflowError):
        return [Obstacle("", "", str(error), str(_("change the weights")))]
    what, _separator, remedy = str(error).partition("; ")
    return [Obstacle("", "", what, remedy)]
