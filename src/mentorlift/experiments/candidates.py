"""For each figure that could be measured: how often it is zero, the smallest gain these people could show, and when.

And for one of them the curve of that gain over the number of places, as points and as a picture.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mentorlift.experiments import rules
from mentorlift.programmes.models import Cohort, Programme
from mentorlift.programmes.rules.planned import Planned

if TYPE_CHECKING:
    from mentorlift.science.effects.data import Floats

HISTORY_DAYS = 365  # people who started in the year before tell how much revenue varies


@dataclass(frozen=True)
class Candidate:
    """One row of the table on the plan page; `why` where nothing can be said."""

    metric: str
    planned: Planned
    mean: float | None = None
    zero_percent: float | None = None
    smallest_percent: float | None = None
    known_on: date | None = None
    why: str = ""
    curve: tuple[tuple[int, float], ...] = ()  # (places, smallest gain in percent)
    # of those who say yes and of those who say no, where they are asked beside others; None where it is not seen
    of_yes: float | None = None
    of_no: float | None = None


@dataclass(frozen=True)
class Curve:
    """One figure's smallest visible gain over the number of places of `people`; `picture` as in `pictures`."""

    metric: str
    places: int
    people: int
    smallest_percent: float
    points: tuple[tuple[int, float], ...]
    picture: dict[str, str]

    @property
    def few(self) -> list[tuple[int, float]]:
        """About a dozen of the points, for the table."""
        return list(self.points[:: max(1, len(self.points) // 12)])


def metrics_to_choose() -> list[str]:
    """Names of the figures that have been imported."""
    from mentorlift.outcomes.queries import metric_names

    return metric_names()


def last_start(programme: Programme) -> date:
    """The first day of the last intake there is; today while there is none."""
    found: date | None = Cohort.objects.filter(programme=programme).aggregate(last=Max("starts_on"))["last"]
    return found or timezone.localdate()


def candidates(of: Planned, *, days: int, answer_due_on: date) -> list[Candidate]:
    """One row a figure, worked out from people hired in the year before, over the first `days` of each.

    `answer_due_on`: the day after the last window ends; each row says when its own figures have come that far.
    Redraws take seconds, so that a row is kept for the day, or until other files count.
    """
    from mentorlift.outcomes.queries import arrivals, figures_version

    version, brought = figures_version(), arrivals()
    return [
        replace(_kept(metric, of, days, version), known_on=rules.known_on(answer_due_on, brought.get(metric, [])))
        for metric in metrics_to_choose()
    ]


def curve_of(rows: Sequence[Candidate], metric: str) -> Curve | None:
    """The curve of the figure called `metric`, or else of the first one that has a curve; None without any."""
    with_curve = [row for row in rows if row.curve and row.smallest_percent is not None]
    found = next((row for row in with_curve if row.metric == metric), with_curve[0] if with_curve else None)
    if found is None or found.smallest_percent is None:
        return None
    return Curve(
        metric=found.metric,
        places=found.planned.mentored,
        people=found.planned.people,
        smallest_percent=found.smallest_percent,
        points=found.curve,
        picture=_drawn(found),
    )


def _drawn(row: Candidate) -> dict[str, str]:
    """The picture, drawn once for the same points and language."""
    content = repr((row.curve, row.planned.mentored, row.smallest_percent, get_language()))
    key = f"experiments.curve.{hashlib.sha256(content.encode()).hexdigest()}"
    found: dict[str, str] | None = cache.get(key)
    if found is None:
        from mentorlift.experiments.pictures import smallest_gain_picture

        found = smallest_gain_picture(row.curve, places=row.planned.mentored, percent=row.smallest_percent or 0.0)
        cache.set(key, found, timeout=24 * 3600)
    return found


def _kept(metric: str, of: Planned, days: int, version: str) -> Candidate:
    content = repr((metric, of, days, version, timezone.localdate(), get_language()))
    key = f"experiments.candidate.{hashlib.sha256(content.encode()).hexdigest()}"
    found: Candidate | None = cache.get(key)
    if found is None:
        found = _candidate(metric, of, days)
        cache.set(key, found, timeout=24 * 3600)
    return found


def _candidate(metric: str, of: Planned, days: int) -> Candidate:
    from mentorlift.outcomes.queries import tenure_days
    from mentorlift.science.effects.headline import FEWEST_PEOPLE
    from mentorlift.science.lottery.power import NothingVaries, smallest_visible
    from mentorlift.science.lottery.power_designs import curve

    if min(of.mentored, of.later) < FEWEST_PEOPLE:
        why = _("with fewer than %(people)d people in a group no gain is ever stated") % {"people": FEWEST_PEOPLE}
        return Candidate(metric, of, why=why)
    today = timezone.localdate()
    # people start on any weekday: a day counts for as many as would work on it, those who have left among them
    since = today - timedelta(days=HISTORY_DAYS)
    matrix, scheduled = tenure_days(metric, hired_from=since, hired_until=today, days=days)
    try:
        found = smallest_visible(matrix, of.mentored, of.later, scheduled=scheduled, runs=200)
        points = curve(matrix, of.people, scheduled=scheduled)
        of_yes, of_no = _both_answers(matrix, scheduled, of) if of.beside else (None, None)
    except NothingVaries:
        return Candidate(metric, of, why=_("everybody has the same figure"))
    except ValueError:
        return Candidate(metric, of, why=_("too few people have figures yet"))
    return Candidate(
        metric,
        of,
        mean=found.mean,
        zero_percent=100 * found.zero_share,
        smallest_percent=found.by_formula_percent or found.by_simulation_percent,
        curve=tuple(points),
        of_yes=of_yes,
        of_no=of_no,
    )


def _both_answers(matrix: "Floats", scheduled: "Floats", of: Planned) -> tuple[float | None, float | None]:
    """Smallest visible gain in percent of those who say yes and of those who say no, out of the two branches."""
    from mentorlift.science.effects.headline import FEWEST_PEOPLE
    from mentorlift.science.lottery.power import smallest_of
    from mentorlift.science.lottery.power_designs import opt_in, two_branches
    from mentorlift.science.lottery.power_seen import Asked

    asked = Asked(people=of.asked, share_yes=of.share_yes)
    try:
        few = min(opt_in(of.mentored, of.later, asked=of.asked, share_yes=of.share_yes)) < FEWEST_PEOPLE
    except ValueError:
        few = True
    if few:
        return None, None
    parts = two_branches(of.mentored, of.later, asked=of.asked, share_yes=of.share_yes)
    return (
        smallest_of(matrix, parts["att"], scheduled=scheduled, runs=0).by_formula_percent,
        smallest_of(matrix, parts["atu"], scheduled=scheduled, asked=asked, runs=0).by_formula_percent,
    )
