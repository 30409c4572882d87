"""Reads of this room. How long something is kept is no secret; who may change it is a policy."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mentorlift.audit.asking import Asker
from mentorlift.keeping.kinds import Kind, kind_of, kinds
from mentorlift.keeping.models import Period, Removal


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind as the page shows it. `next_at`: when the first of what is held now falls due."""

    kind: Kind
    days: int
    next_at: datetime | None
    last: Removal | None
    removed: int
    changed: Period | None


def may_set_periods(actor: Asker) -> bool:
    """Administrators."""
    return actor.is_administrator


def days_of(key: str) -> int:
    """How many days a kind is kept now; KeyError for one that nobody registered."""
    return _days([kind_of(key)])[key]


def periods() -> list[tuple[Kind, int]]:
    """Every kind with its days: one query."""
    all_kinds = kinds()
    days = _days(all_kinds)
    return [(kind, days[kind.key]) for kind in all_kinds]


def kept(actor: Asker) -> list[Kept]:
    """Every kind with its next and last deletion; empty for everybody but administrators."""
    if not may_set_periods(actor):
        return []
    changed = {row.kind: row for row in Period.objects.all()}
    last: dict[str, Removal] = {}
    totals: dict[str, int] = {}
    for removal in Removal.objects.all():
        last.setdefault(removal.kind, removal)
        totals[removal.kind] = totals.get(removal.kind, 0) + removal.removed
    return [
        Kept(
            kind=kind,
            days=days,
            next_at=None if kind.is_silent else _due(kind, days),
            last=last.get(kind.key),
            removed=totals.get(kind.key, 0),
            changed=changed.get(kind.key),
        )
        for kind, days in periods()
    ]


def _due(kind: Kind, days: int) -> datetime | None:
    oldest = kind.oldest()
    return oldest + timedelta(days=days) if oldest else None


def _days(wanted: list[Kind]) -> dict[str, int]:
    """The latest decision of each, or its default."""
    decided = {row.kind: row.days for row in Period.objects.filter(kind__in=[kind.key for kind in wanted])}
    return {kind.key: decided.get(kind.key, kind.default) for kind in wanted}
