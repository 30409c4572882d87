"""Figures for other rooms: a file for an analysis, a matrix for what this many people could show."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Sum
from django.utils.timezone import localdate

from mentorlift.files.cells import day_number
from mentorlift.outcomes.models import Every, Metric, OutcomeImport
from mentorlift.outcomes.queries.parts import NEVER, parts
from mentorlift.people.models import Employment

if TYPE_CHECKING:
    from mentorlift.science.effects.data import Floats


def metric_names(every: str = Every.DAY) -> list[str]:
    """Names of the figures of one rhythm that have rows, in order."""
    return list(Metric.objects.filter(every=every, rows__gt=0).values_list("name", flat=True))


def observed_through(every: str = Every.DAY) -> date | None:
    """The last day any counted file tells of; None without one."""
    counted = OutcomeImport.objects.filter(taken_over_at__isnull=False, withdrawn_at=None, every=every)
    last: date | None = counted.aggregate(last=Max("last_on"))["last"]
    return last


def removed_through() -> date | None:
    """The last day of which figures went because their time was over; None where none did."""
    aged = OutcomeImport.objects.filter(aged_out_at__isnull=False)
    last: date | None = aged.aggregate(last=Max("last_on"))["last"]
    return last


def arrivals() -> dict[str, list[tuple[date, date]]]:
    """Daily figure -> of each counted file that brings it, (last day it tells of, day it was taken over)."""
    known = Metric.objects.filter(every=Every.DAY).values_list("name", "last_on")
    reach = {name: last_on for name, last_on in known if last_on}
    counted = OutcomeImport.objects.filter(taken_over_at__isnull=False, withdrawn_at=None, every=Every.DAY).values_list(
        "metrics", "last_on", "taken_over_at"
    )
    found: dict[str, list[tuple[date, date]]] = {name: [] for name in reach}
    for names, last_on, taken_over_at in counted:
        if last_on is None or taken_over_at is None:
            continue
        for name in set(names) & set(reach):
            # a file may tell less of one figure than of the others
            found[name].append((min(last_on, reach[name]), localdate(taken_over_at)))
    return found


def figures_version() -> str:
    """Another text whenever another set of daily files counts: the key of whatever is worked out from them."""
    counted = OutcomeImport.objects.filter(taken_over_at__isnull=False, withdrawn_at=None, every=Every.DAY)
    found = counted.aggregate(files=Count("id"), last=Max("taken_over_at"), rows=Sum("kept"))
    return f"{found['files']}-{found['last']:%Y%m%d%H%M%S%f}-{found['rows']}" if found["files"] else ""


def daily_file(folder: Path) -> Path:
    """Writes `outcomes.parquet` into `folder`: every daily figure of everybody, as the command line reads it.

    person_id is our random id; a day that several files tell of stands once, as the latest file has it.
    """
    import duckdb

    from mentorlift.files.figures import write_figures

    path = folder / "outcomes.parquet"
    names = metric_names() or ["revenue"]
    currencies = set(Metric.objects.filter(name__in=names).exclude(currency="").values_list("currency", flat=True))
    with duckdb.connect() as connection:
        write_figures(connection, parts(), names, path, currency=currencies.pop() if len(currencies) == 1 else "")
    return path


def tenure_days(metric: str, *, hired_from: date, hired_until: date, days: int) -> "tuple[Floats, Floats]":
    """People hired in [hired_from, hired_until) x their first `days` days, in order of hiring; and for how many of them
    each is a working day, those who have left among them.

    A working day (on which anyone has a row) without a row is zero while employed, nan otherwise. People whose window
    is not over yet are left out.
    """
    import duckdb
    import numpy as np

    from mentorlift.files.figures import first_days

    through = observed_through()
    hires = Employment.objects.filter(hired_on__gte=hired_from, hired_on__lt=hired_until).order_by("hired_on", "id")
    spells = {
        str(hire.person_id): (day_number(hire.hired_on), day_number(hire.exited_on) if hire.exited_on else NEVER)
        for hire in hires
        if through is not None and day_number(hire.hired_on) + days <= day_number(through) + 1
    }
    if not spells:
        return np.empty((0, days)), np.zeros(days)
    with duckdb.connect() as connection:
        rows = [(person, first, stop) for person, (first, stop) in spells.items()]
        return first_days(connection, parts(), metric, rows, days=days)
