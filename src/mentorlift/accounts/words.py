"""A role word, and what is never touched when a text is said with another one. Pure."""

from dataclasses import dataclass

# Places where people's data are put in, marks of a page, addresses.
KEPT = r"%\(\w+\)[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|\{[^{}]*\}|<[^<>]*>|https?://\S+"


@dataclass(frozen=True)
class Forms:
    """A word as one and as several, in small letters unless it always has a capital; `gender` where it has one."""

    singular: str
    plural: str
    gender: str = ""
