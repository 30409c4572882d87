"""Unequal chances of a draw that is planned, by a column of the list, as `draw --weight` gives them."""

from collections.abc import Mapping
from fractions import Fraction

from mentorlift.files.tables import Table
from mentorlift.science.lottery.acceptance import number_of


def weights_of(table: Table, column: str, clusters: Mapping[str, str]) -> dict[str, Fraction]:
    """Unit -> its weight; `clusters`: person -> cluster, where whole ones are drawn.

    Faults for what is no number and for a cluster whose people differ; `table.refuse_if_faulty` tells them.
    """
    found: dict[str, Fraction] = {}
    for row, record in table.records():
        unit = clusters.get(record["person_id"], record["person_id"])
        weight = number_of(record[column])
        if weight is None:
            table.fault(row, column, f"{record[column]!r} is no number", "give one, or leave --weight out")
        elif found.setdefault(unit, weight) != weight:
            table.fault(row, column, f"the people of {unit} differ, which is drawn as a whole", "give all the same")
    return found
