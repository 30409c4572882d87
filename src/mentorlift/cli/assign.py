"""mentorlift assign: the optimum of a bare cost matrix."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mentorlift.cli.bars import bar

if TYPE_CHECKING:
    from mentorlift.files.costs import Costs, Places

FILE = click.Path(path_type=Path)


@click.command(epilog="Example: mentorlift assign --costs costs.txt --rows 100 --cols 100 --out a.csv")
@click.option("--costs", type=FILE, required=True, help="Numbers separated by white space, row by row.")
@click.option("--rows", type=click.IntRange(min=1), required=True)
@click.option("--cols", type=click.IntRange(min=1), required=True)
@click.option("--capacity", type=FILE, help="col, capacity; a column that is not listed takes one row.")
@click.option("--maximise", is_flag=True, help="Seek the largest sum instead of the smallest.")
@click.option("--out", type=FILE, required=True, help="Where row, col, cost go.")
def command(*, costs: Path, rows: int, cols: int, capacity: Path | None, maximise: bool, out: Path) -> None:
    """Give every row a column at the smallest total cost; exact, with its proof.

    Rows and columns count from 0. Where the capacities list all columns from 1 on, the answer counts both from 1.
    """
    import numpy as np

    from mentorlift.files.faults import Refused
    from mentorlift.files.pairs import write_csv
    from mentorlift.science.assignment.objectives import seek

    try:
        with bar("assign") as shown:
            shown.at("reading costs", 0, 2)
            table, places = _read(costs, capacity, rows=rows, cols=cols)
            shown.at("finding the optimum", 1, 2)
            worth = table.values - table.values.min() if maximise else table.values.max() - table.values
            everything = np.broadcast_to(places.capacity > 0, table.values.shape)
            found = seek("coverage-then-score", worth, everything, np.minimum(places.capacity, rows))
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    made = [(i, int(j)) for i, j in enumerate(found.chosen) if j >= 0]
    first = places.counts_from
    lines: list[list[object]] = [[i + first, j + first, table.text((i, j))] for i, j in made]
    write_csv(out, ["row", "col", "cost"], lines)
    click.echo(f"optimum   {table.text(*made)}")
    click.echo(f"rows      {len(made)} of {rows} have a column  {out}")
    click.echo(f"proof     primal {found.prices.primal} = dual {found.prices.dual}")
    if table.off_by:
        click.echo(
            f"rounded   the solver is exact to {table.decimals} of {table.written} decimals: "
            f"no other choice is better by more than {table.off_by:f}"
        )


def _read(costs: Path, capacity: Path | None, *, rows: int, cols: int) -> "tuple[Costs, Places]":
    """Both files, or Refused with the faults of both."""
    from mentorlift.files.costs import read_capacities, read_costs
    from mentorlift.files.faults import Refused

    try:
        table = read_costs(costs, rows, cols)
    except Refused as refused:
        try:
            read_capacities(capacity, cols)
        except Refused as further:
            raise Refused([*refused.faults, *further.faults], more=refused.more + further.more) from None
        raise
    return table, read_capacities(capacity, cols)
