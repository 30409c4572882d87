"""What if: ask who would move, at once where that takes a moment, else in the background."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.files.said import said
from mentorlift.jobs.services import enqueue
from mentorlift.matching.engine_words import what_and_remedy
from mentorlift.matching.models import Draft, Trial
from mentorlift.matching.policies import may_match
from mentorlift.matching.queries.pool import Obstacle, Unmatchable, matched_on, mentors_here, waiting_people
from mentorlift.matching.queries.trials import work_out
from mentorlift.matching.rules import content_of
from mentorlift.matching.services.choosing import choose_mentor
from mentorlift.matching.services.drafts import ask_for_draft
from mentorlift.matching.services.faults import UnableToTry, refuse_when_ended
from mentorlift.matching.services.policies import policy_faults, write_policy
from mentorlift.programmes.role_words import shape_of

if TYPE_CHECKING:
    from mentorlift.science.assignment.what_if import WhatIf

AT_ONCE = 600_000  # possible pairs answered in the request itself
CIRCLES_AT_ONCE = 200  # of circles
MOST_KEPT = 20  # of a draft; older ones go


def ask_what_if(
    *, draft: Draft, toml: str, actor: Actor, now: datetime, today: date, two: tuple[UUID, UUID] | None = None
) -> Trial:
    """Who would move from `draft` if `toml` were its policy, or if `two` (protégé, mentor) were kept together.

    Raises UnableToTry with every fault.
    """
    if not may_match(actor):
        raise UnableToTry([_("Only a programme manager can match people.")])
    refuse_when_ended(draft.cohort.programme, UnableToTry)
    if not draft.is_computed:
        raise UnableToTry([_("This draft has no pairs to begin from.")])
    if draft.rotates:
        raise UnableToTry([_("Of pairs that change every week a new draft says what would change.")])
    if faults := policy_faults(toml, shape_of(draft.cohort.programme.template)):
        raise UnableToTry(faults)
    with transaction.atomic():
        old = Trial.objects.filter(draft=draft).order_by("-asked_at", "id")[MOST_KEPT - 1 :]
        Trial.objects.filter(id__in=list(old.values_list("id", flat=True))).delete()
        trial = Trial.objects.create(
            draft=draft,
            toml=toml,
            protege_id=two[0] if two else None,
            mentor_id=two[1] if two else None,
            asked_at=now,
            asked_by=actor.user_id,
        )
        record(
            actor_id=actor.user_id,
            action="matching.ask_what_if",
            subject=f"draft:{draft.id}",
            now=now,
            ids={"trial": trial.id},
        )
        if is_long(draft, toml, today=today):
            job = enqueue("matching.what_if", now=now, requested_by=actor.user_id, trial_id=str(trial.id))
            trial.job_id = job.id
            trial.save(update_fields=["job_id"])
            return trial
    answer_trial(trial=trial, today=today, now=now)
    return trial


def is_long(draft: Draft, toml: str, *, today: date) -> bool:
    """Whether an answer under the policy `toml` would keep somebody waiting."""
    on = matched_on(draft.cohort, draft.group, today=today)
    at_once = AT_ONCE if content_of(toml).circle is None else CIRCLES_AT_ONCE
    proteges = waiting_people(draft.cohort, draft.group, on=on).count()
    return proteges * mentors_here(draft.cohort, on=on).count() > at_once


def answer_trial(*, trial: Trial, today: date, now: datetime) -> None:
    """Work a trial out and keep the answer, or why there is none."""
    from mentorlift.science.assignment.limits import NotWorkedOut
    from mentorlift.science.assignment.result import Refused

    try:
        found, is_fresh = work_out(trial, today=today)
    except (Unmatchable, OverflowError, Refused, NotWorkedOut) as error:
        keep_faults(trial=trial, faults=why_not(error), now=now)
        return
    keep_trial(trial=trial, found=found, is_fresh=is_fresh, now=now)


def why_not(error: Exception) -> list[Obstacle]:
    """What stands in the way of an answer."""
    if isinstance(error, Unmatchable):
        return error.obstacles
    what, remedy = what_and_remedy(error)
    return [Obstacle("", "", what, remedy or said("change the weights"))]


def keep_trial(*, trial: Trial, found: "WhatIf", is_fresh: bool, now: datetime) -> None:
    """Store who would move; `is_fresh`: both sides were worked out anew, since something changed after the draft."""
    trial.result = {
        "pairs_before": found.pairs_before,
        "pairs_after": found.pairs_after,
        "as_it_is": [found.as_it_is.before, found.as_it_is.after, found.as_it_is.scale],
        "as_changed": [found.as_changed.before, found.as_changed.after, found.as_changed.scale],
        "moved": len(found.moved),
        "newly_placed": len(found.newly_placed),
        "newly_unplaced": len(found.newly_unplaced),
        "is_fresh": is_fresh,
    }
    trial.moves = [[move.protege, move.before, move.after] for move in found.moves]
    trial.computed_at = now
    trial.save(update_fields=["result", "moves", "computed_at"])


def keep_faults(*, trial: Trial, faults: list[Obstacle], now: datetime) -> None:
    """Store why there is no answer."""
    trial.faults = [fault.as_json() for fault in faults]
    trial.computed_at = now
    trial.save(update_fields=["faults", "computed_at"])


def make_draft_of(*, trial: Trial, actor: Actor, now: datetime, today: date) -> Draft:
    """The answer as a draft: the two are locked, or the changed policy becomes the next version. Raises what
    `choose_mentor`, `write_policy` and `ask_for_draft` raise; then nothing is kept."""
    draft = trial.draft
    on = matched_on(draft.cohort, draft.group, today=today)
    if trial.protege_id is not None:
        return choose_mentor(
            draft=draft, protege_id=trial.protege_id, mentor_id=trial.mentor_id, on=on, actor=actor, now=now
        )
    with transaction.atomic():
        policy = write_policy(programme=draft.cohort.programme, toml=trial.toml, actor=actor, now=now)
        return ask_for_draft(cohort=draft.cohort, group=draft.group, policy=policy, actor=actor, now=now)
