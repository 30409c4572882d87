"""Other mentors for one protégé of a draft: whom the rules allow with what each would cost, and why not the others."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentorlift.matching import words
from mentorlift.matching.models import Draft, MatchPolicy
from mentorlift.matching.queries.pool import mentors_here, pool_of, waiting_people, with_free_places
from mentorlift.matching.queries.ranking import Ranking, ranking
from mentorlift.matching.queries.somebody import Somebody, line_of
from mentorlift.matching.rules import fit
from mentorlift.people.models import Identity
from mentorlift.people.queries import names, workplaces
from mentorlift.programmes.models import Cohort

if TYPE_CHECKING:
    from mentorlift.science.assignment.alternatives import Alternative

A_PAGE_OF_CHOICES = 20  # each with all that speaks for it
COSTS_UP_TO = 10_000  # possible pairs for which the list itself says what each mentor would cost


@dataclass(frozen=True, slots=True)
class Choice:
    """One mentor a protégé could have. `barred` says why not; empty when it may be."""

    mentor: Somebody
    fit: int
    reasons: list[str]
    cost: str
    barred: str


@dataclass(frozen=True, kw_only=True)
class Choices:
    """A page of the mentors whom the rules allow, and the first of those whom they bar, of `bars` in all.

    `costs`: whether each says what all pairs together would lose; else they stand in the order of their fit.
    """

    allowed: Page[Choice]
    barred: list[Choice]
    bars: int
    costs: bool


def choices(draft: Draft, protege_id: UUID, *, on: date, search: str = "", page: str | None = None) -> Choices:
    """The mentors with places for somebody in the pool of `draft`, the cheapest first, else the best fit.

    Raises Unmatchable, and KeyError for somebody who is not to be matched.
    """
    cohort = draft.cohort
    waiting = waiting_people(cohort, draft.group, on=on)
    if not waiting.filter(person_id=protege_id).exists():
        raise KeyError(protege_id)
    found = ranking(cohort, draft.policy, protege_id, on=on)
    costs: dict[int, str] = {}
    alone = found.policy.circle is None  # in circles a price would have to tell of all who move
    if alone and found.policy.mode == "optimal" and waiting.count() * len(found.pool.mentors) <= COSTS_UP_TO:
        costs, order = _costs(draft, found, protege_id, on=on)
    else:
        order = found.by_score()
    return _page(found, order, cohort, costs, on=on, search=search, page=page)


def may_have(cohort: Cohort, version: MatchPolicy, protege_id: UUID, mentor_id: UUID, *, on: date) -> bool:
    """Whether the rules allow the two a pair, and the mentor has a free place. Raises Unmatchable."""
    found = ranking(cohort, version, protege_id, on=on)
    place = found.place_of(mentor_id)
    free = with_free_places(mentors_here(cohort, on=on)).filter(person_id=mentor_id, free__gt=0)
    return place is not None and bool(found.allowed[place]) and free.exists()


def _costs(draft: Draft, found: Ranking, protege_id: UUID, *, on: date) -> tuple[dict[int, str], list[int]]:
    """What each allowed mentor would cost, by their place in the ranking, and the places from the cheapest."""
    from mentorlift.science.assignment.alternatives import alternatives

    policy, pool, _digest = pool_of(draft, on=on)
    told = [(found.place_of(UUID(one.mentor)), one) for one in alternatives(policy, pool, str(protege_id))]
    known = {place: cost_words(one, found.best) for place, one in told if place is not None and not one.broken}
    return known, list(known)


def _page(
    found: Ranking,
    order: Sequence[int],
    cohort: Cohort,
    costs: dict[int, str],
    *,
    on: date,
    search: str,
    page: str | None,
) -> Choices:
    ids, named = found.mentor_ids, searched(search)
    # who is in the ranking is here and does not pause; the few who are full are fewer than those who are not
    full = set(with_free_places(mentors_here(cohort, on=on)).filter(free=0).values_list("person_id", flat=True))
    shown = [place for place in order if ids[place] not in full and named(ids[place])]
    against = np.flatnonzero(~found.allowed).tolist()
    barred = [k for k in against if ids[k] not in full and named(ids[k])]
    one_page: Page[Any] = Paginator(shown, A_PAGE_OF_CHOICES).get_page(page)
    first = barred[:A_PAGE_OF_CHOICES]
    people = people_named([ids[place] for place in (*one_page.object_list, *first)], on=on)
    one_page.object_list = [
        _choice(found, place, people[ids[place]], costs.get(place, "")) for place in one_page.object_list
    ]
    return Choices(
        allowed=one_page,
        barred=[_choice(found, place, people[ids[place]], "") for place in first],
        bars=len(barred),
        costs=bool(costs),
    )


def searched(search: str) -> Callable[[UUID], bool]:
    """Whether somebody has all words of a search in their name."""
    words_sought = search.split()
    if not words_sought:
        return lambda _one: True
    named = Identity.objects.all()
    for word in words_sought:
        named = named.filter(name__icontains=word)
    found = set(named.values_list("person_id", flat=True))
    return lambda one: one in found


def people_named(ids: Sequence[UUID], *, on: date) -> dict[UUID, Somebody]:
    known, places = names(ids), workplaces(on, person_ids=ids)
    return {one: Somebody(one, known.get(one, ""), line_of(*places.get(one, ("", "")))) for one in ids}


def _choice(found: Ranking, place: int, mentor: Somebody, cost: str) -> Choice:
    return Choice(
        mentor=mentor,
        fit=fit(int(found.scores[place]), found.best),
        reasons=words.reasons([asdict(part) for part in found.parts(place)]),
        cost=cost,
        barred=", ".join(words.rule_label(rule_entry(rule)) for rule in found.barred_by(place)),
    )


def cost_words(one: "Alternative", best: int) -> str:
    """What everybody together would lose by this choice."""
    if one.cost is None or one.unplaces is None:
        return _("not beside the pairs that are locked")
    if one.unplaces:
        lost = ngettext(
            "%(n)d person fewer would have a mentor", "%(n)d people fewer would have a mentor", one.unplaces
        )
        return lost % {"n": one.unplaces}
    if one.cost == 0:
        return _("costs nothing")
    return _("in all: %(amount)s") % {"amount": words.amount(one.cost, best)}


def rule_entry(rule: Any) -> dict[str, Any]:
    """A rule of the engine as the words for it expect."""
    entry = {"kind": rule.kind, "field": getattr(rule, "field", ""), "at_least": getattr(rule, "at_least", 0)}
    return entry | ({"difference": [rule.low, rule.high]} if rule.kind == "ahead" else {})
