"""What is wrong with a file, where, and what to do about it: every fault at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mentorlift.files.said import as_json, from_json


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. `row` counts as the file's own program does: the header is row 1; None means the whole file.

    `what` and `remedy` are Said where a page shows them, so that they can be read in other languages too.
    """

    file: str
    row: int | None
    column: str
    what: str
    remedy: str

    @property
    def place(self) -> str:
        """File, row and column, as every language writes it."""
        return f"{self.file}:{self.row or ''}:{self.column}"

    def __str__(self) -> str:
        """The line in English; `ui.in_words` has it in the reader's language."""
        return f"{self.place}: {self.what}; {self.remedy}"

    def as_json(self) -> dict[str, Any]:
        """What to keep of a fault that is read later, perhaps in another language."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "what": as_json(self.what),
            "remedy": as_json(self.remedy),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Fault":
        """The fault of `as_json`."""
        what, remedy = from_json(kept["what"]), from_json(kept["remedy"])
        return cls(kept["file"], kept["row"], kept["column"], what, remedy)


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
