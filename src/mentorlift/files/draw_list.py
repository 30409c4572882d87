"""The list of people as a lottery needs it: text cells, one row a person."""

from collections.abc import Iterable
from pathlib import Path

from mentorlift.files.tables import Table, read_table


def read_draw_list(path: Path, columns: Iterable[str] = ()) -> list[dict[str, str]]:
    """Every column of a roster as text. `columns` must be there; a person without an id or in two rows is refused.

    Raises Refused with all faults.
    """
    return draw_list_from(read_table(path), columns)


def draw_list_from(table: Table, columns: Iterable[str] = ()) -> list[dict[str, str]]:
    table.require("person_id", *columns)
    first_row: dict[str, int] = {}
    people = []
    for row, record in table.records():
        person = record["person_id"]
        if not person:
            table.fault(row, "person_id", "this person has no id", "give one")
        elif person in first_row:
            table.fault(row, "person_id", f"{person} is already in row {first_row[person]}", "keep one of the rows")
        else:
            first_row[person] = row
        people.append(record)
    if not people:
        table.fault(None, "", "the roster has no people", "give one row a person")
    table.refuse_if_faulty()
    return people
