"""For each figure that could be measured: how often it is zero, and the smallest gain these people could show."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from mentorlift.programmes.models import Programme, RosterEntry

HISTORY_DAYS = 365  # people who started in the year before tell how much revenue varies


@dataclass(frozen=True)
class Candidate:
    """One row of the table on the plan page; `why` where nothing can be said."""

    metric: str
    mentored: int
    later: int
    mean: float | None = None
    zero_percent: float | None = None
    smallest_percent: float | None = None
    why: str = ""


def metrics_to_choose() -> list[str]:
    """Names of the figures that have been imported."""
    from mentorlift.outcomes.queries import metric_names

    return metric_names()


def candidates(programme: Programme) -> list[Candidate]:
    """One row a figure, worked out from people hired in the year before, over the plan's usual first two months."""
    mentored, later = _sizes(programme)
    return [_candidate(metric, mentored, later) for metric in metrics_to_choose()]


def _sizes(programme: Programme) -> tuple[int, int]:
    people = RosterEntry.objects.filter(programme=programme).count() or 2 * (programme.places_wanted or 50)
    mentored = min(programme.places_wanted or people // 2, people - 1)
    return mentored, people - mentored


def _candidate(metric: str, mentored: int, later: int) -> Candidate:
    from mentorlift.outcomes.queries import tenure_days
    from mentorlift.science.lottery.power import smallest_visible

    today = timezone.localdate()
    matrix = tenure_days(metric, hired_from=today - timedelta(days=HISTORY_DAYS), hired_until=today, days=60)
    try:
        found = smallest_visible(matrix, mentored, later, runs=200)
    except ValueError:
        return Candidate(metric, mentored, later, why=_("too few people have figures yet"))
    return Candidate(
        metric,
        mentored,
        later,
        mean=found.mean,
        zero_percent=100 * found.zero_share,
        smallest_percent=found.by_simulation_percent or found.by_formula_percent,
    )
