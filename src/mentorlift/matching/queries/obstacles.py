"""What keeps a draft from being worked out, person by person."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mentorlift.files.tables import Table


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that keeps a draft from being worked out; `person_id` is empty where it concerns nobody alone."""

    person_id: str
    column: str
    what: str
    remedy: str

    def as_json(self) -> dict[str, str]:
        return {"person_id": self.person_id, "column": self.column, "what": self.what, "remedy": self.remedy}


class Unmatchable(Exception):
    """No pool can be built; `obstacles` are all of them."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        self.obstacles = obstacles
        super().__init__("; ".join(f"{one.what}; {one.remedy}" for one in obstacles))


def obstacles_in(table: "Table") -> list[Obstacle]:
    """The faults of a table with the person in place of the row."""
    at = table.columns.index("person_id")
    people = {row: cells[at] for row, cells in table.rows}
    return [
        Obstacle(people.get(fault.row or 0, ""), fault.column, f"{table.file}: {fault.what}", fault.remedy)
        for fault in table.faults
    ]
