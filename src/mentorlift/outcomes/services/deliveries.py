"""Folders that other systems fill by themselves: opened, given a token, filled through an address, closed."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, time
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.models import User
from mentorlift.audit.services import record
from mentorlift.outcomes.folders import ENDINGS, delivery_folder
from mentorlift.outcomes.models import Delivery
from mentorlift.outcomes.services.uploads import ROOM, UnableToImport, free_bytes


def open_delivery(
    *, name: str, every: str, takes_at: time, patience: int, told: Iterable[User], actor_id: str, now: datetime
) -> Delivery:
    """A new folder, looked into once a day from `takes_at` on. `told` read what was refused and what did not come."""
    with transaction.atomic():
        opened = Delivery.objects.create(
            name=name, every=every, takes_at=takes_at, patience=patience, opened_at=now, opened_by=actor_id
        )
        opened.told.set(told)
        _record("open_delivery", opened, actor_id, now)
        delivery_folder(opened).mkdir(parents=True, exist_ok=True)
    return opened


def change_delivery(
    *,
    delivery: Delivery,
    name: str,
    every: str,
    takes_at: time,
    patience: int,
    told: Iterable[User],
    actor_id: str,
    now: datetime,
) -> None:
    """Another time, other people to tell, another name."""
    with transaction.atomic():
        values = {"name": name, "every": every, "takes_at": takes_at, "patience": patience}
        Delivery.objects.filter(id=delivery.id).update(**values)
        delivery.told.set(told)
        _record("change_delivery", delivery, actor_id, now)


def new_token(*, delivery: Delivery, actor_id: str, now: datetime) -> str:
    """A token for the address of a delivery, told this once; an older one ends. Only its digest is kept."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Delivery.objects.filter(id=delivery.id).update(token_digest=_digest(token))
        _record("new_token", delivery, actor_id, now)
    return token


def close_delivery(*, delivery: Delivery, actor_id: str, now: datetime) -> None:
    """Nothing is taken any more, and the token opens nothing; what was taken stays."""
    with transaction.atomic():
        if Delivery.objects.filter(id=delivery.id, closed_at=None).update(closed_at=now, token_digest=""):
            _record("close_delivery", delivery, actor_id, now)


def delivery_of_token(delivery_id: UUID, token: str) -> Delivery | None:
    """The open delivery this token belongs to."""
    found = Delivery.objects.filter(id=delivery_id, closed_at=None).exclude(token_digest="").first()
    if found is None or not hmac.compare_digest(found.token_digest, _digest(token)):
        return None
    return found


def leave_file(*, delivery: Delivery, file_name: str, chunks: Iterable[bytes]) -> int:
    """Puts a file into the folder, whole or not at all; returns its bytes. Raises UnableToImport."""
    name = Path(file_name.replace("\\", "/")).name[-200:]
    if Path(name).suffix.lower() not in ENDINGS or name.startswith("."):
        raise UnableToImport(_("This is not a table we can read. Save it as CSV, TSV, XLSX or Parquet."))
    folder, size = delivery_folder(delivery), 0
    folder.mkdir(parents=True, exist_ok=True)
    if free_bytes(folder) < ROOM:
        raise UnableToImport(_("The disk of the server is nearly full. Make room first."))
    coming = folder / f".{uuid4()}"
    try:
        with coming.open("wb") as stream:
            for chunk in chunks:
                size += len(chunk)
                if size > settings.UPLOAD_LIMIT:
                    limit = {"limit": settings.UPLOAD_LIMIT // 1024**2}
                    raise UnableToImport(_("The file is larger than %(limit)s MB. Split it by months.") % limit)
                stream.write(chunk)
        coming.replace(folder / name)
    finally:
        coming.unlink(missing_ok=True)
    return size


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(verb: str, delivery: Delivery, actor_id: str, now: datetime) -> None:
    record(actor_id=actor_id, action=f"outcomes.{verb}", subject=f"delivery:{delivery.id}", now=now)
