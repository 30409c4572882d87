"""Pairs that change every week, as one who takes part sees the weeks ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.queries.overview import Overview
from mentorlift.mentorships.rules.times import last_day


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """One week: `view` is the pair in it, None for a week off."""

    programme: str
    from_on: date
    is_now: bool
    view: Overview | None


def weeks_of(views: Iterable[Overview], *, today: date) -> list[WeekAhead]:
    """The published weeks that have not passed, of everybody who has a pair in any of them, by their first days."""
    weekly = {(view.pair.programme_id, view.pair.starts_on): view for view in views if view.pair.week is not None}
    names = {view.pair.programme_id: view.pair.programme.name for view in weekly.values()}
    if not names:
        return []
    return [
        WeekAhead(names[programme], from_on, from_on <= today, weekly.get((programme, from_on)))
        for programme, from_on in _published(names, after=today - timedelta(days=7))
        if today <= last_day(from_on)
    ]


def _published(programmes: Iterable[UUID], *, after: date) -> list[tuple[UUID, date]]:
    """(programme, first day) of every week in which anybody meets."""
    found = Pair.objects.filter(
        programme__in=list(programmes), programme__closing=None, programme__stop=None,
        week__isnull=False, ended_at=None, starts_on__gt=after,
    )  # fmt: skip
    return list(found.order_by("starts_on", "programme_id").values_list("programme_id", "starts_on").distinct())
