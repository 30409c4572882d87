"""What takes long to make and is only read afterwards: made by one of the processes, and the others wait for it."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, *, make: Callable[[Path], None]) -> Path:
    """The folder `name` of this run, filled by the first call of `make` in any process; the others read it.

    Where `make` fails, the next process tries anew in an empty folder and fails with its own words.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made = shared / f"once-{name}"
    with (shared / f"once-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            attempt = factory.mktemp(f"once-{name}")
            make(attempt)
            attempt.rename(made)
    return made
