"""Looking into the folders of deliveries: every file is handed on to be checked, and whoever must know is told."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, localtime
from django.utils.translation import override

from mentorlift.accounts.actors import actor_of
from mentorlift.accounts.models import User
from mentorlift.notifications.services import send
from mentorlift.outcomes import letters, policies
from mentorlift.outcomes.folders import delivered
from mentorlift.outcomes.models import Delivery, Look, OutcomeImport
from mentorlift.outcomes.services.uploads import UnableToImport, receive_file

AT_REST = timedelta(minutes=1)  # a file that changed later than this may still be written


def look_into_due(*, now: datetime) -> list[Look]:
    """Looks into every open folder whose time of day has come and that was not looked into on this day."""
    today, time = localdate(now), localtime(now).time()
    due = Delivery.objects.filter(closed_at=None, takes_at__lte=time).exclude(looked_on__gte=today)
    return [found for delivery in due if (found := _claimed_look(delivery, now=now)) is not None]


def _claimed_look(delivery: Delivery, *, now: datetime) -> Look | None:
    """None where another worker looks, or where a file is still being written: the next sweep comes in minutes."""
    if any(path.stat().st_mtime > (now - AT_REST).timestamp() for path in delivered(delivery)):
        return None
    unlooked = Q(looked_on=None) | Q(looked_on__lt=localdate(now))
    if not Delivery.objects.filter(unlooked, id=delivery.id, closed_at=None).update(looked_on=localdate(now)):
        return None
    return look_into(delivery=delivery, now=now)


def look_into(*, delivery: Delivery, now: datetime, actor_id: str = "") -> Look:
    """Takes every file of the folder out of it. A file with the last one's letters is only noted.

    Killed half-way, the next look finds what is left; a file received and not yet removed is the last one again.
    """
    look = Look(delivery=delivery, at=now, by=actor_id)
    for path in delivered(delivery):
        if _is_the_last_one(path, delivery):
            look.again += 1
        else:
            _receive(look, path, now=now, actor_id=actor_id)
        path.unlink(missing_ok=True)
    with transaction.atomic():
        look.told = not (look.taken or look.again or look.refused) and not actor_id and _is_late(delivery, now=now)
        look.save(force_insert=True)
        if look.told:
            _write_to(delivery, f"outcomes.missing:{look.id}", partial(letters.missing, look), now=now)
        if look.refused:
            _write_to(delivery, f"outcomes.unread:{look.id}", partial(letters.unread, look), now=now)
    return look


def tell_refused(*, upload: OutcomeImport, faults: int, now: datetime) -> None:
    """Writes to those who are told of a delivery that its file was refused; of other files nobody is written to."""
    if upload.delivery is not None:
        _write_to(upload.delivery, f"outcomes.refused:{upload.id}", partial(letters.refused, upload, faults), now=now)


def _receive(look: Look, path: Path, *, now: datetime, actor_id: str) -> None:
    try:
        receive_file(path=path, every=look.delivery.every, actor_id=actor_id, now=now, delivery=look.delivery)
    except UnableToImport as error:
        look.refused.append(f"{path.name}: {error}")
    else:
        look.taken += 1


def _is_the_last_one(path: Path, delivery: Delivery) -> bool:
    """Whether the file brings nothing new: the last one was taken over whole and has the same letters."""
    last = delivery.imports.order_by("-uploaded_at", "-id").first()
    if last is None or last.refused_at or last.withdrawn_at or last.left_out or last.bytes != path.stat().st_size:
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == last.file_digest


def _is_late(delivery: Delivery, *, now: datetime) -> bool:
    """Whether nothing has come for as long as the delivery's patience, and nobody was told of it yet."""
    came = delivery.looks.filter(Q(taken__gt=0) | Q(again__gt=0)).first()
    since = came.at if came else delivery.opened_at
    if (localdate(now) - localdate(since)).days < delivery.patience:
        return False
    return not delivery.looks.filter(told=True, at__gt=since).exists()


def _write_to(delivery: Delivery, key: str, letter: Callable[[], tuple[str, str]], *, now: datetime) -> None:
    for user in readers(delivery):
        with override(user.language or settings.LANGUAGE_CODE):
            subject, body = letter()
            send(key=f"{key}:{user.id}", to=user.email, subject=subject, body=body, now=now)


def readers(delivery: Delivery) -> list[User]:
    """Those to tell who may still read about figures."""
    return [user for user in delivery.told.order_by("email") if policies.may_read_quality(actor_of(user))]
