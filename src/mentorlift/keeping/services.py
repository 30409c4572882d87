"""The only writers of this room: decide how long, and let go what is due."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.audit.services import record
from mentorlift.keeping.kinds import Kind, kinds
from mentorlift.keeping.models import Period, Removal
from mentorlift.keeping.queries import periods


class UnableToSet(Exception):
    """No period was changed; `faults` say what is wrong, kind by kind."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(" ".join(faults.values()))


def set_periods(*, days: Mapping[str, int], actor_id: str, now: datetime) -> int:
    """Keep the kinds named for so many days from now on; returns how many changed. Raises UnableToSet out of bounds."""
    known, present = {kind.key: kind for kind in kinds()}, {kind.key: number for kind, number in periods()}
    faults = {key: _outside(known[key]) for key, wanted in days.items() if not _within(known[key], wanted)}
    if faults:
        raise UnableToSet(faults)
    changed = {key: wanted for key, wanted in days.items() if wanted != present[key]}
    with transaction.atomic():
        for key, wanted in sorted(changed.items()):
            Period.objects.create(kind=key, days=wanted, set_at=now, set_by=actor_id)
            record(
                actor_id=actor_id,
                action="keeping.set_period",
                subject=f"kind:{key}",
                now=now,
                ids={"days": wanted, "before": present[key]},
            )
    return len(changed)


def sweep(*, now: datetime) -> dict[str, int]:
    """Delete what is due of every kind, each in a transaction of its own; returns the counts, silent kinds left out."""
    counts = {}
    for kind, days in periods():
        removed = _sweep_one(kind, days, now)
        if removed and not kind.is_silent:
            counts[kind.key] = removed
    return counts


def _sweep_one(kind: Kind, days: int, now: datetime) -> int:
    with transaction.atomic():
        removed = kind.remove(now - timedelta(days=days), now)
        if removed and not kind.is_silent:
            Removal.objects.create(kind=kind.key, at=now, days=days, removed=removed)
            record(
                actor_id="job:keeping.sweep",
                action="keeping.remove",
                subject=f"kind:{kind.key}",
                now=now,
                ids={"removed": removed, "days": days},
            )
    return removed


def _within(kind: Kind, days: int) -> bool:
    return kind.least <= days <= kind.most


def _outside(kind: Kind) -> str:
    return _("%(what)s: between %(least)d and %(most)d days.") % {
        "what": kind.title,
        "least": kind.least,
        "most": kind.most,
    }
