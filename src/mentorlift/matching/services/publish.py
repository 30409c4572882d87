"""Turn a draft, whole or in part, into pairs. Until then nothing reaches anybody."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.jobs.models import Job
from mentorlift.jobs.services import enqueue
from mentorlift.matching.models import Draft, DraftPair, Publication
from mentorlift.matching.policies import may_match
from mentorlift.matching.queries.draft_pairs import unpublished
from mentorlift.matching.queries.pool import Unmatchable, pool_of
from mentorlift.matching.services.faults import UnableToPublish, refuse_when_ended, refuse_while_choosing
from mentorlift.mentorships.models import Pair, Source
from mentorlift.mentorships.services import UnableToPair, open_pairs
from mentorlift.people.queries import names
from mentorlift.programmes.models import Cohort

if TYPE_CHECKING:
    from mentorlift.science.assignment.policy import Policy


AT_ONCE = 300  # pairs published in the request itself


def is_long(draft: Draft, protege_ids: Collection[UUID] | None) -> bool:
    """Whether publishing these pairs would keep somebody waiting."""
    return (unpublished(draft).count() if protege_ids is None else len(protege_ids)) > AT_ONCE


def ask_to_publish(
    *, draft: Draft, protege_ids: Collection[UUID] | None, starts_on: date, actor: Actor, now: datetime
) -> Job:
    """`publish` in the background, where it can be stopped until it writes; it is written whole or not at all."""
    if not may_match(actor):
        raise UnableToPublish([_("Only a programme manager can publish pairs.")])
    refuse_when_ended(draft.cohort.programme, UnableToPublish)
    return enqueue(
        "matching.publish",
        now=now,
        requested_by=actor.user_id,
        draft_id=str(draft.id),
        protege_ids=None if protege_ids is None else [str(one) for one in protege_ids],
        starts_on=starts_on.isoformat(),
    )


def publish(
    *,
    draft: Draft,
    protege_ids: Collection[UUID] | None,
    starts_on: date,
    actor: Actor,
    now: datetime,
) -> list[Pair]:
    """Open the draft's pairs, those of `protege_ids` or all whose protégés have no mentor yet, and tell both sides.

    Every pair is checked against rules, places and what was forbidden since, as things are now. Raises
    UnableToPublish with every obstacle; then nothing is published.
    """
    if not may_match(actor):
        raise UnableToPublish([_("Only a programme manager can publish pairs.")])
    refuse_when_ended(draft.cohort.programme, UnableToPublish)
    if not draft.is_computed or draft.rotates:
        raise UnableToPublish([_("This draft has no pairs to publish.")])
    with transaction.atomic():
        Draft.objects.select_for_update().get(id=draft.id)
        Cohort.objects.select_for_update().get(id=draft.cohort_id)
        refuse_while_choosing(draft.cohort, draft.group, UnableToPublish)
        if protege_ids is None:
            chosen = unpublished(draft)
        else:
            chosen = DraftPair.objects.filter(draft=draft, publication=None, protege_id__in=protege_ids)
        proposed = list(chosen.order_by("id"))
        if not proposed:
            raise UnableToPublish([_("Choose at least one pair that is not published yet.")])
        if faults := now_broken(draft, proposed, on=starts_on):
            raise UnableToPublish(faults)
        try:
            opened = open_pairs(
                cohort=draft.cohort,
                pairs=[(pair.protege_id, pair.mentor_id) for pair in proposed],
                starts_on=starts_on,
                source=Source.DRAFT,
                actor=actor,
                now=now,
            )
        except UnableToPair as error:
            raise UnableToPublish(error.faults) from None
        by_protege = {pair.protege_id: pair for pair in opened}
        Publication.objects.bulk_create(
            Publication(draft_pair=one, pair=by_protege[one.protege_id], at=now, by=actor.user_id) for one in proposed
        )
        record(
            actor_id=actor.user_id,
            action="matching.publish",
            subject=f"draft:{draft.id}",
            now=now,
            ids={"pairs": len(opened), "starts_on": starts_on},
            digests={"pool": draft.pool_digest, "policy": draft.policy.digest},
        )
    return opened


def now_broken(draft: Draft, proposed: list[DraftPair], *, on: date) -> list[str]:
    """Proposed pairs that the rules do not allow any more, one sentence each."""
    from mentorlift.science.assignment.matching import allowed_one_by_one

    try:
        policy, pool, _digest = pool_of(draft, on=on)
    except Unmatchable as error:
        return [str(one) for one in error.obstacles]
    rows = {person: i for i, person in enumerate(pool.proteges.ids)}
    cols = {person: j for j, person in enumerate(pool.mentors.ids)}
    allowed = allowed_one_by_one(policy, pool)  # a table of all would not fit for thousands
    known = names([person for pair in proposed for person in (pair.protege_id, pair.mentor_id)])
    faults = []
    for pair in proposed:
        who = {"protege": known.get(pair.protege_id, "?"), "mentor": known.get(pair.mentor_id, "?")}
        i, j = rows.get(str(pair.protege_id)), cols.get(str(pair.mentor_id))
        if i is None:
            faults.append(_("%(protege)s has a mentor already, or has left. Make a new draft.") % who)
        elif j is None or not allowed(i, j):
            faults.append(_("%(protege)s and %(mentor)s may not be paired any more. Make a new draft.") % who)
    return faults or too_many(policy, proposed, known)


def too_many(policy: "Policy", proposed: list[DraftPair], known: dict[UUID, str]) -> list[str]:
    """Circles that would have more members than the policy allows, one sentence each."""
    if policy.circle is None:
        return []
    sizes = Counter(dict(policy.circle.begun))
    joining = Counter(str(pair.mentor_id) for pair in proposed)
    return [
        _("The circle of %(name)s would have more than %(most)d members. Make a new draft.")
        % {"name": known.get(UUID(mentor), "?"), "most": policy.circle.most}
        for mentor, people in joining.items()
        if sizes[mentor] + people > policy.circle.most
    ]
