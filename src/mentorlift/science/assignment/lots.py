"""One set of pairs drawn from a table of probabilities, each pair with exactly the probability in the table."""

from collections.abc import Callable

import numpy as np

from mentorlift.science.assignment.pool import Ints
from mentorlift.science.assignment.solver import NONE

Coin = Callable[[int, int], bool]
Edge = tuple[int, int]


def coin_of(rng: np.random.Generator) -> Coin:
    """A coin that is heads with probability exactly part / whole."""
    return lambda part, whole: bool(rng.integers(whole) < part)


def draw(table: Ints, unit: int, capacity: Ints, coin: Coin) -> Ints:
    """The mentor of each protégé, NONE for nobody.

    Rows of `table` sum to at most `unit`, columns to at most capacity * unit, all to a multiple of `unit`, and so many
    pairs are drawn. This walks down one branch of a decomposition of the table into sets of pairs (Birkhoff 1946, von
    Neumann 1953; with capacities: Budish, Che, Kojima, Milgrom 2013, Designing random allocation mechanisms): along a
    cycle of fractions all are moved, up and down in turn, either way as far as one becomes whole, with the two chances
    that leave every expectation as it was. All steps are in integers, so that the probabilities are exact.
    """
    full = with_rest(table, unit, capacity)
    fractions = Fractions(full, unit)
    for row in range(len(full)):
        fractions.settle(row, coin)
    chosen = np.full(len(table), NONE, dtype=np.int64)
    for i, values in enumerate(full[: len(table)]):
        for j, value in enumerate(values[: table.shape[1]]):
            if value == unit:
                chosen[i] = j
    return chosen


def with_rest(table: Ints, unit: int, capacity: Ints) -> list[list[int]]:
    """The table with a column for having nobody and a row for empty places, so that all sums are whole."""
    rest = unit - table.sum(axis=1)
    empty = capacity * unit - table.sum(axis=0)
    return [[*row, left] for row, left in zip(table.tolist(), rest.tolist(), strict=True)] + [[*empty.tolist(), 0]]


class Fractions:
    """The entries of a table that are not whole yet, found by row and by column."""

    def __init__(self, table: list[list[int]], unit: int) -> None:
        self.table, self.unit, self.width = table, unit, len(table[0])
        self.near: list[list[int]] = [[] for _ in range(len(table) + self.width)]  # rows, then columns
        for i, values in enumerate(table):
            for j, value in enumerate(values):
                if value % unit:
                    self.near[i].append(len(table) + j)
                    self.near[len(table) + j].append(i)

    def edge(self, one: int, other: int) -> Edge:
        return (one, other - len(self.table)) if one < other else (other, one - len(self.table))

    def step(self, at: int, last: int) -> int | None:
        """A neighbour by a fraction, other than where we come from; None if there is no fraction left here."""
        near, kept = self.near[at], None
        while near:
            to = near[-1]
            i, j = self.edge(at, to)
            if self.table[i][j] % self.unit == 0:
                near.pop()
            elif to == last:
                kept = near.pop()
            else:
                break
        found = near[-1] if near else None
        if kept is not None:
            near.insert(0, kept)
        return found

    def settle(self, row: int, coin: Coin) -> None:
        """Make every entry of a row whole. Where one fraction of a line is, another is: its sum is whole."""
        path, place = [row], {row: 0}
        while path:
            to = self.step(path[-1], path[-2] if len(path) > 1 else -1)
            if to is None:
                del place[path.pop()]
            elif to in place:
                cycle = path[place[to] :]
                self.turn(cycle, coin)
                for node in cycle[1:]:
                    del place[node]
                del path[place[to] + 1 :]
            else:
                place[to] = len(path)
                path.append(to)

    def turn(self, cycle: list[int], coin: Coin) -> None:
        """Move the fractions round a cycle one way or the other, as far as they go."""
        edges = [self.edge(a, b) for a, b in zip(cycle, [*cycle[1:], cycle[0]], strict=True)]
        parts = [self.table[i][j] % self.unit for i, j in edges]
        up = min(*(self.unit - part for part in parts[::2]), *parts[1::2])
        down = min(*parts[::2], *(self.unit - part for part in parts[1::2]))
        shift = up if coin(down, up + down) else -down
        for k, (i, j) in enumerate(edges):
            self.table[i][j] += -shift if k % 2 else shift
