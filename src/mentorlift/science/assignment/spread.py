"""Pair probabilities as even as can be, whose expected score stays near the best."""

from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.limits import NotWithin
from mentorlift.science.assignment.pool import Bools, Floats, Ints

UNIT = 1_000_000  # probabilities are whole millionths, so that what is logged is exact
EXPLAINED_UP_TO = 60_000  # pairs; above, a refusal names both ways out without saying which is barred
NEAR = 1e-3  # how far the rough table may miss a sum; what is drawn from keeps all sums exactly
RESTARTS = 30
SEARCH = {"maxiter": 1_000, "maxfun": 2_000, "maxcor": 30, "ftol": 1e-15, "gtol": 1e-7}


@dataclass(frozen=True, kw_only=True)
class Spread:
    """What every table must keep: one mentor each, the places, `pairs` pairs in all, no pair above `cap`, and an
    expected score of at least 1 - `tolerance` of the `best` there is. `certain` pairs, which every set of so many pairs
    has, are above any cap."""

    scores: Ints
    allowed: Bools
    capacity: Ints
    pairs: int
    best: int
    tolerance: float
    cap: float
    certain: Bools

    @property
    def ceiling(self) -> Floats:
        """The largest probability each pair may have."""
        return np.where(self.allowed, np.where(self.certain, 1.0, self.cap), 0.0)

    @property
    def floor(self) -> float:
        return (1.0 - self.tolerance) * self.best


def even_table(asked: Spread) -> Ints:
    """Probabilities of all pairs in millionths, with the least sum of squares that `asked` leaves.

    The sum of the squares is the expected number of pairs that two independent draws would share, so this is the table
    nearest to uniform under the limits. Rows sum to at most UNIT, columns to at most capacity * UNIT, all to exactly
    pairs * UNIT. Raises NotWithin with a sentence.
    """
    if not asked.pairs:
        return np.zeros(asked.scores.shape, dtype=np.int64)
    floor = asked.floor
    for attempt in range(6):
        rough = least_squares(asked, floor)
        if rough is None:
            break
        table = in_units(asked, rough)
        if table is None:
            break
        short = asked.floor * UNIT - float((table * asked.scores).sum())
        if short <= 0:
            return table
        floor += 2 * short / UNIT + asked.best * 10.0 ** (attempt - 8)  # what rounding took, and more each time
    raise NotWithin(why_not(asked))


def least_squares(asked: Spread, floor: float) -> Floats | None:
    """The table of the least sum of squares by its dual, or None where no table keeps all limits.

    With prices u, v >= 0 of rows and columns, m of the number of pairs and k >= 0 of the score, the best table is
    x = clip(k * score + m - u - v, 0, cap), and the prices maximise a smooth concave function (Blondel, Seguy, Rolet
    2018, Smooth and sparse optimal transport), here by L-BFGS-B. The sum of squares is at most the cap for each pair,
    so prices worth more than half of that prove that there is no table.
    """
    from scipy.optimize import minimize

    dual = Dual(asked, floor)
    prices = np.zeros(sum(asked.scores.shape) + 2)
    for _ in range(RESTARTS):  # a new start clears a memory that holds the search up at a bound
        try:
            prices = minimize(dual.loss, prices, jac=True, method="L-BFGS-B", bounds=dual.bounds, options=SEARCH).x
        except Impossible:
            return None
        if dual.misses(prices) <= NEAR:
            return dual.table(prices)[0]
    return None


class Impossible(Exception):
    """The prices prove that no table keeps the limits."""


class Dual:
    """What least_squares maximises, with its slope; scores are counted from their mean in the best set, in units of the
    largest, so that the price of the score and that of the number of pairs do not get in each other's way."""

    def __init__(self, asked: Spread, floor: float) -> None:
        self.asked, (self.people, self.mentors) = asked, asked.scores.shape
        most = max(int(np.where(asked.allowed, asked.scores, 0).max(initial=0)), 1)
        mean = asked.best / most / asked.pairs
        self.scores = np.where(asked.allowed, asked.scores / most - mean, 0.0)
        self.wanted = floor / most - mean * asked.pairs
        self.ceiling = asked.ceiling
        sure = int(asked.certain.sum())
        self.most = 0.5 * (sure + asked.cap * (asked.pairs - sure)) * (1 + NEAR)
        self.bounds = [(0, None)] * (self.people + self.mentors) + [(None, None), (0, None)]

    def table(self, prices: Floats) -> tuple[Floats, Floats]:
        """The best table at these prices, and what it was clipped from."""
        rows, cols = prices[: self.people, None], prices[None, self.people : -2]
        reach = prices[-1] * self.scores + prices[-2] - rows - cols
        return np.clip(reach, 0.0, self.ceiling), reach

    def sums(self, x: Floats) -> tuple[Floats, Floats, float, float]:
        """By how much rows, columns, pairs and score miss what they should be."""
        rows = x.sum(axis=1)
        missing, scant = self.asked.pairs - float(rows.sum()), self.wanted - float((x * self.scores).sum())
        return rows - 1.0, x.sum(axis=0) - self.asked.capacity, missing, scant

    def loss(self, prices: Floats) -> tuple[float, Floats]:
        """The value to be maximised and its slope, both with the sign turned."""
        x, reach = self.table(prices)
        rows, cols, missing, scant = self.sums(x)
        value = float((x * (0.5 * x - reach)).sum()) - float(prices[: self.people].sum())
        value += float(prices[-2] * self.asked.pairs + prices[-1] * self.wanted)
        value -= float(prices[self.people : -2] @ self.asked.capacity)
        if value > self.most:
            raise Impossible
        return -value, -np.concatenate((rows, cols, [missing, scant]))

    def misses(self, prices: Floats) -> float:
        """The largest breach of a limit, as a share of a pair."""
        rows, cols, missing, scant = self.sums(self.table(prices)[0])
        return float(max(rows.max(initial=0), cols.max(initial=0), abs(missing), scant))


def in_units(asked: Spread, rough: Floats) -> Ints | None:
    """`rough` in whole units with all sums exact: rounded down, then filled up by a largest flow; None if it cannot."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import maximum_flow

    people, mentors = rough.shape
    cap = np.floor(asked.ceiling * UNIT + 1e-6).astype(np.int64)
    part = rough / np.maximum(rough.sum(axis=1), 1.0)[:, None]
    part = part / np.maximum(part.sum(axis=0) / np.maximum(asked.capacity, 1e-9), 1.0)[None, :]
    table = np.minimum(np.floor(part * UNIT * (1 - 1e-12)).astype(np.int64), cap)
    missing = asked.pairs * UNIT - int(table.sum())
    rows, cols = np.nonzero(cap)
    rows_left = np.minimum(UNIT - table.sum(axis=1), missing)
    cols_left = np.minimum(asked.capacity * UNIT - table.sum(axis=0), missing)
    source, sink = people + mentors, people + mentors + 1
    tails = np.concatenate((np.full(people, source), rows, people + cols, people + np.arange(mentors)))
    heads = np.concatenate((np.arange(people), people + cols, rows, np.full(mentors, sink)))
    room = np.concatenate((rows_left, (cap - table)[rows, cols], table[rows, cols], cols_left))
    network = coo_array((np.minimum(room, 2**31 - 1).astype(np.int32), (tails, heads)), shape=(sink + 1, sink + 1))
    found = maximum_flow(network.tocsr(), source, sink)
    if found.flow_value < missing:
        return None
    sent = found.flow.tocsr()[:people, people:source].tocoo()  # net of what flows back
    table[sent.row, sent.col] += sent.data
    return table


def certain_pairs(allowed: Bools, capacity: Ints, chosen: Ints) -> Bools:
    """The pairs that are in every largest set, of which `chosen` is one.

    A pair can be otherwise exactly where its two ends reach each other in what is left of the flow that the set is
    (they lie in one strongly connected part; Ahuja, Magnanti, Orlin 1993, ch. 6).
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    people, mentors = allowed.shape
    source, sink = people + mentors, people + mentors + 1
    made = np.zeros(allowed.shape, dtype=bool)
    has = np.flatnonzero(chosen >= 0)
    made[has, chosen[has]] = True
    rows, cols = np.nonzero(allowed & ~made & (capacity > 0))
    alone, load = np.flatnonzero(chosen < 0), made.sum(axis=0)
    free, taken = people + np.flatnonzero(load < capacity), people + np.flatnonzero(load > 0)
    tails = (rows, people + chosen[has], np.full(len(alone), source), has, free, np.full(len(taken), sink))
    heads = (people + cols, has, alone, np.full(len(has), source), np.full(len(free), sink), taken)
    tail, head = np.concatenate(tails), np.concatenate(heads)
    graph = coo_array((np.ones(len(tail)), (tail, head)), shape=(sink + 1, sink + 1))
    _, part = connected_components(graph, directed=True, connection="strong")
    return made & (part[:people, None] != part[None, people:source])


def why_not(asked: Spread) -> str:
    """What stands in the way, and the way out."""
    ways = "raise the cap or the tolerance"
    if int(asked.allowed.sum()) > EXPLAINED_UP_TO:
        return f"no pair above {asked.cap:g} and the expected score cannot both be kept; {ways}"
    reached = most_under_cap(asked)
    if reached is None:
        return f"with no pair above {asked.cap:g} fewer would have a mentor than could; raise the cap, or drop a rule"
    share = f"{100 * reached / max(asked.best, 1):.4g} % of the best"
    return f"with no pair above {asked.cap:g} the expected score is at most {share}; {ways}"


def most_under_cap(asked: Spread) -> float | None:
    """The largest expected score of any table under the cap, by a linear programme (HiGHS); None if there is none."""
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    rows, cols = np.nonzero(asked.allowed)
    people, mentors = asked.scores.shape
    ones, at = np.ones(2 * len(rows)), np.tile(np.arange(len(rows)), 2)
    sums = coo_array((ones, (np.concatenate((rows, people + cols)), at)), shape=(people + mentors, len(rows)))
    found = linprog(
        -asked.scores[rows, cols].astype(np.float64),
        A_ub=sums.tocsr(),
        b_ub=np.concatenate((np.ones(people), asked.capacity)),
        A_eq=np.ones((1, len(rows))),
        b_eq=[asked.pairs],
        bounds=np.column_stack((np.zeros(len(rows)), asked.ceiling[rows, cols])),
        method="highs",
    )
    return -float(found.fun) if found.success else None
