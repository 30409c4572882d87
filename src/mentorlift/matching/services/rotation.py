"""Weekly pairs: keep a plan as a draft, and publish its weeks one after the other."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.matching.models import Draft, DraftPair, Publication
from mentorlift.matching.policies import may_match
from mentorlift.matching.queries.pool import Unmatchable
from mentorlift.matching.queries.rotation import Plan, PlannedWeek, pool_among
from mentorlift.matching.queries.turns import Turns, turns_of
from mentorlift.matching.services.faults import UnableToPublish, refuse_when_ended
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.services import UnableToPair, WeeklyPair, open_weekly_pairs
from mentorlift.people.queries import names
from mentorlift.programmes.models import Programme

if TYPE_CHECKING:
    from mentorlift.science.assignment.policy import Policy
    from mentorlift.science.assignment.pool import Pool


def keep_plan(*, draft: Draft, plan: Plan, now: datetime) -> None:
    """Store the pairs of every week and who has a week off, inside the job's finishing transaction."""
    DraftPair.objects.bulk_create(
        DraftPair(
            draft=draft,
            protege_id=couple.one,
            mentor_id=couple.other,
            score=couple.score,
            best=plan.best,
            parts=couple.parts,
            week=planned.week.number,
        )
        for planned in plan.weeks
        for couple in planned.couples
    )
    draft.certificate = {
        "form": "rotation",
        "way": plan.way,
        "proteges": plan.people,
        "weeks": [_week(planned) for planned in plan.weeks],
    }
    draft.pool_digest, draft.computed_at = plan.digest, now
    draft.save(update_fields=["certificate", "pool_digest", "computed_at"])
    record(
        actor_id=draft.asked_by,
        action="matching.keep_draft",
        subject=f"draft:{draft.id}",
        now=now,
        ids={"weeks": len(plan.weeks), "pairs": sum(len(planned.couples) for planned in plan.weeks)},
        digests={"pool": plan.digest, "policy": draft.policy.digest},
    )


def _week(planned: PlannedWeek) -> dict[str, object]:
    return {
        "number": planned.week.number,
        "from_on": planned.week.from_on.isoformat(),
        "out": [str(one) for one in planned.out],
        "score": planned.score,
        "best": planned.best,
        "bound": planned.bound,
    }


def publish_weeks(*, draft: Draft, up_to: int, actor: Actor, now: datetime, today: date) -> list[Pair]:
    """Open the pairs of the draft's weeks up to number `up_to` that are not published yet, and tell everybody once.

    Every pair is checked as things are now. Raises UnableToPublish with every obstacle; then nothing is published.
    """
    if not may_match(actor):
        raise UnableToPublish([_("Only a programme manager can publish pairs.")])
    programme = draft.cohort.programme
    refuse_when_ended(programme, UnableToPublish)
    if not draft.is_computed:
        raise UnableToPublish([_("This draft has no pairs to publish.")])
    begins = {week["number"]: date.fromisoformat(week["from_on"]) for week in draft.certificate["weeks"]}
    with transaction.atomic():
        Programme.objects.select_for_update().get(id=programme.id)  # one plan of a programme at a time
        chosen = DraftPair.objects.filter(draft=draft, publication=None, week__lte=up_to)
        proposed = list(chosen.order_by("week", "id"))
        if not proposed:
            raise UnableToPublish([_("Choose at least one week that is not published yet.")])
        turns = turns_of(programme)
        if faults := _broken(draft, proposed, begins, turns, today=today):
            raise UnableToPublish(faults)
        try:
            opened = open_weekly_pairs(
                programme=programme,
                pairs=[_weekly(pair, turns, begins[pair.week or 0]) for pair in proposed],
                actor=actor,
                now=now,
            )
        except UnableToPair as error:
            raise UnableToPublish(error.faults) from None
        Publication.objects.bulk_create(
            Publication(draft_pair=one, pair=pair, at=now, by=actor.user_id)
            for one, pair in zip(proposed, opened, strict=True)
        )
        record(
            actor_id=actor.user_id,
            action="matching.publish",
            subject=f"draft:{draft.id}",
            now=now,
            ids={"pairs": len(opened), "weeks": sorted({pair.week or 0 for pair in proposed})},
            digests={"pool": draft.pool_digest, "policy": draft.policy.digest},
        )
    return opened


def _weekly(pair: DraftPair, turns: Turns, begins: date) -> WeeklyPair:
    """In the intake and the week of the first of the two."""
    turn = turns.of[pair.protege_id]
    week = turn.week_at(begins)
    assert week is not None
    return WeeklyPair(turn.cohort_id, pair.protege_id, pair.mentor_id, week.number, begins)


def _broken(
    draft: Draft, proposed: list[DraftPair], begins: dict[int, date], turns: Turns, *, today: date
) -> list[str]:
    """What stands in the way of these pairs now, one sentence each."""
    weeks = sorted({pair.week or 0 for pair in proposed})
    begun = [number for number in weeks if begins[number] < today]
    if begun:
        return [_("Week %(n)d has begun. Make a new draft.") % {"n": number} for number in begun]
    people = {person for pair in proposed for person in (pair.protege_id, pair.mentor_id)}
    try:
        policy, pool, _digest = pool_among(draft, people, on=begins[weeks[0]])
    except Unmatchable as error:
        return [str(one) for one in error.obstacles]
    allowed = _both_ways(policy, pool)
    free = {number: turns.free_at(begins[number]) for number in weeks}
    met = {frozenset(pair) for pair in turns.met}
    known = names(people)
    faults = []
    for pair in proposed:
        two = (pair.protege_id, pair.mentor_id)
        who = {"one": known.get(two[0], "?"), "other": known.get(two[1], "?"), "n": pair.week}
        if not free[pair.week or 0] >= set(two):
            faults.append(_("%(one)s or %(other)s is not free any more in week %(n)d. Make a new draft.") % who)
        elif frozenset(map(str, two)) in met:
            faults.append(_("%(one)s and %(other)s have met already. Make a new draft.") % who)
        elif not allowed(two):
            faults.append(_("%(one)s and %(other)s may not be paired any more. Make a new draft.") % who)
    return faults


def _both_ways(policy: "Policy", pool: "Pool") -> Callable[[tuple[UUID, UUID]], bool]:
    """Whether the rules allow two people in both directions."""
    from mentorlift.science.assignment.matching import allowed_one_by_one

    place = {person: i for i, person in enumerate(pool.proteges.ids)}
    allowed = allowed_one_by_one(policy, pool)

    def ask(two: tuple[UUID, UUID]) -> bool:
        i, j = place[str(two[0])], place[str(two[1])]
        return allowed(i, j) and allowed(j, i)

    return ask
