"""What is dear to work out from thousands of people, kept in the memory of the process until something of it changes.

Every change is told by the audit record, in the same transaction: whoever asks afterwards finds it worked out anew.
What changes with every request (places, pauses, requests) is never kept here.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any, TypeVar

from mentorlift.audit.queries import last_change

T = TypeVar("T")
MOST = 32  # things kept; the one not asked for longest goes first
_things: "OrderedDict[tuple[Any, ...], Any]" = OrderedDict()
_lock = Lock()


def kept(key: tuple[Any, ...], changes_of: Iterable[str], make: Callable[[], T]) -> T:
    """What `make` gives for `key`, made anew once the audit record holds a newer action that begins with any of
    `changes_of`."""
    full = (*key, last_change(changes_of))
    with _lock:
        if full in _things:
            _things.move_to_end(full)
            found: T = _things[full]
            return found
    made = make()
    with _lock:
        _things[full] = made
        while len(_things) > MOST:
            _things.popitem(last=False)
    return made


def forget() -> None:
    """Let go of everything, as when the process starts."""
    with _lock:
        _things.clear()
