"""Two drafts of one group beside each other: who moves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator

from mentorlift.matching.models import Draft, DraftPair
from mentorlift.matching.queries.somebody import A_PAGE, Somebody, people
from mentorlift.matching.rules import fit
from mentorlift.people.queries import names


@dataclass(frozen=True, slots=True)
class Move:
    """One protégé whose mentor differs between two drafts; None where there is none. Fits are 0 to 5 bars, each by
    its own draft's policy."""

    protege: Somebody
    before: Somebody | None
    after: Somebody | None
    fit_before: int
    fit_after: int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What changed from one draft to another."""

    before: Draft
    after: Draft
    moves: Page[Move]  # one page of those found
    moved: int
    same: int
    gained: int
    lost: int


def compare(before: Draft, after: Draft, *, search: str = "", page: str | None = None) -> Comparison:
    """Who moves between two drafts of the same group, by name; `search` looks into the names of all three."""
    first, second = _pairs(before), _pairs(after)
    changed = [one for one in first.keys() | second.keys() if first.get(one) != second.get(one)]
    sought = (first, second) if search else ()  # mentors' names are asked for only to be searched
    known = names({*changed, *(side[one] for side in sought for one in changed if one in side)})
    found = [one for one in changed if _is_sought(search, known, one, first.get(one), second.get(one))]
    found.sort(key=lambda one: (known.get(one, "").casefold(), str(one)))
    shown: Page[Any] = Paginator(found, A_PAGE).get_page(page)
    shown.object_list = _moves(before, after, list(shown.object_list))
    return Comparison(
        before=before,
        after=after,
        moves=shown,
        moved=len(changed),
        same=len(first.keys() & second.keys()) - sum(one in first and one in second for one in changed),
        gained=sum(one not in first for one in changed),
        lost=sum(one not in second for one in changed),
    )


def _pairs(draft: Draft) -> dict[UUID, UUID]:
    return dict(DraftPair.objects.filter(draft=draft).values_list("protege_id", "mentor_id"))


def _is_sought(search: str, known: dict[UUID, str], *people: UUID | None) -> bool:
    told = [known.get(one, "").casefold() for one in people if one]
    return all(any(word in name for name in told) for word in search.casefold().split())


def _moves(before: Draft, after: Draft, proteges: list[UUID]) -> list[Move]:
    """With names, places of work and fits."""
    made = DraftPair.objects.filter(draft__in=[before, after], protege__in=proteges)
    by_draft = {(pair.draft_id, pair.protege_id): pair for pair in made}
    known = people(after, [*proteges, *(pair.mentor_id for pair in by_draft.values())])
    out = []
    for one in proteges:
        old, new = by_draft.get((before.id, one)), by_draft.get((after.id, one))
        mentors = (known[old.mentor_id] if old else None, known[new.mentor_id] if new else None)
        out.append(Move(known[one], *mentors, bars(old), bars(new)))
    return out


def bars(pair: DraftPair | None) -> int:
    return 0 if pair is None else fit(pair.score, pair.best)
