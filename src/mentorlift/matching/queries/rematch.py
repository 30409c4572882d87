"""The next best mentor for one protégé under the policy in force, with the places as they are taken now."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.draws.models import Assignment
from mentorlift.draws.rules import LATER
from mentorlift.matching import words
from mentorlift.matching.models import Draft, DraftUnplaced, Group, Hold, HoldKind, MatchPolicy
from mentorlift.matching.queries.choices import may_have, people_named, rule_entry, searched
from mentorlift.matching.queries.pool import mentors_here, waiting_people, with_free_places
from mentorlift.matching.queries.ranking import Ranking, ranking
from mentorlift.matching.queries.somebody import A_PAGE, Somebody
from mentorlift.matching.rules import fit
from mentorlift.mentorships.models import Pair
from mentorlift.programmes.models import Cohort


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
    """The next best, a page of the runners-up in order, and the first of those who are barred, of `bars` in all.

    `by_lot` where the policy pairs at random.
    """

    best: Proposal | None = None
    others: Any = field(default_factory=lambda: Paginator([], A_PAGE).page(1))
    barred: tuple[Proposal, ...] = ()
    bars: int = 0
    by_lot: bool = False

    @property
    def allowed(self) -> list[Proposal]:
        return [*([self.best] if self.best else []), *self.others]


def rematch(pair: Pair, version: MatchPolicy | None, *, on: date, search: str = "", page: str | None = None) -> Rematch:
    """Mentors with a free place for the protégé of `pair`, the present one aside. Raises Unmatchable.

    In the order of the policy's score, equals by the published lottery; under a random policy by that lottery alone.
    `search` looks for a name among those after the best.
    """
    cohort = pair.cohort
    if cohort is None or version is None:
        return Rematch()
    found = ranking(cohort, version, pair.protege_id, on=on)
    ids = found.mentor_ids
    offers = with_free_places(mentors_here(cohort, on=on)).filter(free__gt=0).exclude(person_id=_present(pair))
    places = {person: (free, of) for person, free, of in offers.values_list("person_id", "free", "places")}
    kept = _kept_for_others(cohort, pair.protege_id)
    open_to = {one for one, (free, _of) in places.items() if free > kept[one]}
    named = searched(search)
    order = [place for place in _in_order(found) if ids[place] in open_to]
    allowed = set(order)
    barred = [k for k, one in enumerate(ids) if one in places and k not in allowed and named(one)]
    others: Page[Any] = Paginator([place for place in order[1:] if named(ids[place])], A_PAGE).get_page(page)
    shown = [*order[:1], *others.object_list, *barred[:A_PAGE]]
    people = people_named([ids[place] for place in shown], on=on)
    first = int(found.scores[order[0]]) if order and found.policy.mode != "random" else None

    def proposal(place: int) -> Proposal:
        one = ids[place]
        return _proposal(found, place, people[one], places[one], first=first, kept=one not in open_to)

    others.object_list = [proposal(place) for place in others.object_list]
    return Rematch(
        best=proposal(order[0]) if order else None,
        others=others,
        barred=tuple(proposal(place) for place in barred[:A_PAGE]),
        bars=len(barred),
        by_lot=found.policy.mode == "random",
    )


def may_follow(pair: Pair, version: MatchPolicy | None, mentor_id: UUID, *, on: date) -> bool:
    """Whether a mentor is one of those whom `rematch` proposes. Raises Unmatchable."""
    if pair.cohort is None or version is None or mentor_id == _present(pair):
        return False
    if not may_have(pair.cohort, version, pair.protege_id, mentor_id, on=on):
        return False
    free = with_free_places(mentors_here(pair.cohort, on=on)).get(person_id=mentor_id).free
    return bool(free > _kept_for_others(pair.cohort, pair.protege_id)[mentor_id])


def _present(pair: Pair) -> UUID | None:
    """The mentor of a pair that has not ended; of one that has, the rule of those who parted sees to it."""
    return None if pair.ended_at else pair.mentor_id


def _in_order(found: Ranking) -> list[int]:
    """The allowed mentors in the order in which they are proposed."""
    from mentorlift.science.assignment.ties import lottery_number

    order = list(found.in_order())
    if found.policy.mode == "random":
        ids, person = found.pool.mentors.ids, found.pool.proteges.ids[0]
        order.sort(key=lambda place: (-lottery_number(found.policy.lottery, person, ids[place]), ids[place]))
    return order


def _proposal(
    found: Ranking, place: int, mentor: Somebody, places: tuple[int, int], *, first: int | None, kept: bool
) -> Proposal:
    """With words and places; a place that is locked for somebody else is none. `first`: the best one's score."""
    free, of = places
    barred = [words.rule_label(rule_entry(rule)) for rule in found.barred_by(place)]
    if kept:
        barred.append(_("the free place is kept for somebody else"))
    less = (
        ""
        if first is None or barred or int(found.scores[place]) == first
        else words.amount(first - int(found.scores[place]), found.best)
    )
    open_now = ngettext("%(free)d of %(n)d place free", "%(free)d of %(n)d places free", of) % {"free": free, "n": of}
    return Proposal(
        mentor=mentor,
        fit=fit(int(found.scores[place]), found.best),
        reasons=words.reasons([asdict(part) for part in found.parts(place)]),
        cost=" · ".join(text for text in (less, open_now) if text),
        barred=", ".join(barred),
    )


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
