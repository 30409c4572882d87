"""Ask for a draft, and keep what was worked out."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.jobs.services import enqueue
from mentorlift.matching.models import Draft, DraftPair, DraftUnplaced, Group, MatchPolicy
from mentorlift.matching.policies import may_match
from mentorlift.matching.queries.pool import Obstacle, first_day, people_to_match
from mentorlift.matching.services.faults import UnableToDraft, refuse_when_ended, refuse_while_choosing
from mentorlift.programmes.models import Cohort

if TYPE_CHECKING:
    from mentorlift.science.assignment.policy import Policy
    from mentorlift.science.assignment.result import Matching
    from mentorlift.science.assignment.unplaced import Unplaced


def ask_for_draft(*, cohort: Cohort, group: str, policy: MatchPolicy, actor: Actor, now: datetime) -> Draft:
    """Number a draft and have it worked out in the background. Raises UnableToDraft."""
    if not may_match(actor):
        raise UnableToDraft([_("Only a programme manager can match people.")])
    refuse_when_ended(cohort.programme, UnableToDraft)
    starts_on = first_day(cohort, Group(group))
    if starts_on is None:
        raise UnableToDraft([_("Those drawn for later have no first day in this round. Give them one first.")])
    if not people_to_match(cohort, group, on=starts_on):
        raise UnableToDraft([_("Nobody waits for a mentor here: the draw comes first, and pairs that exist stay.")])
    with transaction.atomic():
        Cohort.objects.select_for_update().get(id=cohort.id)
        refuse_while_choosing(cohort, group, UnableToDraft)
        last = Draft.objects.filter(cohort=cohort, group=group).aggregate(most=Max("number"))["most"] or 0
        draft = Draft.objects.create(
            cohort=cohort, group=group, number=last + 1, policy=policy, asked_at=now, asked_by=actor.user_id
        )
        job = enqueue("matching.run", now=now, requested_by=actor.user_id, draft_id=str(draft.id))
        draft.job_id = job.id
        draft.save(update_fields=["job_id"])
        record(
            actor_id=actor.user_id,
            action="matching.ask_for_draft",
            subject=f"draft:{draft.id}",
            now=now,
            ids={"cohort": cohort.id, "number": draft.number, "policy": policy.id},
        )
    return draft


def keep_draft(*, draft: Draft, policy: "Policy", found: "Matching", pool_digest: str, now: datetime) -> None:
    """Store pairs, reasons and proof, inside the job's finishing transaction."""
    from mentorlift.files.pairs import as_json

    proof = found.certificate
    best = round(sum(criterion.weight for criterion in policy.criteria) * proof.scale)
    DraftPair.objects.bulk_create(
        DraftPair(
            draft=draft,
            protege_id=UUID(pair.protege),
            mentor_id=UUID(pair.mentor),
            score=pair.score,
            best=best,
            parts=[asdict(part) for part in pair.parts],
            locked=pair.pinned,
            runner_up_id=UUID(pair.runner_up) if pair.runner_up else None,
            runner_up_less=pair.runner_up_less,
            runner_up_cost=pair.runner_up_cost,
            runner_up_unplaces=pair.runner_up_unplaces,
            probability=pair.probability,
        )
        for pair in found.pairs
    )
    DraftUnplaced.objects.bulk_create(
        DraftUnplaced(draft=draft, person_id=UUID(one.person), role=one.role, facts=unplaced_facts(one))
        for one in found.unplaced
    )
    draft.certificate = as_json(proof)
    draft.pool_digest = pool_digest
    draft.computed_at = now
    draft.save(update_fields=["certificate", "pool_digest", "computed_at"])
    record(
        actor_id=draft.asked_by,
        action="matching.keep_draft",
        subject=f"draft:{draft.id}",
        now=now,
        ids={"pairs": len(found.pairs), "unplaced": len(found.unplaced)},
        digests={"pool": pool_digest, "policy": draft.policy.digest},
    )


def refuse_draft(*, draft: Draft, obstacles: list[Obstacle], now: datetime) -> None:
    """Keep why a draft could not be worked out."""
    draft.faults = [obstacle.as_json() for obstacle in obstacles]
    draft.computed_at = now
    draft.save(update_fields=["faults", "computed_at"])
    record(
        actor_id=draft.asked_by,
        action="matching.refuse_draft",
        subject=f"draft:{draft.id}",
        now=now,
        ids={"obstacles": len(obstacles)},
    )


def unplaced_facts(one: "Unplaced") -> dict[str, object]:
    """What binds, as JSON; a pair forbidden by hand is no reason anybody is told, so it keeps no names."""
    return {
        "others": one.others,
        "allowed": one.allowed,
        "free": one.free,
        "places": one.places,
        "barred": [
            {
                "kind": b.rule.kind,
                "field": getattr(b.rule, "field", ""),
                "at_least": getattr(b.rule, "at_least", None),
                "people": b.people,
                "opens": b.free_but_for_this,
            }
            for b in one.barred
        ],
    }
