"""The exact capacitated assignment on integers, its prices, and the set of all optima."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec

import numpy as np

from mentorlift.science.assignment.pool import Bools, Ints

NONE = -1
FAR_BELOW = -(2**60)


class NotOptimal(Exception):
    """Prices that prove the assignment do not exist, so it is not an optimum."""


@dataclass(frozen=True, kw_only=True)
class Prices:
    """What each protégé gains and each place costs at the optimum (the dual of the assignment problem).

    For every allowed pair gain + price >= weight, with equality on the pairs made; sums agree: primal == dual.
    """

    gain: Ints
    price: Ints
    primal: int
    dual: int


@dataclass(frozen=True, kw_only=True)
class Face:
    """All optima of one stage: sets of pairs among `edges` that give everyone in `must_protege` a mentor and fill
    every mentor in `must_mentor` (complementary slackness; Schrijver, Combinatorial Optimization, ch. 17)."""

    edges: Bools
    must_protege: Bools
    must_mentor: Bools


def best(weights: Ints, edges: Bools, capacity: Ints, guess: tuple[Ints, Ints] | None = None) -> Ints:
    """The mentor of each protégé (NONE for nobody) with the largest sum of `weights`, all zero or more.

    Mentors are expanded to seats; a pair that may not be made weighs nothing and is taken out afterwards, so a pool
    without a complete assignment still has its optimum. Solver: scipy.optimize.linear_sum_assignment (Crouse 2016).
    `guess`: gains and prices to start from. Any will do, since the same amount off a whole row or column of a square
    table changes no optimum; near the truth most searches end where they begin.
    """
    people, _ = weights.shape
    chosen = np.full(people, NONE, dtype=np.int64)
    seats = np.repeat(np.arange(len(capacity)), np.minimum(capacity, edges.sum(axis=0)))
    if not len(seats):
        return chosen
    size = max(len(seats), people)
    table = np.zeros((people if guess is None else size, size))
    table[:people, : len(seats)] = np.where(edges, weights, 0)[:, seats]
    if guess is not None:
        table[:people] -= guess[0][:, None]
        table[:, : len(seats)] -= guess[1][seats]
    rows, cols = dense_solver()(table, maximize=True)
    real = (rows < people) & (cols < len(seats))
    rows, mentors = rows[real], seats[cols[real]]
    made = edges[rows, mentors]
    chosen[rows[made]] = mentors[made]
    return chosen


@cache
def dense_solver() -> Callable[..., tuple[Ints, Ints]]:
    """linear_sum_assignment by itself, where it lies as expected: the rest of scipy.optimize takes a second to load,
    more than a small matching."""
    package = find_spec("scipy")
    folders = package.submodule_search_locations if package and package.submodule_search_locations else []
    spec = PathFinder.find_spec("_lsap", [f"{folder}/optimize" for folder in folders])
    if spec and spec.loader:
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.linear_sum_assignment
    from scipy.optimize import linear_sum_assignment

    return linear_sum_assignment


def load(chosen: Ints, mentors: int) -> Ints:
    """How many protégés each mentor has."""
    return np.bincount(chosen[chosen >= 0], minlength=mentors).astype(np.int64)


def total(weights: Ints, chosen: Ints) -> int:
    """Sum of the weights of the pairs made."""
    rows = np.flatnonzero(chosen >= 0)
    return int(weights[rows, chosen[rows]].sum())


def prices(weights: Ints, edges: Bools, capacity: Ints, chosen: Ints) -> Prices:
    """The lowest prices that support `chosen`, by repeated bidding from zero (Demange, Gale, Sotomayor 1986).

    Raises NotOptimal if there are none, which is the case exactly when a better set exists.
    """
    people, mentors = weights.shape
    has = np.flatnonzero(chosen >= 0)
    bids = np.where(edges, weights, FAR_BELOW)
    price = np.zeros(mentors, dtype=np.int64)
    gain = np.zeros(people, dtype=np.int64)
    for _ in range(mentors + 2):
        gain[has] = weights[has, chosen[has]] - price[chosen[has]]
        wanted = np.maximum((bids - gain[:, None]).max(axis=0, initial=0), 0)
        if (wanted == price).all():
            break
        price = wanted
    else:
        raise NotOptimal("prices do not settle")
    free = load(chosen, mentors) < capacity
    primal = total(weights, chosen)
    dual = int(gain.sum()) + int((price * capacity).sum())
    if (gain < 0).any() or (price[free] > 0).any() or primal != dual:
        raise NotOptimal(f"the pairs are worth {primal}, the bound is {dual}")
    return Prices(gain=gain, price=price, primal=primal, dual=dual)


def whole(edges: Bools) -> Face:
    """Every set of pairs among `edges`."""
    people, mentors = edges.shape
    return Face(edges=edges, must_protege=np.zeros(people, dtype=bool), must_mentor=np.zeros(mentors, dtype=bool))


def stage(
    face: Face, weights: Ints, capacity: Ints, guess: tuple[Ints, Ints] | None = None
) -> tuple[Ints, Ints, Prices, Face]:
    """Optimise `weights` over the optima in `face`: the choice, the weights solved, their prices, the new face.

    Whoever must be placed carries a bonus larger than any sum of weights, so that no gain can buy them out.
    """
    people = len(face.must_protege)
    bonus = int(np.where(face.edges, weights, 0).max(initial=0)) * people + 1
    musts = face.must_protege[:, None].astype(np.int64) + face.must_mentor[None, :]
    solved = weights + bonus * musts
    chosen = best(solved, face.edges, capacity, guess)
    found = prices(solved, face.edges, capacity, chosen)
    tight = face.edges & (found.gain[:, None] + found.price[None, :] == solved)
    return chosen, solved, found, Face(edges=tight, must_protege=found.gain > 0, must_mentor=found.price > 0)
