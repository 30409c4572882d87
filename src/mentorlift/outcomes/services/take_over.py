"""Takes a file of figures over: checked and stored as columns, or refused with every fault; and takes it back."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.files.cells import date_of
from mentorlift.files.faults import Fault, Refused
from mentorlift.files.figures import Summary, register, summaries
from mentorlift.files.outcomes import is_money
from mentorlift.files.said import Said, said
from mentorlift.files.store import DayChange, Part, Stored, day_changes, to_store
from mentorlift.outcomes.folders import spill_folder, stored_path, upload_path
from mentorlift.outcomes.models import Every, Metric, OutcomeImport
from mentorlift.outcomes.queries.parts import directory, leaves, parts
from mentorlift.outcomes.services.uploads import UnableToImport, receive_file

if TYPE_CHECKING:
    import duckdb

MOST_CHARACTERS = 100  # of a figure's name
RHYTHMS: dict[str, Said] = {Every.DAY: said("day"), Every.WEEK: said("week"), Every.MONTH: said("month")}
MOST_MEMORY = "1500MB"  # of DuckDB; what is beyond it waits on the disk


def _bounded() -> "duckdb.DuckDBPyConnection":
    import duckdb

    return duckdb.connect(config={"memory_limit": MOST_MEMORY, "temp_directory": str(spill_folder())})


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """All that the transaction will write: computed before it, so that it is short."""

    stored: Stored
    days: list[DayChange]
    summaries: list[Summary]


def prepare(upload: OutcomeImport) -> Prepared:
    """Checks and stores the file beside the others, where nothing reads it yet. Raises Refused with the faults."""
    target = stored_path(upload)
    target.parent.mkdir(parents=True, exist_ok=True)
    people = directory()
    with _bounded() as connection:
        stored = to_store(connection, upload_path(upload), target, people, file=upload.file_name)
        try:
            _check_metrics(upload, stored)
        except Refused:
            target.unlink(missing_ok=True)
            raise
        earlier = parts(upload.every)
        days = day_changes(connection, target, stored.outcomes.shape.metrics, earlier)
        after = [*earlier, *_fresh(target, stored)]
        names = sorted({name for part in after for name in part.metrics})
        register(connection, people, leaves())
        found = summaries(connection, after, names, count_missing=upload.every == Every.DAY)
    return Prepared(stored=stored, days=days, summaries=found)


def keep(*, upload: OutcomeImport, prepared: Prepared, actor_id: str, now: datetime) -> None:
    """Makes a prepared file count, once; a second call raises UnableToImport."""
    stored, shape = prepared.stored, prepared.stored.outcomes.shape
    replaced = sum(one.rows - one.new for one in prepared.days)
    with transaction.atomic():
        done = OutcomeImport.objects.filter(id=upload.id, taken_over_at=None, refused_at=None).update(
            taken_over_at=now,
            metrics=list(shape.metrics),
            ignored=list(shape.ignored),
            rows=stored.outcomes.rows,
            kept=stored.kept,
            people=stored.people,
            first_on=None if stored.first is None else date_of(stored.first),
            last_on=None if stored.last is None else date_of(stored.last),
            left_out=stored.left_out,
            negative=stored.outcomes.negative,
            replaced=replaced,
            currency=stored.outcomes.currency,
            days={date_of(one.day).isoformat(): [one.rows, one.new, one.corrected] for one in prepared.days},
        )
        if not done:
            raise UnableToImport(_("This file has been dealt with already."))
        _keep_metrics(prepared.summaries, upload.every, now)
        if stored.outcomes.currency:
            money = [name for name in shape.metrics if is_money(name)]
            Metric.objects.filter(name__in=money).update(currency=stored.outcomes.currency)
        record(
            actor_id=actor_id,
            action="outcomes.import",
            subject=f"outcome_import:{upload.id}",
            now=now,
            ids={"rows": stored.outcomes.rows, "kept": stored.kept, "replaced": replaced},
            digests={"file": upload.file_digest},
        )
        transaction.on_commit(lambda: upload_path(upload).unlink(missing_ok=True))


def refuse(*, upload: OutcomeImport, refused: Refused, actor_id: str, now: datetime) -> None:
    """Keeps the faults of a file for its page, and nothing else of it."""
    with transaction.atomic():
        OutcomeImport.objects.filter(id=upload.id, taken_over_at=None).update(
            refused_at=now, faults=[fault.as_json() for fault in refused.faults], more_faults=refused.more
        )
        record(
            actor_id=actor_id,
            action="outcomes.refuse",
            subject=f"outcome_import:{upload.id}",
            now=now,
            ids={"faults": len(refused.faults) + refused.more},
        )
        transaction.on_commit(lambda: upload_path(upload).unlink(missing_ok=True))


def withdraw(*, import_id: UUID, actor_id: str, now: datetime) -> None:
    """Takes a file back: what it had replaced counts again. Raises UnableToImport when it does not count now."""
    with transaction.atomic():
        counted = OutcomeImport.objects.filter(id=import_id, taken_over_at__isnull=False, withdrawn_at=None)
        upload = counted.first()
        if upload is None or not counted.update(withdrawn_at=now):
            raise UnableToImport(_("This file does not count any more."))
        left = parts(upload.every)
        names = sorted(Metric.objects.filter(every=upload.every).values_list("name", flat=True))
        with _bounded() as connection:
            register(connection, directory(), leaves())
            found = summaries(connection, left, names, count_missing=upload.every == Every.DAY)
        _keep_metrics(found, upload.every, now)
        record(actor_id=actor_id, action="outcomes.withdraw", subject=f"outcome_import:{import_id}", now=now)
        transaction.on_commit(lambda: stored_path(upload).unlink(missing_ok=True))


def bring_in(*, path: Path, every: str = "day", actor_id: str, now: datetime) -> OutcomeImport:
    """A file of this machine taken over here and now, without waiting for the worker. Raises Refused."""
    upload = receive_file(path=path, every=every, actor_id=actor_id, now=now)
    try:
        prepared = prepare(upload)
    except Refused as refused:
        refuse(upload=upload, refused=refused, actor_id=actor_id, now=now)
        raise
    keep(upload=upload, prepared=prepared, actor_id=actor_id, now=now)
    upload.refresh_from_db()
    return upload


def _fresh(target: Path, stored: Stored) -> list[Part]:
    if stored.first is None or stored.last is None:
        return []
    return [Part(path=target, metrics=stored.outcomes.shape.metrics, first=stored.first, last=stored.last)]


def _check_metrics(upload: OutcomeImport, stored: Stored) -> None:
    shape, currency = stored.outcomes.shape, stored.outcomes.currency
    faults = []
    if shape.periods:
        what, remedy = said("numbered periods have no day"), said("give a date instead")
        faults.append(Fault(upload.file_name, 1, "period", what, remedy))
    if not shape.metrics:
        what, remedy = said("no column holds numbers"), said("add a figure, such as revenue")
        faults.append(Fault(upload.file_name, 1, "", what, remedy))
    for name in shape.metrics:
        if len(name) > MOST_CHARACTERS:
            what = said("the name has %(n)d characters", n=len(name))
            remedy = said("shorten it to %(most)d", most=MOST_CHARACTERS)
            faults.append(Fault(upload.file_name, 1, name, what, remedy))
    for metric in Metric.objects.filter(name__in=shape.metrics):
        if metric.every != upload.every:
            what = said("%(figure)s is kept by the %(every)s here", figure=metric.name, every=RHYTHMS[metric.every])
            remedy = said("name a figure by the %(every)s otherwise", every=RHYTHMS[upload.every])
            faults.append(Fault(upload.file_name, 1, metric.name, what, remedy))
        if currency and metric.currency and metric.currency != currency:
            what = said(
                "%(figure)s is in %(here)s here, in %(there)s in this file",
                figure=metric.name,
                here=metric.currency,
                there=currency,
            )
            remedy = said("convert it to %(currency)s", currency=metric.currency)
            faults.append(Fault(upload.file_name, 1, "currency", what, remedy))
    if faults:
        raise Refused(faults)


def _keep_metrics(found: list[Summary], every: str, now: datetime) -> None:
    for one in found:
        Metric.objects.update_or_create(
            name=one.metric,
            defaults={
                "every": every,
                "rows": one.rows,
                "people": one.people or 0,  # none where nothing is left
                "first_on": None if one.first is None else date_of(one.first),
                "last_on": None if one.last is None else date_of(one.last),
                "zero_rows": one.zero_rows,
                "missing_days": one.missing_days,
                "updated_at": now,
            },
        )
