"""How the inner parts are compiled."""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from numba import njit

Part = TypeVar("Part", bound=Callable[..., object])


def forget_older(folder: str) -> None:
    """Take away what was compiled before any file of the folder changed: numba looks at the file of a part alone, and
    would go on using a part that has an older version of another file's part inside."""
    with suppress(OSError):  # no such cache, or not ours to take away
        newest = max(entry.stat().st_mtime for entry in os.scandir(folder) if entry.name.endswith(".py"))
        for entry in os.scandir(f"{folder}/__pycache__"):
            if entry.name.endswith(".nbi") and entry.stat().st_mtime < newest:
                os.unlink(entry)  # noqa: PTH108 - science knows no pathlib


forget_older(__file__.rpartition(os.sep)[0])


def kernel(part: Part) -> Part:
    """Compiled when it is first called, letting go of the lock. What was compiled is kept beside the code, else in the
    cache folder of the user; where neither can be written, it is compiled anew in each process."""
    try:
        return njit(nogil=True, error_model="numpy", cache=True)(part)  # type: ignore[return-value]
    except RuntimeError:  # numba: no locator available
        return njit(nogil=True, error_model="numpy")(part)  # type: ignore[return-value]


def inner(part: Part) -> Part:
    """Compiled into whatever part calls it. Makes no arrays, so that none of those it is handed is counted: with a
    dozen columns in hand the counting would cost more than the work."""
    options: dict[str, Any] = {"forceinline": True, "_nrt": False}
    return njit(nogil=True, error_model="numpy", **options)(part)
