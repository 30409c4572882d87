"""For each figure that could be measured: how often it is zero, the smallest gain these people could show, and when."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.cache import cache
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mentorlift.experiments import rules
from mentorlift.programmes.models import Cohort, Programme, RosterEntry

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
    known_on: date | None = None
    why: str = ""


def metrics_to_choose() -> list[str]:
    """Names of the figures that have been imported."""
    from mentorlift.outcomes.queries import metric_names

    return metric_names()


def last_start(programme: Programme) -> date:
    """The first day of the last intake there is; today while there is none."""
    found: date | None = Cohort.objects.filter(programme=programme).aggregate(last=Max("starts_on"))["last"]
    return found or timezone.localdate()


def candidates(programme: Programme, *, answer_due_on: date) -> list[Candidate]:
    """One row a figure, worked out from people hired in the year before, over the plan's usual first two months.

    `answer_due_on`: the day after the last window ends; each row says when its own figures have come that far.
    Redraws take seconds, so that a row is kept for the day, or until other files count.
    """
    from mentorlift.outcomes.queries import arrivals, figures_version

    mentored, later = _sizes(programme)
    version, brought = figures_version(), arrivals()
    return [
        replace(
            _kept(metric, mentored, later, version), known_on=rules.known_on(answer_due_on, brought.get(metric, []))
        )
        for metric in metrics_to_choose()
    ]


def _kept(metric: str, mentored: int, later: int, version: str) -> Candidate:
    content = repr((metric, mentored, later, version, timezone.localdate(), get_language()))
    key = f"experiments.candidate.{hashlib.sha256(content.encode()).hexdigest()}"
    found: Candidate | None = cache.get(key)
    if found is None:
        found = _candidate(metric, mentored, later)
        cache.set(key, found, timeout=24 * 3600)
    return found


def _sizes(programme: Programme) -> tuple[int, int]:
    people = RosterEntry.objects.filter(programme=programme).count() or 2 * (programme.places_wanted or 50)
    mentored = min(programme.places_wanted or people // 2, people - 1)
    return mentored, people - mentored


def _candidate(metric: str, mentored: int, later: int) -> Candidate:
    import numpy as np

    from mentorlift.outcomes.queries import tenure_days
    from mentorlift.science.lottery.power import NothingVaries, smallest_visible

    today = timezone.localdate()
    matrix = tenure_days(metric, hired_from=today - timedelta(days=HISTORY_DAYS), hired_until=today, days=60)
    try:
        # people start on any weekday: a day counts as much as people are at work on it
        at_work = np.isfinite(matrix).sum(axis=0)
        found = smallest_visible(matrix, mentored, later, scheduled=at_work, runs=200)
    except NothingVaries:
        return Candidate(metric, mentored, later, why=_("everybody has the same figure"))
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
