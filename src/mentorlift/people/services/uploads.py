"""Where a file of people waits between its upload and its end, and how it gets there and away."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.files.faults import Refused
from mentorlift.files.said import said
from mentorlift.files.tables import Table, read_table
from mentorlift.people.models import PeopleImport
from mentorlift.people.rules.columns import FIELDS, LEAVE_FIELDS, guessed, worth_keeping
from mentorlift.people.upload_folder import path_of

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".parquet")
MOST_BYTES = 50 * 1024 * 1024
KEPT_FOR = timedelta(days=7)


class UnableToImport(Exception):
    """Nothing was changed; the text says why and what to do."""


def receive(
    *, chunks: Iterable[bytes], file_name: str, kind: str, sheet: str = "", actor_id: str, now: datetime
) -> PeopleImport:
    """Keeps an uploaded file and looks at its columns, with the settings of the last file that had the same ones.

    Raises UnableToImport for a kind of file that is not read or one too large, Refused when it is no table.
    """
    name = Path(file_name.replace("\\", "/")).name[-200:]
    if Path(name).suffix.lower() not in ENDINGS:
        raise UnableToImport(_("This is not a table we can read. Save it as CSV, TSV, XLSX or Parquet."))
    upload = PeopleImport(id=uuid4(), kind=kind, file_name=name, sheet=sheet, uploaded_by=actor_id, uploaded_at=now)
    path = path_of(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        upload.file_digest = _written(path, chunks)
        table = read_table(path, name=name, sheet=sheet or None)
        if kind == PeopleImport.LEAVE:
            _refuse_reasons(table)
    except (Refused, UnableToImport):
        path.unlink(missing_ok=True)
        raise
    upload.columns = list(table.columns)
    upload.columns_digest = hashlib.sha256("\n".join([kind, *table.columns]).encode()).hexdigest()
    _remember(upload)
    with transaction.atomic():
        upload.save(force_insert=True)
        record(
            actor_id=actor_id,
            action="people.upload",
            subject=f"people_import:{upload.id}",
            now=now,
            digests={"file": upload.file_digest},
        )
    return upload


def settle(
    *,
    upload_id: UUID,
    mapping: Mapping[str, str],
    kept: Iterable[str],
    last_day_worked: bool,
    holds_from: date,
    here_since: date | None = None,
    now: datetime,
) -> None:
    """Keeps which column means what, for this file and for the next one with the same columns."""
    PeopleImport.objects.filter(id=upload_id, taken_over_at=None, discarded_at=None).update(
        mapping=dict(mapping),
        kept=list(kept),
        last_day_worked=last_day_worked,
        holds_from=holds_from,
        here_since=here_since,
        mapped_at=now,
    )


def discard(*, upload_id: UUID, actor_id: str, now: datetime) -> None:
    """Forgets an open import with its file; one that was taken over stays as it is."""
    upload = PeopleImport.objects.filter(id=upload_id).first()
    with transaction.atomic():
        gone = PeopleImport.objects.filter(id=upload_id, taken_over_at=None, discarded_at=None)
        if upload is None or not gone.update(discarded_at=now):
            return
        record(actor_id=actor_id, action="people.discard_import", subject=f"people_import:{upload_id}", now=now)
    path_of(upload).unlink(missing_ok=True)


def discard_old(*, before: datetime, now: datetime) -> int:
    """Forgets imports that have lain open since before an instant: their files hold names. Returns how many."""
    old = PeopleImport.objects.filter(taken_over_at=None, discarded_at=None, uploaded_at__lt=before)
    ids = list(old.values_list("id", flat=True))
    for upload_id in ids:
        discard(upload_id=upload_id, actor_id="", now=now)
    return len(ids)


def _written(path: Path, chunks: Iterable[bytes]) -> str:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as stream:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise UnableToImport(_("The file is larger than 50 MB. Split it, or leave columns out."))
            digest.update(chunk)
            stream.write(chunk)
    return digest.hexdigest()


def _refuse_reasons(table: Table) -> None:
    """More than person, from and to could say why somebody was away: such a file is not even kept for a moment."""
    mapping = guessed(table.columns, LEAVE_FIELDS)
    for column in table.columns if len(table.columns) > len(LEAVE_FIELDS) else ():
        if column not in mapping.values():
            what = said("a file of leave has three columns and no reasons; nothing of it was kept")
            table.fault(1, column, what, said("remove the column and upload the file again"))
    table.refuse_if_faulty()


def _remember(upload: PeopleImport) -> None:
    same = PeopleImport.objects.filter(kind=upload.kind, columns_digest=upload.columns_digest)
    last = same.exclude(mapped_at=None).order_by("-mapped_at").first()
    if last is not None:
        upload.mapping, upload.kept, upload.last_day_worked = last.mapping, last.kept, last.last_day_worked
        return
    fields = LEAVE_FIELDS if upload.kind == PeopleImport.LEAVE else FIELDS
    upload.mapping = guessed(upload.columns, fields)
    upload.kept = worth_keeping(upload.columns, upload.mapping) if upload.kind == PeopleImport.PEOPLE else []
