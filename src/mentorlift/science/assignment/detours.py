"""What it would cost to do otherwise: the exact loss of forcing a pair, from the prices of the optimum."""

import numpy as np

from mentorlift.science.assignment.pool import Bools, Floats, Ints
from mentorlift.science.assignment.solver import NONE, Prices, load

FEW = 700  # mentors for whom this is done here: loading what does it for more takes longer
MOST_MENTORS = 1_500  # all shortest ways between mentors take time with the cube of their number


class Detours:
    """Shortest ways to make room, between mentors and the outside (people or places left out).

    Moving one protégé of mentor a to mentor b costs what their reduced value says; chains of such moves are paths, and
    the cheapest path prices every forced change exactly (Ahuja, Magnanti, Orlin 1993, ch. 9 and 12).
    """

    def __init__(self, weights: Ints, edges: Bools, capacity: Ints, chosen: Ints, prices: Prices) -> None:
        self.weights, self.edges, self.chosen, self.prices = weights, edges, chosen, prices
        self.outside = len(capacity)
        self.known = len(capacity) <= MOST_MENTORS
        if self.known:
            self.way = shortest_ways(self.reduced(), chosen, capacity, prices)

    def reduced(self) -> Floats:
        """gain + price - weight for allowed pairs (zero on the pairs made), infinite elsewhere."""
        slack = self.prices.gain[:, None] + self.prices.price[None, :] - self.weights
        return np.where(self.edges, slack.astype(np.float64), np.inf)

    def cost(self, i: int, j: int) -> int | None:
        """How much the best set loses if protégé i must have mentor j; None if it cannot be or is not worked out."""
        if not self.known or not self.edges[i, j]:
            return None
        if self.chosen[i] == j:
            return 0
        home = self.outside if self.chosen[i] == NONE else int(self.chosen[i])
        slack = self.prices.gain[i] + self.prices.price[j] - self.weights[i, j]
        value = float(slack) + float(self.way[j, home])
        return int(value) if np.isfinite(value) else None


def shortest_ways(reduced: Floats, chosen: Ints, capacity: Ints, prices: Prices) -> Floats:
    """Cheapest way to pass one seat's excess from mentor to mentor; the last row and column are the outside."""
    mentors = len(capacity)
    used = load(chosen, mentors)
    step = np.full((mentors + 1, mentors + 1), np.inf)
    for j in range(mentors):
        at = chosen == j
        if at.any():
            step[j, :mentors] = reduced[at].min(axis=0)
            step[j, mentors] = prices.gain[at].min()
    step[:mentors, mentors][used < capacity] = 0.0  # a free place takes the excess
    alone = chosen == NONE
    if alone.any():
        step[mentors, :mentors] = reduced[alone].min(axis=0)
    emptied = np.where(used > 0, prices.price.astype(np.float64), np.inf)
    step[mentors, :mentors] = np.minimum(step[mentors, :mentors], emptied)
    np.fill_diagonal(step, 0.0)
    return all_ways(step)


def all_ways(step: Floats) -> Floats:
    """Shortest ways between all, by steps of zero or more (Floyd 1962). Changes and returns the table."""
    if len(step) > FEW:
        from scipy.sparse.csgraph import csgraph_from_dense, floyd_warshall

        return floyd_warshall(csgraph_from_dense(step, null_value=np.inf))  # a way may cost nothing
    by = np.empty_like(step)
    for k in range(len(step)):
        np.add(step[:, k, None], step[k], out=by)
        np.minimum(step, by, out=step)
    return step
