"""When a sheet can be read by the other one of the pair, and which of its fields can still be changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

# Written after the talk, when the sheets are open already; everything else is an answer given before it.
OUTCOME = "outcome"  # what came of the last week's advice, asked by the product itself
AFTER_THE_TALK = frozenset({"advice_received", "feedback", OUTCOME})
# These may stay empty.
OPTIONAL = AFTER_THE_TALK | {"free"}


@dataclass(frozen=True, slots=True)
class SheetState:
    """The facts of one side's sheet."""

    answered_at: datetime | None = None
    opened_early_at: datetime | None = None


def is_open(mine: SheetState, theirs: SheetState) -> bool:
    """Whether the partner can read `mine`: both have answered, or its author opened it."""
    both_answered = mine.answered_at is not None and theirs.answered_at is not None
    return both_answered or mine.opened_early_at is not None


def may_change(kind: str, *, mine: SheetState, theirs: SheetState) -> bool:
    """Answers stand once the partner can read them; what is written after the talk can always be added to."""
    return kind in AFTER_THE_TALK or not is_open(mine, theirs)


def unanswered(kinds: Iterable[tuple[str, str]], texts: dict[str, str]) -> list[str]:
    """The keys of (key, kind) that must be answered before the talk and are still empty."""
    return [key for key, kind in kinds if kind not in OPTIONAL and not texts.get(key, "").strip()]
