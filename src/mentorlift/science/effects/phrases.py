"""The short phrases of a plan, taken apart: a yes or no, a ramp, a ratio of two outcomes, a predictor of the wish."""

import re
from dataclasses import dataclass

YES_NO = re.compile(r"(?P<metric>[^>]+?)(?:\s*>=\s*(?P<least>[0-9.]+))?\s+(?P<how>by|at)\s+(?P<day>[0-9]+)")
RAMP = re.compile(r"(?P<metric>[^>]+?)(?:\s*>=\s*(?P<least>[0-9.]+)(?:\s+in\s+(?P<within>[0-9]+))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo:
    """Yes where the total of `metric` over days [0, `day`) reaches `at_least`, or, with None, is above zero.

    `still`: yes where the person is still here and the last value before `day` does so.
    """

    text: str
    metric: str
    day: int
    at_least: float | None
    still: bool


def yes_no_of(text: str) -> YesNo:
    """ "sales by 30", "revenue >= 1000 by 60" or "seller at 180"; raises ValueError for anything else."""
    found = YES_NO.fullmatch(text.strip())
    if found is None or int(found["day"]) < 1:
        raise ValueError(
            f'yes_no says {text!r}; write it like "sales by 30", "revenue >= 1000 by 60" or "seller at 180"'
        )
    try:
        at_least = None if found["least"] is None else float(found["least"])
    except ValueError:
        raise ValueError(f"yes_no says {text!r}, and {found['least']} is no number") from None
    return YesNo(
        text=text, metric=found["metric"], day=int(found["day"]), at_least=at_least, still=found["how"] == "at"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramp:
    """Up to speed on the first day by which `metric` reaches `at_least`, or, with None, is above zero.

    `within`: in so many days in a row; None for all days since the start.
    """

    text: str
    metric: str
    at_least: float | None
    within: int | None


def ramp_of(text: str) -> Ramp:
    """ "sales", "revenue >= 5000" or "revenue >= 1500 in 7"; raises ValueError for anything else."""
    found = RAMP.fullmatch(text.strip())
    if found is None or found["within"] == "0":
        raise ValueError(f'ramp says {text!r}; write it like "sales", "revenue >= 5000" or "revenue >= 1500 in 7"')
    try:
        at_least = None if found["least"] is None else float(found["least"])
    except ValueError:
        raise ValueError(f"ramp says {text!r}, and {found['least']} is no number") from None
    if at_least == 0:
        raise ValueError(f"ramp says {text!r}, which everybody reaches at once; give a level above zero")
    within = None if found["within"] is None else int(found["within"])
    return Ramp(text=text, metric=found["metric"], at_least=at_least, within=within)


def ratio_of(text: str) -> tuple[str, str]:
    """ "revenue/calls" as its two outcomes; raises ValueError for anything else."""
    top, _, bottom = (part.strip() for part in text.partition("/"))
    if not top or not bottom or "/" in bottom or top == bottom:
        raise ValueError(f'ratios says {text!r}; write two different outcomes like "revenue/calls"')
    return top, bottom


def predictor_of(text: str) -> tuple[str, ...]:
    """ "age" as one roster column, "self_rating - result" as two whose standardised difference is meant."""
    columns = tuple(part.strip() for part in text.split(" - "))
    if not all(columns) or len(columns) > 2 or len(set(columns)) < len(columns):
        raise ValueError(f'predictors says {text!r}; write a column, or two like "self_rating - result"')
    return columns
