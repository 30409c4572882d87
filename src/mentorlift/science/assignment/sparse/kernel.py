"""How the inner parts are compiled."""

from collections.abc import Callable
from typing import TypeVar

from numba import njit

Part = TypeVar("Part", bound=Callable[..., object])


def kernel(part: Part) -> Part:
    """Compiled when it is first called, letting go of the lock. What was compiled is kept beside the code, else in the
    cache folder of the user; where neither can be written, it is compiled anew in each process."""
    try:
        return njit(nogil=True, cache=True)(part)  # type: ignore[return-value]
    except RuntimeError:  # numba: no locator available
        return njit(nogil=True)(part)  # type: ignore[return-value]
