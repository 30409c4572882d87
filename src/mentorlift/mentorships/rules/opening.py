"""When a sheet can be read by the other one of the pair, and when it can still be changed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SheetState:
    """The facts of one side's sheet."""

    answered_at: datetime | None = None
    opened_early_at: datetime | None = None


def is_open(mine: SheetState, theirs: SheetState) -> bool:
    """Whether the partner can read `mine`: both have answered, or its author opened it."""
    return mine.opened_early_at is not None or (mine.answered_at is not None and theirs.answered_at is not None)


def may_change_answers(mine: SheetState, theirs: SheetState) -> bool:
    """Answers stand once the partner can read them; until then the author may change them."""
    return not is_open(mine, theirs)
