"""What is missing before a start, for the rail beside every page: remembered for a minute.

The list itself, and what it holds up, are always found anew. To find them for each page of thousands of people would
cost more than the page.
"""

from datetime import datetime, timedelta

from django.core.cache import cache

from mentorlift.accounts.actors import Actor
from mentorlift.programmes.models import Programme
from mentorlift.programmes.once import found_at
from mentorlift.programmes.readiness import own_standing

KEPT = timedelta(minutes=1)


def missing_lately(programme: Programme, *, actor: Actor, now: datetime) -> int:
    """How many things hold the programme up, as somebody found at most a minute ago.

    Whoever has changed anything since that (`actor.acted_at`) reads it anew, and so does whoever asks outside a page.
    """
    if actor.acted_at is not None and not found_at(programme, now, "readiness"):
        at, missing = cache.get(_key(programme), (None, 0))
        if at is not None and max(actor.acted_at, now - KEPT) < at <= now:
            return int(missing)
    missing = sum(bool(one.holds_up) and not state.done for one, state in own_standing(programme, now=now))
    if actor.acted_at is not None:
        cache.set(_key(programme), (now, missing), timeout=KEPT.total_seconds())
    return missing


def forget(programme: Programme) -> None:
    """Something changed that nobody did on a page of theirs."""
    cache.delete(_key(programme))


def _key(programme: Programme) -> str:
    return f"programmes.missing.{programme.id}"
