"""The next best mentor for one protégé under the policy in force, with the places as they are taken now."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.draws.models import Assignment
from mentorlift.draws.rules import LATER
from mentorlift.matching import words
from mentorlift.matching.models import Draft, DraftUnplaced, Group, Hold, HoldKind, MatchPolicy
from mentorlift.matching.queries.choices import gather_for_one, rule_entry
from mentorlift.matching.queries.choosing import with_columns_of
from mentorlift.matching.queries.drafts import Somebody, somebody
from mentorlift.matching.queries.pool import build, free_places, holds_of, settled_policy, waiting_people
from mentorlift.matching.rules import fit
from mentorlift.mentorships.models import Pair
from mentorlift.people.queries import facts_on
from mentorlift.programmes.models import Cohort

if TYPE_CHECKING:
    from mentorlift.science.assignment.alternatives import Alternative


@dataclass(frozen=True, slots=True)
class Proposal:
    """One mentor somebody could get now. `cost`: how this one compares and their places; `barred` says why not."""

    mentor: Somebody
    fit: int
    reasons: list[str]
    cost: str
    barred: str


@dataclass(frozen=True, kw_only=True)
class Rematch:
    """The next best and the runners-up in order; `by_lot` where the policy pairs at random."""

    best: Proposal | None = None
    others: tuple[Proposal, ...] = ()
    barred: tuple[Proposal, ...] = ()
    by_lot: bool = False

    @property
    def allowed(self) -> list[Proposal]:
        return [*([self.best] if self.best else []), *self.others]


def rematch(pair: Pair, version: MatchPolicy | None, *, on: date) -> Rematch:
    """Mentors with a free place for the protégé of `pair`, the present one aside. Raises Unmatchable.

    In the order of the policy's score, equals by the published lottery; under a random policy by that lottery alone.
    """
    from mentorlift.science.assignment.alternatives import alternatives
    from mentorlift.science.assignment.scores import scale_of
    from mentorlift.science.assignment.ties import lottery_number

    cohort = pair.cohort
    if cohort is None or version is None:
        return Rematch()
    policy = settled_policy(version, holds_of(cohort), set())
    pool = build(with_columns_of(version, gather_for_one(cohort, pair.protege_id, on=on)), policy)
    present = None if pair.ended_at else pair.mentor_id
    found = [one for one in alternatives(policy, pool, str(pair.protege_id)) if UUID(one.mentor) != present]
    by_lot = policy.mode == "random"
    lot = {one.mentor: lottery_number(policy.lottery, str(pair.protege_id), one.mentor) for one in found}
    found.sort(key=lambda one: (0 if by_lot else -one.score, -lot[one.mentor], one.mentor))
    best = round(sum(criterion.weight for criterion in policy.criteria) * scale_of(policy.criteria))
    shown = _proposals(found, cohort, pair.protege_id, best=best, by_lot=by_lot, on=on)
    allowed = [one for one in shown if not one.barred]
    return Rematch(
        best=allowed[0] if allowed else None,
        others=tuple(allowed[1:]),
        barred=tuple(one for one in shown if one.barred),
        by_lot=by_lot,
    )


def _proposals(
    found: "list[Alternative]", cohort: Cohort, protege_id: UUID, *, best: int, by_lot: bool, on: date
) -> list[Proposal]:
    """With names, words and places; a place that is locked for somebody else is none."""
    facts = {str(f.person_id): f for f in facts_on(on, person_ids=[UUID(one.mentor) for one in found])}
    places, kept = free_places(cohort, on=on), _kept_for_others(cohort, protege_id)
    out: list[Proposal] = []
    first: int | None = None
    for one in found:
        mentor_id = UUID(one.mentor)
        free, offer = places[mentor_id]
        barred = [words.rule_label(rule_entry(rule)) for rule in one.broken]
        if kept[mentor_id] >= free:
            barred.append(_("the free place is kept for somebody else"))
        if first is None and not barred:
            first = one.score
        less = "" if by_lot or first is None else words.amount(first - one.score, best)
        places_words = ngettext("%(free)d of %(n)d place free", "%(free)d of %(n)d places free", offer.places)
        said = [less, places_words % {"free": free, "n": offer.places}]
        out.append(
            Proposal(
                mentor=somebody(facts[one.mentor]),
                fit=fit(one.score, best),
                reasons=words.reasons([asdict(part) for part in one.parts]),
                cost=" · ".join(text for text in said if text),
                barred=", ".join(barred),
            )
        )
    return out


def _kept_for_others(cohort: Cohort, protege_id: UUID) -> Counter[UUID]:
    """How many places of each mentor are locked for others who still wait."""
    paired = Pair.objects.filter(programme=cohort.programme_id, protege=OuterRef("protege"), ended_at=None)
    locks = Hold.objects.filter(~Exists(paired), cohort=cohort, kind=HoldKind.LOCK, lifted_at=None)
    return Counter(locks.exclude(protege=protege_id).values_list("mentor_id", flat=True))


def group_of(pair: Pair) -> str:
    """Whether the protégé of a pair was drawn to be mentored now or later."""
    later = Assignment.objects.filter(draw__cohort=pair.cohort_id, person=pair.protege_id, arm=LATER)
    return Group.LATER if later.exists() else Group.NOW


def others_waiting(pair: Pair, *, on: date) -> int:
    """How many more of the same intake wait for a mentor."""
    if pair.cohort is None:
        return 0
    return waiting_people(pair.cohort, group_of(pair), on=on).exclude(person=pair.protege_id).count()


@dataclass(frozen=True, slots=True)
class Since:
    """Who waits for a mentor although a draft is published: `again` of these `people` had one before."""

    people: int
    again: int

    @property
    def new(self) -> int:
        return self.people - self.again


def since(draft: Draft, *, on: date) -> Since:
    """Those who came, or whose pair ended, since a draft was worked out; whoever it left without is in it already."""
    known = DraftUnplaced.objects.filter(draft=draft, role="protege", person=OuterRef("person"))
    waiting = waiting_people(draft.cohort, draft.group, on=on).filter(~Exists(known))
    before = Pair.objects.filter(programme=draft.cohort.programme_id, protege=OuterRef("person"))
    return Since(waiting.count(), waiting.filter(Exists(before)).count())
