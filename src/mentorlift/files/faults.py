"""What is wrong with a file, where, and what to do about it: every fault at once."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. `row` counts as the file's own program does: the header is row 1; None means the whole file."""

    file: str
    row: int | None
    column: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.row or ''}:{self.column}"
        return f"{where}: {self.what}; {self.remedy}"


class Refused(Exception):
    """Nothing was kept of the input. `faults` are all that were found; `more` counts those beyond the list's end."""

    def __init__(self, faults: Iterable[Fault], more: int = 0) -> None:
        self.faults = tuple(faults)
        self.more = more
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults]
        if self.more:
            lines.append(f"... and {self.more:,} more")
        return "\n".join(lines)
