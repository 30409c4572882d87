"""How many of each stratum go to each arm: exact in total, within one of the share, and fair in the remainders."""

from collections.abc import Callable, Sequence
from fractions import Fraction

Table = list[list[Fraction]]
Cell = tuple[int, int]
# below(p) is True with probability p, an exact fraction
Below = Callable[[Fraction], bool]


def counts(sizes: Sequence[int], allocation: Sequence[int], below: Below) -> list[list[int]]:
    """Whole numbers by stratum (rows) and arm (columns): unbiased controlled rounding.

    Row s sums to `sizes[s]`, column a sums to `allocation[a]`, each cell is one of the two whole numbers around
    sizes[s] * allocation[a] / total, and equals it on average: every unit of every stratum has the same chance
    allocation[a] / total. Strata are taken in order and remainders settled against the nearest stratum, so that
    running totals stay close to the share too. ValueError where the totals differ.
    Source: Cox (1987), "A constructive procedure for unbiased controlled rounding", JASA 82, 520-524; with two arms
    it is the ordered pivotal method of Deville and Tillé (1998).
    """
    total = sum(sizes)
    if sum(allocation) != total:
        raise ValueError(f"the arms take {sum(allocation)}, the strata hold {total}")
    table = [[Fraction(size * arm, total) for arm in allocation] for size in sizes]
    open_rows: list[int] = []
    for row in range(len(table)):
        open_rows.append(row)
        while cycle := _cycle(table, open_rows):
            _settle(table, cycle, below)
        open_rows = [r for r in open_rows if any(_open(x) for x in table[r])]
    return [[int(x) for x in row] for row in table]


def _open(x: Fraction) -> bool:
    return x.denominator != 1


def _cycle(table: Table, rows: list[int]) -> list[Cell]:
    """Cells that are not whole and form a closed walk, along a row and a column in turn; empty if there is none."""
    cells = {(r, a) for r in rows for a in range(len(table[r])) if _open(table[r][a])}
    while True:  # a cell alone in its row or column lies on no closed walk
        lonely = {c for c in cells if sum(d[0] == c[0] for d in cells) == 1 or sum(d[1] == c[1] for d in cells) == 1}
        if not lonely:
            break
        cells -= lonely
    if not cells:
        return []
    # Walk from row to column to row, never back over the same cell, until a line is met again.
    node, cell = (0, min(cells)[0]), (-1, -1)
    nodes, walk = [node], []
    while True:
        cell = min(c for c in cells if c[node[0]] == node[1] and c != cell)
        walk.append(cell)
        node = (1 - node[0], cell[1 - node[0]])
        if node in nodes:
            return walk[nodes.index(node) :]
        nodes.append(node)


def _settle(table: Table, cycle: list[Cell], below: Below) -> None:
    """Move along the cycle up or down until a cell is whole; on average nothing moves."""
    values = [table[r][a] for r, a in cycle]
    floors = [Fraction(x.numerator // x.denominator) for x in values]
    up = min(1 - (x - f) if k % 2 == 0 else x - f for k, (x, f) in enumerate(zip(values, floors, strict=True)))
    down = min(x - f if k % 2 == 0 else 1 - (x - f) for k, (x, f) in enumerate(zip(values, floors, strict=True)))
    move = up if below(down / (up + down)) else -down
    for k, (r, a) in enumerate(cycle):
        table[r][a] += move if k % 2 == 0 else -move
