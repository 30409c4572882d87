"""Who would like whom, and who must never be paired."""

from pathlib import Path

from mentorlift.files.tables import read_table


def read_preferences(path: Path) -> dict[str, list[str]]:
    """person_id, choice_id, rank -> each person's choices, best first. Raises Refused with all faults."""
    table = read_table(path)
    table.require("person_id", "choice_id", "rank")
    ranked: dict[str, dict[int, tuple[str, int]]] = {}
    for row, record in table.records():
        person, choice, rank = record["person_id"], record["choice_id"], record["rank"]
        if not person or not choice:
            column = "choice_id" if person else "person_id"
            table.fault(row, column, "the id is empty", "give the id, or remove the row")
            continue
        if not rank.isdecimal() or int(rank) < 1:
            table.fault(row, "rank", f"{rank!r} is not a rank", "1 is the first choice")
            continue
        choices = ranked.setdefault(person, {})
        if int(rank) in choices:
            what = f"{person} has rank {rank} already in row {choices[int(rank)][1]}"
            table.fault(row, "rank", what, "give each choice its own rank")
        elif choice in {other for other, _ in choices.values()}:
            table.fault(row, "choice_id", f"{person} names {choice} twice", "keep one of the rows")
        else:
            choices[int(rank)] = (choice, row)
    table.refuse_if_faulty()
    return {person: [choices[rank][0] for rank in sorted(choices)] for person, choices in ranked.items()}


def read_pairs(path: Path) -> set[tuple[str, str]]:
    """protege_id, mentor_id of pairs that must not be; raises Refused with all faults."""
    table = read_table(path)
    table.require("protege_id", "mentor_id")
    pairs = set()
    for row, record in table.records():
        for column in ("protege_id", "mentor_id"):
            if not record[column]:
                table.fault(row, column, "the id is empty", "give the id, or remove the row")
        pairs.add((record["protege_id"], record["mentor_id"]))
    table.refuse_if_faulty()
    return pairs
