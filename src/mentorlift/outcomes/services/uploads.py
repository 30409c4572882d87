"""Keeps a file of figures until the background work has looked at it."""

import hashlib
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.files.cells import date_of
from mentorlift.jobs.services import enqueue
from mentorlift.outcomes.folders import ENDINGS, inbox, inbox_files, stored_path, upload_path
from mentorlift.outcomes.models import Delivery, OutcomeImport

MOST_FROM_HERE = 20 * 1024**3  # bytes of a file that lies on the server already
ROOM = 256 * 1024**2  # bytes left free on the disk
CHUNK = 1 << 20


class UnableToImport(Exception):
    """Nothing was changed; the text says why and what to do."""


def receive(
    *,
    chunks: Iterable[bytes],
    file_name: str,
    every: str,
    actor_id: str,
    now: datetime,
    most_bytes: int | None = None,
    delivery: Delivery | None = None,
) -> OutcomeImport:
    """Keeps an uploaded file and asks for it to be taken over; the import carries its job.

    `most_bytes` is the organisation's limit for uploads where not given. Raises UnableToImport.
    """
    name = Path(file_name.replace("\\", "/")).name[-200:]
    if Path(name).suffix.lower() not in ENDINGS:
        raise UnableToImport(_("This is not a table we can read. Save it as CSV, TSV, XLSX or Parquet."))
    upload = OutcomeImport(
        id=uuid4(),
        file_name=name,
        every=every,
        uploaded_by=actor_id,
        uploaded_at=now,
        bytes=0,
        delivery=delivery,
    )
    path = upload_path(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _write(upload, path, chunks, settings.UPLOAD_LIMIT if most_bytes is None else most_bytes)
    except UnableToImport:
        path.unlink(missing_ok=True)
        raise
    with transaction.atomic():
        upload.save(force_insert=True)
        job = enqueue(
            "outcomes.take_over", now=now, requested_by=actor_id, key=f"outcomes:{upload.id}", import_id=str(upload.id)
        )
        OutcomeImport.objects.filter(id=upload.id).update(job_id=job.id)
        record(
            actor_id=actor_id,
            action="outcomes.upload",
            subject=f"outcome_import:{upload.id}",
            now=now,
            digests={"file": upload.file_digest},
        )
    upload.job_id = job.id
    return upload


def receive_from_inbox(*, file_name: str, every: str, actor_id: str, now: datetime) -> OutcomeImport:
    """The same for a file an administrator has put into the inbox folder of the server; the original stays there."""
    if file_name not in inbox_files():
        raise UnableToImport(_("There is no such file in the inbox any more."))
    return receive_file(path=inbox() / file_name, every=every, actor_id=actor_id, now=now)


def receive_file(
    *, path: Path, every: str, actor_id: str, now: datetime, delivery: Delivery | None = None
) -> OutcomeImport:
    """The same for a file of this machine."""
    with path.open("rb") as stream:
        chunks = iter(lambda: stream.read(CHUNK), b"")
        return receive(
            chunks=chunks,
            file_name=path.name,
            every=every,
            actor_id=actor_id,
            now=now,
            most_bytes=MOST_FROM_HERE,
            delivery=delivery,
        )


def with_faults() -> QuerySet[OutcomeImport]:
    """Refused files whose faults are still listed: a fault may quote a row."""
    return OutcomeImport.objects.filter(refused_at__isnull=False).exclude(faults=[])


def forget_faults(*, before: datetime) -> int:
    """Forgets the faults of files refused before an instant. Returns of how many."""
    return with_faults().filter(refused_at__lt=before).update(faults=[])


def with_strangers() -> QuerySet[OutcomeImport]:
    """Files that count and may still hold rows of people nobody knows, under the ids of the files."""
    return OutcomeImport.objects.filter(taken_over_at__isnull=False, withdrawn_at=None, strangers_forgotten_at=None)


def forget_strangers(*, before: datetime, now: datetime) -> int:
    """Forgets rows of unknown people in files taken over before an instant. Returns of how many files."""
    import duckdb

    from mentorlift.files.store import without_strangers

    due = list(with_strangers().filter(taken_over_at__lt=before))
    for upload in due:
        with duckdb.connect() as connection:
            without_strangers(connection, stored_path(upload))
        OutcomeImport.objects.filter(id=upload.id).update(strangers_forgotten_at=now)
    return len(due)


def tidy(*, now: datetime) -> int:
    """Removes files no import names any more, and counts the days of files that were taken over before that was done.

    Returns of how many imports the days were counted.
    """
    import duckdb

    from mentorlift.files.store import rows_by_day

    touched = 0
    for upload in OutcomeImport.objects.filter(taken_over_at__isnull=False, withdrawn_at=None, days={}, kept__gt=0):
        with duckdb.connect() as connection:
            counts = rows_by_day(connection, stored_path(upload))
        # what they replaced at that time is not known any more
        days = {date_of(day).isoformat(): [rows, 0, 0] for day, rows in counts}
        touched += OutcomeImport.objects.filter(id=upload.id).update(days=days)
    _remove_orphans(older_than=now - timedelta(days=1))
    return touched


def _remove_orphans(*, older_than: datetime) -> None:
    """Files left by a process that died between writing and its transaction; young ones may still be written."""
    open_ones = {str(one) for one in OutcomeImport.objects.filter(withdrawn_at=None).values_list("id", flat=True)}
    example = OutcomeImport(id=uuid4(), file_name="x.csv")
    for folder in (stored_path(example).parent, upload_path(example).parent):
        for path in folder.glob("*") if folder.is_dir() else ():
            old = path.stat().st_mtime < older_than.timestamp()
            if old and path.name.partition(".")[0] not in open_ones:
                path.unlink(missing_ok=True)


def free_bytes(folder: Path) -> int:
    """Room left on the disk of `folder`."""
    return shutil.disk_usage(folder).free


def _write(upload: OutcomeImport, path: Path, chunks: Iterable[bytes], most_bytes: int) -> None:
    if free_bytes(path.parent) < ROOM:
        raise UnableToImport(_("The disk of the server is nearly full. Make room first."))
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as stream:
        for chunk in chunks:
            size += len(chunk)
            if size > most_bytes:
                limit = most_bytes // 1024**2
                raise UnableToImport(_("The file is larger than %(limit)s MB. Split it by months.") % {"limit": limit})
            digest.update(chunk)
            stream.write(chunk)
    upload.file_digest, upload.bytes = digest.hexdigest(), size
