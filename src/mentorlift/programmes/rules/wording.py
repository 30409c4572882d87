"""What is wrong with a letter's texts, and what stands in them. Pure."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

PLACE = re.compile(r"\{([^{}]*)\}")
LONGEST_SUBJECT, LONGEST_BODY = 200, 6000


class Fault(StrEnum):
    """What can be wrong with a text."""

    EMPTY = "empty"
    LONG = "long"
    BREAK = "break"  # a subject of several lines
    UNKNOWN = "unknown"  # a placeholder nobody knows
    BRACE = "brace"  # a { or } on its own
    MISSING = "missing"  # a placeholder without which the letter is none


@dataclass(frozen=True, slots=True)
class Found:
    """A fault in "subject" or "body", at a line of it (from 1; 0 = nowhere in particular). `what`: as written."""

    part: str
    line: int
    fault: Fault
    what: str = ""


def faults(subject: str, body: str, *, known: Collection[str], fixed: Collection[str]) -> list[Found]:
    """Everything that is wrong, in the order of the text; empty when the letter can be sent."""
    found: list[Found] = []
    for part, text, longest in (("subject", subject, LONGEST_SUBJECT), ("body", body, LONGEST_BODY)):
        if not text.strip():
            found.append(Found(part, 0, Fault.EMPTY))
        if len(text) > longest:
            found.append(Found(part, 0, Fault.LONG, str(longest)))
        if part == "subject" and "\n" in text.strip():
            found.append(Found(part, 0, Fault.BREAK))
        for number, line in enumerate(text.splitlines(), start=1):
            found += [
                Found(part, number, Fault.UNKNOWN, f"{{{name}}}") for name in PLACE.findall(line) if name not in known
            ]
            found += [Found(part, number, Fault.BRACE, brace) for brace in re.findall(r"[{}]", PLACE.sub("", line))]
    used = set(PLACE.findall(subject + body))
    return found + [Found("body", 0, Fault.MISSING, f"{{{name}}}") for name in sorted(set(fixed) - used)]


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with what stands for each placeholder; KeyError for one without a value."""
    return PLACE.sub(lambda found: values[found[1]], text)


def digest_of(subject: str, body: str) -> str:
    """By which it is known whether these very texts have been read."""
    return hashlib.sha256(f"{subject}\0{body}".encode()).hexdigest()
