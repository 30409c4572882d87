"""Days on which people meet and on which they can be expected to answer."""

from collections.abc import Callable, Container
from datetime import date

OpenDay = Callable[[date], bool]


def open_days(closed: Container[date]) -> OpenDay:
    """Monday to Friday without the `closed` dates."""
    return lambda day: day.weekday() < 5 and day not in closed
