"""The circles of a draft: each mentor with their members, a page of them at a time."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Value
from django.db.models.functions import Coalesce, Lower

from mentorlift.matching.models import Draft, DraftPair
from mentorlift.matching.queries.draft_pairs import BY_PROTEGE, PairRow, rows_of, searched
from mentorlift.matching.queries.somebody import Somebody

A_PAGE_OF_CIRCLES = 20


@dataclass(frozen=True, slots=True)
class CircleRow:
    """One mentor and the members."""

    mentor: Somebody
    members: list[PairRow]


def circle_rows(draft: Draft, *, search: str, page: str | None) -> tuple[list[CircleRow], Page[Any]]:
    """One page of the circles, by the mentor's name; `search` looks into the names of all in them."""
    found = searched(DraftPair.objects.filter(draft=draft), search)
    name = Lower(Coalesce("mentor__identity__name", Value("")))
    mentors = found.order_by(name, "mentor_id").values_list("mentor_id", flat=True).distinct()
    shown: Page[Any] = Paginator(mentors, A_PAGE_OF_CIRCLES).get_page(page)
    order = list(shown.object_list)
    pairs = DraftPair.objects.filter(draft=draft, mentor_id__in=order).select_related("publication")
    members: dict[Any, list[PairRow]] = {mentor: [] for mentor in order}
    for row in rows_of(draft, list(pairs.order_by(*BY_PROTEGE))):
        members[row.pair.mentor_id].append(row)
    return [CircleRow(members[one][0].mentor, members[one]) for one in order], shown
