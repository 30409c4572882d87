"""What keeps a draft from being worked out, person by person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from mentorlift.files.said import as_json, from_json
from mentorlift.people.words import COLUMN_WORDS
from mentorlift.ui.in_words import in_words

if TYPE_CHECKING:
    from mentorlift.files.tables import Table


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that keeps a draft from being worked out; `person_id` is empty where it concerns nobody alone.

    `what`, `remedy` and `found_in`, the list of people it was found in, are Said where they are words of ours.
    """

    person_id: str
    column: str
    what: str
    remedy: str
    found_in: str = ""

    def __str__(self) -> str:
        """One sentence in the reader's language."""
        return f"{_in(self.found_in, self.what)}; {in_words(self.remedy)}"

    def as_json(self) -> dict[str, Any]:
        """What to keep, so that `readable` says it in the language of whoever reads it."""
        return {
            "person_id": self.person_id,
            "column": self.column,
            "what": as_json(self.what),
            "remedy": as_json(self.remedy),
            "found_in": as_json(self.found_in),
        }


def _in(found_in: str, what: str) -> str:
    return f"{in_words(found_in)}: {in_words(what)}" if found_in else in_words(what)


class Unmatchable(Exception):
    """No pool can be built; `obstacles` are all of them, and the text says them in the reader's language."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        self.obstacles = obstacles
        super().__init__("; ".join(map(str, obstacles)))


def obstacles_in(table: "Table") -> list[Obstacle]:
    """The faults of a table with the person in place of the row."""
    at = table.columns.index("person_id")
    people = {row: cells[at] for row, cells in table.rows}
    return [
        Obstacle(people.get(fault.row or 0, ""), fault.column, fault.what, fault.remedy, found_in=table.file)
        for fault in table.faults
    ]


def people_in(kept: Iterable[Mapping[str, Any]]) -> list[UUID]:
    """Whom kept obstacles concern."""
    return [UUID(one["person_id"]) for one in kept if one["person_id"]]


def readable(kept: Iterable[Mapping[str, Any]], names: Mapping[UUID, str]) -> list[dict[str, str]]:
    """Kept obstacles in the reader's language, with the name of whom each concerns.

    A column is in words where the product has them, and else as the file calls it, where it is looked for. Obstacles
    kept before they knew languages stay as they were written.
    """
    return [
        {
            "name": names.get(UUID(one["person_id"]), "") if one["person_id"] else "",
            "column": str(COLUMN_WORDS.get(one["column"], one["column"])),
            "what": _in(from_json(one.get("found_in", "")), from_json(one["what"])),
            "remedy": in_words(from_json(one["remedy"])),
        }
        for one in kept
    ]
