"""What can be seen of a programme long before its effect: counts of meetings, sheets and endings, never whose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

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
    passed = Session.objects.filter(
        pair__programme=programme, week__isnull=False, dropped_at=None, starts_at__lte=now
    ).order_by()
    met = passed.annotate(first=Min("reports__met_on", filter=Q(reports__met_on__gte=F("week_from"))))
    both = (
        Sheet.objects.filter(session__in=passed, answered_at__isnull=False)
        .order_by()
        .values("session")
        .annotate(sides=Count("pk"))
        .filter(sides=2)
    )
    pairs = Pair.objects.filter(programme=programme).order_by()
    early = pairs.filter(ended_at__isnull=False, ending__kind__in=("ended", "left", "replaced"))
    advice = _advice(passed)
    return Leading(
        passed=passed.count(),
        on_time=_on_time(met.values_list("week_from", "first")),
        prepared=both.count(),
        pairs=pairs.count(),
        met=pairs.filter(Exists(Report.objects.filter(session__pair=OuterRef("pk"), took_place=True))).count(),
        ended=early.count(),
        advised=advice.count(),
        told=advice.filter(_told()).count(),
        advising=advice.values("session__pair").distinct().count(),
        felt=felt_shown(programme),
    )


def _advice(passed: QuerySet[Session]) -> QuerySet[Sheet]:
    """Sheets with advice, where the author's next meeting has passed too."""
    following = passed.filter(pair=OuterRef("session__pair"), week=OuterRef("session__week") + 1)
    return Sheet.objects.filter(Exists(following), session__in=passed, advised=True).order_by()


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


def _on_time(meetings: Iterable[tuple[date, date | None]]) -> int:
    """Of the first days of weeks with the day of the meeting. Not in the database: SQLite adds days by calling Python
    for each row, which takes longer than reading them."""
    return sum(met is not None and met <= week_from + IN_ITS_WEEK for week_from, met in meetings)
