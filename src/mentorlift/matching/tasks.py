"""Background work of this room, and what falls due in it without anybody asking."""

from datetime import date, timedelta
from functools import partial
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import actor_of
from mentorlift.accounts.models import User
from mentorlift.jobs.registry import job
from mentorlift.jobs.run import JobRun
from mentorlift.matching.engine_words import what_and_remedy
from mentorlift.matching.messages import tell_choosers
from mentorlift.matching.models import Choosing, Draft, Group, Trial
from mentorlift.matching.queries.pool import Obstacle, Unmatchable, first_day, matched_on, pool_of, waiting_people
from mentorlift.matching.queries.rotation import plan_of
from mentorlift.matching.queries.trials import work_out
from mentorlift.matching.services.drafts import keep_draft, refuse_draft
from mentorlift.matching.services.passing_on import pass_on_overdue, remove_lines_of_erased, settle_impossible
from mentorlift.matching.services.publish import publish
from mentorlift.matching.services.rotation import keep_plan
from mentorlift.matching.services.trials import keep_faults, keep_trial, why_not
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.role_words import shape_of

AT_ONCE = 50  # letters between two signs of life


@job("matching.run", title=_("Working out a draft of pairs"))
def run_draft(run: JobRun, *, draft_id: str) -> dict[str, str] | None:
    """Work out a draft. Repeated after a kill it starts anew; what it writes counts once."""
    from mentorlift.science.assignment.answer import answer
    from mentorlift.science.assignment.fairness import fairness
    from mentorlift.science.assignment.limits import NotWorkedOut

    draft = Draft.objects.select_related("cohort__programme", "policy").get(id=draft_id)
    leads_to = reverse("matching:draft", args=[draft.id])
    if draft.computed_at is not None:
        return {"url": leads_to}
    run.progress(0, 3, str(_("Reading people and places")))
    starts_on = first_day(draft.cohort, draft.group)
    assert starts_on is not None
    if shape_of(draft.cohort.programme.template).rotates:
        run_rotation(run, draft)
        return None
    try:
        policy, pool, digest = pool_of(draft, on=max(starts_on, organisation_day(run.now)))
        run.progress(1, 3, str(_("Weighing every pair")))
        found = answer(policy, pool)
        fair = fairness(policy, pool, found)
    except (Unmatchable, OverflowError, NotWorkedOut) as error:
        with run.finishing() as result:
            refuse_draft(draft=draft, obstacles=obstacles(error), now=run.now)
            result["url"] = leads_to
        return None
    run.progress(2, 3, str(_("Writing down the reasons")))
    with run.finishing() as result:
        keep_draft(draft=draft, policy=policy, found=found, fair=fair, pool_digest=digest, now=run.now)
        result["url"] = leads_to
    return None


@job("matching.publish", title=_("Publishing pairs"))
def run_publish(run: JobRun, *, draft_id: str, protege_ids: list[str] | None, starts_on: str) -> None:
    """Publish hundreds of pairs, all or none. Stopped before it writes, nothing of it is kept."""
    draft = Draft.objects.select_related("cohort__programme", "policy").get(id=draft_id)
    ids = None if protege_ids is None else [UUID(one) for one in protege_ids]
    run.progress(0, 2, str(_("Checking every pair as things are now")))
    actor = actor_of(User.objects.get(id=run.requested_by))
    with run.finishing() as result:
        opened = publish(
            draft=draft, protege_ids=ids, starts_on=date.fromisoformat(starts_on), actor=actor, now=run.now
        )
        result.update(url=reverse("matching:draft", args=[draft.id]), pairs=len(opened))


def run_rotation(run: JobRun, draft: Draft) -> None:
    """The same for pairs that change every week."""
    from mentorlift.science.assignment.limits import NotWorkedOut

    leads_to = reverse("matching:draft", args=[draft.id])
    try:
        run.progress(1, 3, str(_("Planning week after week")))
        plan = plan_of(draft, today=organisation_day(run.now))
    except (Unmatchable, OverflowError, NotWorkedOut) as error:
        with run.finishing() as result:
            refuse_draft(draft=draft, obstacles=obstacles(error), now=run.now)
            result["url"] = leads_to
        return
    with run.finishing() as result:
        keep_plan(draft=draft, plan=plan, now=run.now)
        result["url"] = leads_to


@job("matching.what_if", title=_("Working out who would move"))
def run_what_if(run: JobRun, *, trial_id: str) -> dict[str, str] | None:
    """Answer one question that takes longer. Repeated after a kill it starts anew; what it writes counts once."""
    from mentorlift.science.assignment.limits import NotWorkedOut
    from mentorlift.science.assignment.result import Refused

    found = Trial.objects.filter(id=trial_id).select_related("draft__cohort__programme", "draft__policy")
    trial = found.first()
    if trial is None:  # many were asked since, and this one was let go
        return None
    leads_to = reverse("matching:trial", args=[trial.id])
    if trial.computed_at is not None:
        return {"url": leads_to}
    run.progress(0, 2, str(_("Reading people and places")))
    try:
        answer, is_fresh = work_out(trial, today=organisation_day(run.now), tell=partial(run.progress, 1, 2))
    except (Unmatchable, OverflowError, Refused, NotWorkedOut) as error:
        with run.finishing() as result:
            keep_faults(trial=trial, faults=why_not(error), now=run.now)
            result["url"] = leads_to
        return None
    with run.finishing() as result:
        keep_trial(trial=trial, found=answer, is_fresh=is_fresh, now=run.now)
        result["url"] = leads_to
    return None


def obstacles(error: Unmatchable | OverflowError | ValueError) -> list[Obstacle]:
    """What stood in the way, in one shape."""
    if isinstance(error, Unmatchable):
        return error.obstacles
    what, remedy = what_and_remedy(error)
    return [Obstacle("", "", what, remedy)]


@job("matching.tell_choosers", title=_("Asking protégés to choose a mentor"))
def write_to_choosers(run: JobRun, *, choosing_id: str) -> dict[str, int]:
    """Write to everybody who can choose; a repetition writes nobody twice."""
    choosing = Choosing.objects.select_related("cohort__programme").get(id=choosing_id)
    on = matched_on(choosing.cohort, Group.NOW, today=organisation_day(run.now))
    people = list(waiting_people(choosing.cohort, Group.NOW, on=on).values_list("person_id", flat=True))
    written = 0
    for start in range(0, len(people), AT_ONCE):
        run.progress(start, len(people))
        if choosing.closed_at is None:
            part = people[start : start + AT_ONCE]
            written += tell_choosers(choosing, part, now=run.now, actor_id=run.requested_by)
    return {"written": written, "without_address": len(people) - written}


@job("matching.requests", every=timedelta(minutes=15), title=_("Passing on requests that nobody answered"))
def sweep_requests(run: JobRun) -> dict[str, object]:
    """Pass on what is overdue, end what cannot be any more, and empty the lines of the erased."""
    today = organisation_day(run.now)
    return {
        "passed_on": pass_on_overdue(now=run.now, today=today),
        "ended": settle_impossible(now=run.now, today=today),
        "emptied": remove_lines_of_erased(now=run.now),
    }
