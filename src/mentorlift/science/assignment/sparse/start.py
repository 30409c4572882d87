"""A start for the exact search: who has what, and prices at which hardly anybody would rather have something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mentorlift.science.assignment.sparse.auction import FINE, ROUGH, auction, values
from mentorlift.science.assignment.sparse.kernel import inner, kernel
from mentorlift.science.assignment.sparse.refine import refine

if TYPE_CHECKING:
    from mentorlift.science.assignment.pool import Ints
    from mentorlift.science.assignment.sparse.columns import Int32s
    from mentorlift.science.assignment.sparse.paths import Graph

NONE = -1
FEW = 100  # bids pay if more than one in so many would rather have something else
SLACK = 16  # prices of posts with places to spare differ by no more, but for the rounding of the bids


@kernel
def rough(g: Graph, mate: Int32s, price: Ints) -> tuple[Int32s, Ints, Ints]:
    """Mates, what each searcher would gain at his best, and prices; near those of the best assignment, and quick."""
    people, gain = len(g.owner), np.zeros(len(g.owner), dtype=np.int64)
    everyone = np.full(people + g.places.sum() - people, NONE, dtype=np.int32)
    everyone[:people] = mate
    prices = price.copy()
    if len(g.weights):
        hold(g, everyone[:people], price, everyone[people:])
        auction(g, everyone, prices, np.int64(ROUGH))
        prices -= prices.min()
    for k in range(people):
        gain[k] = max(values(g, k, NONE, prices)[0], 0)
    return everyone[:people], gain, prices


@kernel
def start(g: Graph, mate: Int32s, price: Ints) -> tuple[Int32s, Ints]:
    """Better mates and prices than those given; being a guess does no harm: the exact search keeps what is right."""
    people, spare = len(g.owner), g.places.sum() - len(g.owner)
    everyone = np.full(people + spare, NONE, dtype=np.int32)
    everyone[:people] = mate
    prices = price.copy()
    if len(g.weights):
        hold(g, everyone[:people], price, everyone[people:])
        if FEW * unsettled(g, everyone[:people], prices) > people:
            auction(g, everyone, prices, np.int64(FINE))
            refine(g, everyone, prices)  # now it is the best, at prices blurred by the bids
            prices = price.copy()  # as near to those given as can be: pairs left out elsewhere were judged by them
        refine(g, everyone, prices)
        level = shared_level(g, everyone, prices)
        np.maximum(prices, level, prices)
        refine(g, everyone, prices)
        prices -= level
    return everyone[:people], prices


@inner
def unsettled(g: Graph, mate: Int32s, price: Ints) -> int:
    """How many have nothing, or would rather have something else at these prices."""
    count = 0
    for k in range(len(mate)):
        best, there = values(g, k, mate[k], price)
        count += mate[k] < 0 or best > there
    return count


@kernel
def hold(g: Graph, mate: Int32s, price: Ints, holders: Int32s) -> None:
    """Places that cost nothing and that nobody has are held from the start."""
    free = g.places.copy()
    for k in range(len(mate)):
        if mate[k] >= 0:
            free[mate[k]] -= 1
    at = 0
    for p in range(len(free)):
        while price[p] == 0 and free[p] > 0 and at < len(holders):
            holders[at] = p
            free[p] -= 1
            at += 1


@kernel
def shared_level(g: Graph, mate: Int32s, price: Ints) -> int:
    """The price of a place to spare: what the holders pay, once posts that nobody has cost no more than they must."""
    people = len(g.owner)
    must = np.zeros(len(price), dtype=np.int64)
    taken = g.places == 0
    for k in range(people):
        if mate[k] < 0:
            continue
        taken[mate[k]] = True
        lo, hi = g.start[g.owner[k]], g.start[g.owner[k] + 1]
        gain = np.int64(0)
        for e in range(lo, hi):
            if g.posts[e] == mate[k]:
                gain = g.weights[e] - price[mate[k]]
        for e in range(lo, hi):
            must[g.posts[e]] = max(must[g.posts[e]], g.weights[e] - gain)
    floor = np.int64(2**62)
    for p in range(len(price)):
        if not taken[p]:
            price[p] = min(price[p], must[p])
        if g.places[p]:
            floor = min(floor, price[p])
    level = floor
    for k in range(people, len(mate)):
        if mate[k] >= 0 and price[mate[k]] <= floor + SLACK:
            level = max(level, price[mate[k]])
    return level
