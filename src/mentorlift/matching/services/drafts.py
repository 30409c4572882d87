"""Ask for a draft, and keep what was worked out."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.jobs.services import enqueue
from mentorlift.matching.models import Draft, DraftPair, DraftUnplaced, Group, MatchPolicy
from mentorlift.matching.policies import may_match
from mentorlift.matching.queries.pool import Obstacle, first_day, waiting_people
from mentorlift.matching.queries.turns import weeks_ahead
from mentorlift.matching.services.faults import UnableToDraft, refuse_when_ended, refuse_while_choosing
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import Cohort
from mentorlift.programmes.role_words import shape_of

if TYPE_CHECKING:
    from mentorlift.science.assignment.changes import Change
    from mentorlift.science.assignment.fairness import Sheet
    from mentorlift.science.assignment.policy import Policy
    from mentorlift.science.assignment.result import Matching
    from mentorlift.science.assignment.runners_up import RunnerUp
    from mentorlift.science.assignment.unplaced import Unplaced

PRICES = ("protege_prices", "mentor_prices")


def ask_for_draft(*, cohort: Cohort, group: str, policy: MatchPolicy, actor: Actor, now: datetime) -> Draft:
    """Number a draft and have it worked out in the background. Raises UnableToDraft."""
    if not may_match(actor):
        raise UnableToDraft([_("Only a programme manager can match people.")])
    refuse_when_ended(cohort.programme, UnableToDraft)
    starts_on = first_day(cohort, Group(group))
    if starts_on is None:
        raise UnableToDraft([_("Those drawn for later have no first day in this round. Give them one first.")])
    if not waiting_people(cohort, group, on=starts_on).exists():
        raise UnableToDraft([_("Nobody waits for a mentor here: the draw comes first, and pairs that exist stay.")])
    rotates = shape_of(cohort.programme.template).rotates
    if rotates and not weeks_ahead(cohort, group, policy, today=organisation_day(now)):
        raise UnableToDraft([_("All weeks of this intake have begun; there is no week left to plan.")])
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


def keep_draft(
    *, draft: Draft, policy: "Policy", found: "Matching", fair: "Sheet", pool_digest: str, now: datetime
) -> None:
    """Store pairs, reasons, proof and the sheet by groups, inside the job's finishing transaction."""
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
            runner_up_at_least=pair.runner_up_at_least,
            **mentors_next(pair.mentors_next),
            probability=pair.probability,
        )
        for pair in found.pairs
    )
    DraftUnplaced.objects.bulk_create(
        DraftUnplaced(draft=draft, person_id=UUID(one.person), role=one.role, facts=unplaced_facts(one))
        for one in found.unplaced
    )
    kept = as_json(proof)
    draft.prices = {key: kept.pop(key) for key in PRICES}
    draft.certificate = kept
    draft.wanted_met = wanted_met(found)
    draft.fairness = asdict(fair)
    draft.pool_digest = pool_digest
    draft.computed_at = now
    draft.save(update_fields=["certificate", "prices", "fairness", "wanted_met", "pool_digest", "computed_at"])
    record(
        actor_id=draft.asked_by,
        action="matching.keep_draft",
        subject=f"draft:{draft.id}",
        now=now,
        ids={"pairs": len(found.pairs), "unplaced": len(found.unplaced)},
        digests={"pool": pool_digest, "policy": draft.policy.digest},
    )


def wanted_met(found: "Matching") -> float | None:
    """The mean share of what is wanted that the mentor offers; None where nobody wants anything."""
    shares = []
    for pair in found.pairs:
        asked = [one for one in pair.parts if one.kind == "covers" and one.name != "covers_aims_for" and one.wanted]
        shares += [asked[0].value] if asked else []
    return sum(shares) / len(shares) if shares else None


def mentors_next(one: "RunnerUp | None") -> dict[str, Any]:
    """The mentor's next best protégé, as columns."""
    if one is None:
        return {}
    return {
        "mentors_next_id": UUID(one.person),
        "mentors_next_less": one.less,
        "mentors_next_cost": one.cost,
        "mentors_next_unplaces": one.unplaces,
        "mentors_next_at_least": one.at_least,
    }


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
                "difference": [getattr(b.rule, "low", None), getattr(b.rule, "high", None)],
                "people": b.people,
                "opens": b.free_but_for_this,
            }
            for b in one.barred
        ],
        "changes": [change_facts(change) for change in one.changes if getattr(change.rule, "kind", "") != "forbid"],
    }


def change_facts(change: "Change") -> dict[str, object]:
    """One change that would give somebody a pair; `rule` None for more places."""
    rule = change.rule
    return {
        "partner": change.partner,
        "rule": rule
        and {"kind": rule.kind, "field": getattr(rule, "field", ""), "at_least": getattr(rule, "at_least", 0)},
        "places": change.places,
        "ways": change.ways,
        "pairs": change.pairs,
        "points": change.points,
    }
