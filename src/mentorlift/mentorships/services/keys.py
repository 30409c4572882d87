"""Change the key that seals the sheets, and whatever upper rooms seal with it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from mentorlift.audit.services import record
from mentorlift.mentorships.models import Sheet
from mentorlift.mentorships.sealing import reseal

_further: list[Callable[[], int]] = []


def register_sealed(reseal_all: Callable[[], int]) -> None:
    """Add what an upper room seals: `reseal_all` seals all of it anew, in the caller's transaction."""
    _further.append(reseal_all)


def reseal_sheets(*, now: datetime) -> int:
    """Seal everything with the first of the keys; afterwards the others are needed no more. Returns how many.

    Raises sealing.UnableToRead, and changes nothing, when one of them opens with none of the keys.
    """
    count = 0
    with transaction.atomic():
        for sheet in Sheet.objects.select_for_update(of=("self",)).select_related("session").exclude(sealed=b""):
            Sheet.objects.filter(id=sheet.id).update(sealed=reseal(sheet.sealed, pair_id=sheet.session.pair_id))
            count += 1
        count += sum(reseal_all() for reseal_all in _further)
        record(
            actor_id="operator", action="mentorships.reseal_sheets", subject="sheets:all", now=now, ids={"count": count}
        )
    return count
