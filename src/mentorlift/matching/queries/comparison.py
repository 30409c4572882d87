"""Two drafts of one group beside each other: who moves."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from mentorlift.matching.models import Draft, DraftPair
from mentorlift.matching.queries.somebody import A_PAGE, Somebody, people
from mentorlift.matching.rules import fit
from mentorlift.people.models import Person


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
    first, second = (DraftPair.objects.filter(draft=draft, protege=OuterRef("pk")) for draft in (before, after))
    same = DraftPair.objects.filter(draft=after, protege=OuterRef("protege"), mentor=OuterRef("mentor"))
    kept = first.filter(Exists(same))
    changed = Person.objects.filter(~Exists(kept), Exists(first) | Exists(second))
    found = changed
    for word in search.split():
        named = Q(identity__name__icontains=word)
        for side in (first, second):
            named |= Q(Exists(side.filter(mentor__identity__name__icontains=word)))
        found = found.filter(named)
    ordered = found.order_by(Lower("identity__name"), "id").values_list("id", flat=True)
    shown: Page[Any] = Paginator(ordered, A_PAGE).get_page(page)
    shown.object_list = _moves(before, after, list(shown.object_list))
    moved = changed.count() if search else shown.paginator.count
    in_both = before.pairs.filter(Exists(after.pairs.filter(protege=OuterRef("protege")))).count()
    gained, lost = after.pairs.count() - in_both, before.pairs.count() - in_both
    return Comparison(
        before=before,
        after=after,
        moves=shown,
        moved=moved,
        same=in_both - (moved - gained - lost),
        gained=gained,
        lost=lost,
    )


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
