"""What can be seen of a programme long before its effect: counts of meetings, sheets and endings, never whose."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, DateField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.lookups import Exact

from mentorlift.mentorships.models import Pair, Report, Session, Sheet
from mentorlift.mentorships.queries.felt_support import FeltShown, felt_shown
from mentorlift.programmes.models import Programme

IN_ITS_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Leading:
    """Of the planned meetings whose time has passed: how many took place in the week they were planned for, and for
    how many both had filled in their sheet. Of all pairs: how many met at least once, and how many ended early.
    `advised`: pieces of advice written down for whose next meeting the time has come; `told`: of which was said by then
    what came of them. `advising` pairs wrote them. `felt`: whether people feel supported,
    None as long as it may not be read.
    """

    passed: int
    on_time: int
    prepared: int
    pairs: int
    met: int
    ended: int
    advised: int
    told: int
    advising: int
    felt: FeltShown | None


def leading(programme: Programme, *, now: datetime) -> Leading:
    """Counts made by the database, whatever the size. A meeting counts as held where one of the two said so."""
    passed = Session.objects.filter(**_passed(programme, now)).order_by()
    filled = Sheet.objects.filter(session=OuterRef("pk"), answered_at__isnull=False)
    both = [Exists(filled.filter(author=OuterRef(f"pair__{side}"))) for side in ("protege", "mentor")]
    meetings = passed.aggregate(
        passed=Count("pk"), on_time=Count("pk", filter=_on_time(passed)), prepared=Count("pk", filter=Q(*both))
    )
    pairs = Pair.objects.filter(programme=programme).order_by()
    early = pairs.filter(ended_at__isnull=False, ending__kind__in=("ended", "left", "replaced"))
    advice = _advice(programme, now).aggregate(
        advised=Count("pk"), told=Count("pk", filter=_told()), advising=Count("session__pair", distinct=True)
    )
    return Leading(
        pairs=pairs.count(),
        met=pairs.filter(Exists(Report.objects.filter(session__pair=OuterRef("pk"), took_place=True))).count(),
        ended=early.count(),
        felt=felt_shown(programme),
        **meetings,
        **advice,
    )


def _passed(programme: Programme, now: datetime, of: str = "") -> dict[str, Any]:
    """The planned meetings whose time has passed; `of`: the way to a meeting, where something of it is looked for."""
    planned = {"pair__programme": programme, "week__isnull": False, "dropped_at": None, "starts_at__lte": now}
    return {f"{of}{field}": value for field, value in planned.items()}


def _advice(programme: Programme, now: datetime) -> QuerySet[Sheet]:
    """Sheets with advice, where the author's next meeting has passed too."""
    next_one = {"pair": OuterRef("session__pair"), "week": OuterRef("session__week") + 1}
    following = Session.objects.filter(**next_one, dropped_at=None, starts_at__lte=now)
    found = Sheet.objects.filter(Exists(following), advised=True, **_passed(programme, now, "session__"))
    return found.order_by()


def _told() -> Exists:
    """Of a sheet: its author's next one says what came of the advice."""
    return Exists(
        Sheet.objects.filter(
            author=OuterRef("author"),
            session__pair=OuterRef("session__pair"),
            session__week=OuterRef("session__week") + 1,
            told=True,
        )
    )


def _on_time(passed: QuerySet[Session]) -> Exists:
    """Of a meeting: somebody said that it took place in its week.

    The last days of weeks are told to the database: SQLite adds days by calling Python for each row.
    """
    week = OuterRef("week_from")
    weeks = passed.values_list("week_from", flat=True).distinct()
    ends = (When(Exact(week, Value(first)), then=Value(first + IN_ITS_WEEK)) for first in weeks)
    within = {"met_on__gte": week, "met_on__lte": Case(*ends, output_field=DateField())}
    return Exists(Report.objects.filter(session=OuterRef("pk"), **within))
