"""How the inner parts are compiled."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from numba import njit

Part = TypeVar("Part", bound=Callable[..., object])


def forget_older(folder: Path) -> None:
    """Take away what was compiled before any file of the folder changed: numba looks at the file of a part alone, and
    would go on using a part that has an older version of another file's part inside."""
    newest = max(file.stat().st_mtime for file in folder.glob("*.py"))
    for index in folder.glob("__pycache__/*.nbi"):
        with suppress(OSError):  # gone already, or not ours to take away
            if index.stat().st_mtime < newest:
                index.unlink()


forget_older(Path(__file__).parent)


def kernel(part: Part) -> Part:
    """Compiled when it is first called, letting go of the lock. What was compiled is kept beside the code, else in the
    cache folder of the user; where neither can be written, it is compiled anew in each process."""
    try:
        return njit(nogil=True, cache=True)(part)  # type: ignore[return-value]
    except RuntimeError:  # numba: no locator available
        return njit(nogil=True)(part)  # type: ignore[return-value]
