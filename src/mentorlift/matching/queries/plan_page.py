"""A plan of weekly pairs as its pages read it."""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet

from mentorlift.matching.models import Draft, DraftPair
from mentorlift.matching.queries.draft_pairs import BY_PROTEGE, PairRow, rows_of, searched
from mentorlift.matching.queries.somebody import A_PAGE
from mentorlift.people.queries import names

WHOLE_UP_TO = 240  # pairs with all their weeks on one page; of a larger plan one week is shown at a time, by pages


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week of the plan: of its `size` pairs those that are shown, and who has a week off."""

    number: int
    from_on: date
    last_on: date
    size: int
    rows: list[PairRow]
    out: list[str]
    to_publish: int
    is_published: bool
    has_begun: bool
    shows: bool  # opened on the page


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """The weeks of a draft with its counts. `proved`: of so many weeks nothing better exists after those before.

    `weeks` are all `length` of them; those with somebody whom a search finds, where that is more than a page.
    """

    weeks: list[WeekRow]
    length: int
    page: Page[DraftPair]
    pairs: int
    people: int
    off: int
    proved: int
    by_table: bool
    short: float | None  # no week could fit better by more percent; None where that is not known of every week

    @property
    def to_publish(self) -> list[WeekRow]:
        """Weeks that can still be published."""
        return [week for week in self.weeks if week.to_publish and not week.has_begun]

    @property
    def published(self) -> bool:
        return any(week.is_published for week in self.weeks)


def plan_view(draft: Draft, *, search: str = "", week: int = 0, page: str | None = None, today: date) -> PlanView:
    """All weeks, a fixed number of queries. `week`: whose pairs are shown where they are too many for one page."""
    pairs = DraftPair.objects.filter(draft=draft)
    sizes, open_in = counted_by_week(pairs), counted_by_week(pairs.filter(publication=None))
    kept: list[dict[str, Any]] = draft.certificate["weeks"]
    off = [UUID(one) for each in kept for one in each["out"]]
    known, counted = names(off), sum(sizes.values())
    by_pages = counted > WHOLE_UP_TO
    first = week if by_pages and week in sizes else next((n for n in sorted(sizes) if n in open_in), None)
    if by_pages and not search:
        pairs = pairs.filter(week=first or min(sizes))
    found = searched(pairs, search).select_related("publication").order_by("week", *BY_PROTEGE)
    shown: Page[DraftPair] = Paginator(found, A_PAGE if by_pages else WHOLE_UP_TO).get_page(page)
    by_week: dict[int | None, list[PairRow]] = {}
    for row in rows_of(draft, list(shown.object_list)):
        by_week.setdefault(row.pair.week, []).append(row)
    return PlanView(
        weeks=[
            WeekRow(
                number=(number := each["number"]),
                from_on=(from_on := date.fromisoformat(each["from_on"])),
                last_on=from_on + timedelta(days=6),
                size=sizes[number],
                rows=by_week.get(number, []),
                out=sorted(known.get(UUID(one), "") for one in each["out"]),
                to_publish=open_in[number],
                is_published=open_in[number] < sizes[number],
                has_begun=from_on < today,
                shows=number in by_week if search or by_pages else number == first,
            )
            for each in kept
            if not (by_pages and search) or each["number"] in by_week
        ],
        length=len(kept),
        page=shown,
        pairs=counted,
        people=draft.certificate["proteges"],
        off=len(off),
        proved=sum(week["best"] for week in kept),
        by_table=draft.certificate["way"] == "table",
        short=short_of(kept),
    )


def counted_by_week(pairs: QuerySet[DraftPair]) -> Counter[int]:
    return Counter(dict(pairs.order_by().values_list("week").annotate(Count("id"))))


def short_of(weeks: list[dict[str, Any]]) -> float | None:
    """How much better a week could be at most, in percent to two places up."""
    if any(week["score"] and week.get("bound") is None for week in weeks):
        return None
    most = max((week["bound"] / week["score"] - 1 for week in weeks if week["score"]), default=0.0)
    return math.ceil(most * 10_000) / 100
