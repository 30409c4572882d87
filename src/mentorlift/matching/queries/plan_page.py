"""A plan of weekly pairs as its pages read it."""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from mentorlift.matching.models import Draft, DraftPair
from mentorlift.matching.queries.draft_pairs import BY_PROTEGE, PairRow, rows_of, searched
from mentorlift.people.queries import names


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week of the plan: its pairs (those whom a search finds), and who has a week off."""

    number: int
    from_on: date
    last_on: date
    rows: list[PairRow]
    out: list[str]
    to_publish: int
    is_published: bool
    has_begun: bool
    shows: bool  # opened on the page


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """The weeks of a draft with its counts. `proved`: of so many weeks nothing better exists after those before."""

    weeks: list[WeekRow]
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
        return any(row.published for week in self.weeks for row in week.rows)


def plan_view(draft: Draft, *, search: str = "", today: date) -> PlanView:
    """All weeks, a fixed number of queries."""
    pairs = DraftPair.objects.filter(draft=draft)
    found = searched(pairs, search).select_related("publication").order_by("week", *BY_PROTEGE)
    by_week: dict[int | None, list[PairRow]] = {}
    for row in rows_of(draft, list(found)):
        by_week.setdefault(row.pair.week, []).append(row)
    open_in = Counter(pairs.filter(publication=None).values_list("week", flat=True))
    published = set(pairs.filter(publication__isnull=False).values_list("week", flat=True))
    kept: list[dict[str, Any]] = draft.certificate["weeks"]
    off = [UUID(one) for week in kept for one in week["out"]]
    known, counted = names(off), pairs.count()
    first = next((week["number"] for week in kept if week["number"] in open_in), None)
    return PlanView(
        weeks=[
            WeekRow(
                number=week["number"],
                from_on=(from_on := date.fromisoformat(week["from_on"])),
                last_on=from_on + timedelta(days=6),
                rows=by_week.get(week["number"], []),
                out=sorted(known.get(UUID(one), "") for one in week["out"]),
                to_publish=open_in[week["number"]],
                is_published=week["number"] in published,
                has_begun=from_on < today,
                shows=bool(search) or week["number"] == first,
            )
            for week in kept
        ],
        pairs=counted,
        people=draft.certificate["proteges"],
        off=len(off),
        proved=sum(week["best"] for week in kept),
        by_table=draft.certificate["way"] == "table",
        short=short_of(kept),
    )


def short_of(weeks: list[dict[str, Any]]) -> float | None:
    """How much better a week could be at most, in percent to two places up."""
    if any(week["score"] and week.get("bound") is None for week in weeks):
        return None
    most = max((week["bound"] / week["score"] - 1 for week in weeks if week["score"]), default=0.0)
    return math.ceil(most * 10_000) / 100
