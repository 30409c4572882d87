"""The values of a policy file: each turns what was written into what the engine reads, or says what is expected.

That is the one argument of its TypeError or ValueError, and Said.
"""

from collections.abc import Callable
from difflib import get_close_matches
from math import isfinite
from typing import Any

from mentorlift.files.said import said
from mentorlift.science.assignment.policy import LEAST_TOLERANCE

Convert = Callable[[object], Any]


def text_value(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError(said("text in quotes"))
    return value.strip()


def lottery_text(value: object) -> str:
    """A text; a date may be written bare."""
    if isinstance(value, bool | float | list | dict):
        raise TypeError(said('a text in quotes, such as "2026-11-01"'))
    return str(value)


def names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
        raise TypeError(said('a list of columns, such as ["team", "site"]'))
    return tuple(dict.fromkeys(entry.strip() for entry in value))


def number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise TypeError(said("a number"))
    return float(value)


def weight(value: object) -> float:
    if number(value) < 0:
        raise ValueError(said("a weight of zero or more; to wish for the opposite use another kind, such as differs"))
    return number(value)


def above_zero(value: object) -> float:
    if number(value) <= 0:
        raise ValueError(said("a number above zero"))
    return number(value)


def tolerance(value: object) -> float:
    """How far below the best the expected score may lie, as a share."""
    if not LEAST_TOLERANCE <= number(value) <= 1:
        expected = said("a share from %(least)g to 1, such as 0.05 for 5 %% below the best", least=LEAST_TOLERANCE)
        raise ValueError(expected)
    return number(value)


def cap(value: object) -> float:
    """The largest probability any pair may have."""
    if not 0 < number(value) <= 1:
        raise ValueError(said("a probability above 0 and up to 1, such as 0.5"))
    return number(value)


def whole(most: int) -> Convert:
    def convert(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            raise ValueError(said("a whole number from 1 to %(most)d", most=most))
        return value

    return convert


def text_list(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
        raise TypeError(said('a list of columns, such as ["team"]'))
    return tuple(entry.strip() for entry in value)


def span(value: object) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise TypeError(said("two numbers, such as [2, 8]"))
    low, high = number(value[0]), number(value[1])
    if low > high:
        raise ValueError(said("the lower number first, such as [2, 8]"))
    return low, high


def chosen_from(options: tuple[str, ...]) -> Convert:
    def convert(value: object) -> str:
        if value not in options:
            raise ValueError(said("one of %(options)s", options=", ".join(options)))
        return str(value)

    return convert


def near(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1)
    if close:
        return said("did you mean %(word)s?", word=close[0])
    return said("use one of: %(choices)s", choices=", ".join(known))
