"""Lists of pairs that a policy forbids."""

from pathlib import Path

from mentorlift.files.faults import Fault, Refused
from mentorlift.files.said import said
from mentorlift.files.tables import read_table


def read_pairs(path: Path) -> tuple[list[tuple[int, tuple[str, str]]], list[Fault]]:
    """A list of pairs, protege_id and mentor_id, with their rows, as far as it can be read; and all that is wrong."""
    try:
        table = read_table(path)
        table.require("protege_id", "mentor_id")
    except Refused as refused:
        return [], list(refused.faults)
    pairs = []
    for row, record in table.records():
        for column in ("protege_id", "mentor_id"):
            if not record[column]:
                table.fault(row, column, said("the id is missing"), said("add it, or remove the row"))
        pairs.append((row, (record["protege_id"], record["mentor_id"])))
    return pairs, table.faults
