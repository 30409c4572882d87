"""The pairs of a draft as rows, with their reasons; those that can be published."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from mentorlift.matching import words
from mentorlift.matching.models import Draft, DraftPair, Hold, HoldKind
from mentorlift.matching.queries.pool import holds_of
from mentorlift.matching.queries.somebody import A_PAGE, Somebody, people
from mentorlift.matching.rules import fit
from mentorlift.mentorships.models import Pair

BY_PROTEGE = ("protege__identity__name", "id")


@dataclass(frozen=True, slots=True)
class PairRow:
    """One proposed pair as a row."""

    pair: DraftPair
    protege: Somebody
    mentor: Somebody
    fit: int
    reasons: list[str]
    next_best: str
    mentors_next: str
    pair_id: UUID | None  # the real pair of this protégé, from this draft or from elsewhere
    published: bool
    lock: Hold | None


def pair_rows(draft: Draft, *, search: str, page: str | None) -> tuple[list[PairRow], Page]:
    """One page of the pairs, by the protégé's name; `search` looks into both names."""
    found = searched(DraftPair.objects.filter(draft=draft).select_related("publication"), search)
    shown = Paginator(found.order_by(*BY_PROTEGE), A_PAGE).get_page(page)
    return rows_of(draft, list(shown.object_list)), shown


def unpublished(draft: Draft) -> QuerySet[DraftPair]:
    """The proposed pairs of those who have no mentor in the programme yet."""
    open_now = Pair.objects.filter(programme=draft.cohort.programme_id, ended_at=None, week=None).values("protege")
    return DraftPair.objects.filter(~Q(protege__in=open_now), draft=draft, publication=None)


def publishable(draft: Draft, *, search: str, page: str | None) -> tuple[list[PairRow], Page[Any]]:
    """One page of them, by the protégé's name."""
    found = searched(unpublished(draft), search).select_related("publication")
    shown: Page[Any] = Paginator(found.order_by(*BY_PROTEGE), A_PAGE).get_page(page)
    return rows_of(draft, list(shown.object_list)), shown


def searched(pairs: QuerySet[DraftPair], search: str) -> QuerySet[DraftPair]:
    for word in search.split():
        pairs = pairs.filter(Q(protege__identity__name__icontains=word) | Q(mentor__identity__name__icontains=word))
    return pairs


def open_pairs_of(draft: Draft, protege_ids: list[UUID]) -> dict[UUID, UUID]:
    """Protégé -> pair, of those who have a mentor in this programme now."""
    found = Pair.objects.filter(
        programme_id=draft.cohort.programme_id, protege_id__in=protege_ids, ended_at=None, week=None
    )
    return dict(found.values_list("protege_id", "id"))


def rows_of(draft: Draft, pairs: list[DraftPair]) -> list[PairRow]:
    """Pairs with names, reasons and locks."""
    sides = ("protege_id", "mentor_id", "runner_up_id", "mentors_next_id")
    ids = {one for pair in pairs for side in sides if (one := getattr(pair, side))}
    known = people(draft, ids)
    open_now = open_pairs_of(draft, [pair.protege_id for pair in pairs])
    locks = {(h.protege_id, h.mentor_id): h for h in holds_of(draft.cohort) if h.kind == HoldKind.LOCK}
    return [
        PairRow(
            pair=pair,
            protege=known[pair.protege_id],
            mentor=known[pair.mentor_id],
            fit=fit(pair.score, pair.best),
            reasons=words.reasons(pair.parts),
            next_best=words.next_best(pair, known[pair.runner_up_id].name) if pair.runner_up_id else "",
            mentors_next=words.mentors_next(pair, known[pair.mentors_next_id].name) if pair.mentors_next_id else "",
            pair_id=pair.publication.pair_id if hasattr(pair, "publication") else open_now.get(pair.protege_id),
            published=hasattr(pair, "publication"),
            lock=locks.get((pair.protege_id, pair.mentor_id)),
        )
        for pair in pairs
    ]
