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
        self.step = steps(self.reduced(), chosen, capacity, prices)
        self._to: dict[int, Floats] = {}
        self._all: Floats | None = None

    def reduced(self) -> Floats:
        """gain + price - weight for allowed pairs (zero on the pairs made), infinite elsewhere."""
        slack = self.prices.gain[:, None] + self.prices.price[None, :] - self.weights
        return np.where(self.edges, slack.astype(np.float64), np.inf)

    def know_all(self) -> bool:
        """Work out every way at once, where there are not too many mentors for it; whether that was done."""
        if self._all is None and self.outside <= MOST_MENTORS:
            self._all = all_ways(self.step)
        return self._all is not None

    def to(self, end: int) -> Floats:
        """The cheapest way from every mentor, and from the outside, to `end`."""
        if self._all is not None:
            return self._all[:, end]
        if end not in self._to:
            self._to[end] = ways_to(self.step, end)
        return self._to[end]

    def cost(self, i: int, j: int) -> int | None:
        """How much the best set loses if protégé i must have mentor j; None if it cannot be."""
        if not self.edges[i, j]:
            return None
        if self.chosen[i] == j:
            return 0
        home = self.outside if self.chosen[i] == NONE else int(self.chosen[i])
        slack = self.prices.gain[i] + self.prices.price[j] - self.weights[i, j]
        value = float(slack) + float(self.to(home)[j])
        return int(value) if np.isfinite(value) else None


def steps(reduced: Floats, chosen: Ints, capacity: Ints, prices: Prices) -> Floats:
    """What it costs to pass one seat's excess from mentor to mentor in one move; the last is the outside."""
    mentors = len(capacity)
    used = load(chosen, mentors)
    step = np.full((mentors + 1, mentors + 1), np.inf)
    placed = np.flatnonzero(chosen != NONE)
    if len(placed):
        placed = placed[np.argsort(chosen[placed], kind="stable")]
        at, first = np.unique(chosen[placed], return_index=True)
        step[at, :mentors] = np.minimum.reduceat(reduced[placed], first, axis=0)
        step[at, mentors] = np.minimum.reduceat(prices.gain[placed], first)
    step[:mentors, mentors][used < capacity] = 0.0  # a free place takes the excess
    alone = chosen == NONE
    if alone.any():
        step[mentors, :mentors] = reduced[alone].min(axis=0)
    emptied = np.where(used > 0, prices.price.astype(np.float64), np.inf)
    step[mentors, :mentors] = np.minimum(step[mentors, :mentors], emptied)
    np.fill_diagonal(step, 0.0)
    return step


def all_ways(step: Floats) -> Floats:
    """Shortest ways between all, by steps of zero or more (Floyd 1962)."""
    if len(step) > FEW:
        from scipy.sparse.csgraph import csgraph_from_dense, floyd_warshall

        return floyd_warshall(csgraph_from_dense(step, null_value=np.inf))  # a way may cost nothing
    way, by = step.copy(), np.empty_like(step)
    for k in range(len(way)):
        np.add(way[:, k, None], way[k], out=by)
        np.minimum(way, by, out=way)
    return way


def ways_to(step: Floats, end: int) -> Floats:
    """Shortest ways to one end, walked backwards (Dijkstra 1959, on a full table)."""
    far = np.full(len(step), np.inf)
    far[end] = 0.0
    open_now = np.ones(len(step), dtype=bool)
    while open_now.any():
        at = int(np.argmin(np.where(open_now, far, np.inf)))
        if not np.isfinite(far[at]) or not open_now[at]:
            break
        open_now[at] = False
        np.minimum(far, far[at] + step[:, at], out=far)
    return far
