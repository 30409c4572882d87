"""What can be seen of a programme long before its effect: counts of meetings, sheets and endings, never whose."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from mentorlift.mentorships.models import Pair, Session, Sheet
from mentorlift.programmes.models import Programme

IN_ITS_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Leading:
    """Of the planned meetings whose time has passed: how many took place in the week they were planned for, and for
    how many both had filled in their sheet. Of all pairs: how many met at least once, and how many ended early.
    """

    passed: int
    on_time: int
    prepared: int
    pairs: int
    met: int
    ended: int


def leading(programme: Programme, *, now: datetime) -> Leading:
    """Counts made by the database, whatever the size. A meeting counts as held where one of the two said so."""
    passed = Session.objects.filter(
        pair__programme=programme, week__isnull=False, dropped_at=None, starts_at__lte=now
    ).order_by()
    held = Q(
        reports__took_place=True,
        reports__met_on__gte=F("week_from"),
        reports__met_on__lte=F("week_from") + IN_ITS_WEEK,
    )
    both = (
        Sheet.objects.filter(session__in=passed, answered_at__isnull=False)
        .order_by()
        .values("session")
        .annotate(sides=Count("pk"))
        .filter(sides=2)
    )
    pairs = Pair.objects.filter(programme=programme).order_by()
    early = pairs.filter(ended_at__isnull=False, ending__kind__in=("ended", "left", "replaced"))
    return Leading(
        passed=passed.count(),
        on_time=passed.filter(held).distinct().count(),
        prepared=both.count(),
        pairs=pairs.count(),
        met=pairs.filter(sessions__reports__took_place=True).distinct().count(),
        ended=early.count(),
    )
