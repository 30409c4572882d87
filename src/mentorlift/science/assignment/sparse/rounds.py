"""Candidates, the optimum among them, and the pricing of all pairs left out, until none would pay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mentorlift.science.assignment.pool import Ints
from mentorlift.science.assignment.sparse.bounds import Bounds, bounds_of
from mentorlift.science.assignment.sparse.columns import BAR_EQUAL, Columns, part_of
from mentorlift.science.assignment.sparse.edges import (
    ASIDE,
    FAR_BELOW,
    Edges,
    all_edges,
    best_edges,
    best_for_cols,
    best_for_rows,
    merged,
    random_edges,
    ways_out,
)

if TYPE_CHECKING:
    from mentorlift.science.assignment.sparse.columns import Int32s
    from mentorlift.science.assignment.sparse.paths import Graph

SMALL = 300_000  # pairs of which all are candidates
SHRINK = 6  # prices are first guessed on one in so many people
FEWEST = 200  # of each side, as far as there are so many
NEAREST = 4  # as many among these as NEAREST times SHRINK among all
ROUGHLY = 4  # times that prices are found roughly before they are found exactly
FEW_PAY = 20  # or until one pair left out would pay for so many protégés
MARGIN = 0.75  # of that difference, by which a pair may miss and still be a candidate: fewer rounds for few pairs more
WIDE = 2**36  # scores differ by less
ENOUGH = 12  # rounds after which an answer that is nearly proved is one
NEARLY = 10_000  # that is: no more than one part in so many below what nobody can exceed
NONE = -1
Tell = Callable[[str], None]
Find = Callable[["Graph", "Int32s", Ints], "tuple[Int32s, Ints, Ints]"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Who has whom (NONE for nobody) and the prices that prove it: gain + price >= score + bonus on every pair looked
    at, with equality on the pairs made; all zero or more, zero for who has none and for mentors with a free place."""

    chosen: Ints
    gain: Ints
    price: Ints


@dataclass(frozen=True, kw_only=True)
class Optimum:
    """The answer over all pairs; `edges` holds every pair that was ever a candidate, and the equally good ones.

    Where it is not `exact`, gains are higher than the pairs made give: they bound what is possible, and the answer
    lies below that by no more than one part in NEARLY.
    """

    answer: Answer
    edges: Edges
    rounds: int
    exact: bool = True


def solve(columns: Columns, capacity: Ints, bonus: int, tell: Tell) -> Optimum:
    """The heaviest set of pairs, each worth its score + bonus, over all allowed pairs.

    `capacity` is at most the number of protégés. Candidates are the pairs near the prices of a smaller problem, then
    those near the prices of a rough answer; each round solves them exactly and lets every left-out pair with a positive
    reduced value in, until there is none: the prices then prove the answer for all pairs (column generation; Dantzig,
    Wolfe 1960).
    """
    mentors = len(columns.col_points)
    bounds = bounds_of(columns)
    edges, guess = candidates(columns, bounds, capacity, bonus, tell)
    rounds = 0
    while True:
        rounds += 1
        before, guess = guess, among(edges, capacity, bonus, guess)
        if rounds == 1 and (more := ways_out(columns, capacity, guess.chosen)):
            tell(f"{int((guess.chosen == NONE).sum())} without a mentor for want of candidates")
            edges = merged(edges, more, mentors)
            guess = among(edges, capacity, bonus, before)  # not from prices that were to outbid the impossible
        tell(f"round {rounds}: {int((guess.chosen >= 0).sum())} pairs among {len(edges)} candidates")
        new = best_edges(columns, bounds, guess.gain - bonus, shut(guess.price, capacity))
        edges = merged(edges, new, mentors)
        if not (paying := count_paying(new, guess, bonus)):
            return Optimum(answer=guess, edges=edges, rounds=rounds)
        if rounds >= ENOUGH and (bound := nearly(guess, new, edges, bonus)):
            return Optimum(answer=bound, edges=edges, rounds=rounds, exact=False)
        tell(f"{paying} pairs left out would pay")


def count_paying(edges: Edges, answer: Answer, bonus: int) -> int:
    """How many of these pairs are worth more than their prices."""
    return int((edges.scores + bonus > answer.gain[edges.rows] + answer.price[edges.cols]).sum())


def nearly(answer: Answer, new: Edges, edges: Edges, bonus: int) -> Answer | None:
    """The answer with gains so high that no pair would pay, if that bound is near enough; `new` holds the best of
    everyone."""
    gain = answer.gain.copy()
    np.maximum.at(gain, new.rows, new.scores + bonus - answer.price[new.cols])
    short = int((gain - answer.gain).sum())
    worth = int(edges.scores[answer.chosen[edges.rows] == edges.cols].sum())
    if short * NEARLY > worth or (bonus and 2 * short > bonus):  # as many pairs as can be, in any case
        return None
    return Answer(chosen=answer.chosen, gain=gain, price=answer.price)


def candidates(columns: Columns, bounds: Bounds, capacity: Ints, bonus: int, tell: Tell) -> tuple[Edges, Answer]:
    """Pairs likely to matter, with a guess of who has whom and of the prices."""
    people, mentors = len(columns.row_points), len(columns.col_points)
    if people * mentors <= SMALL or max(people, mentors) <= FEWEST:
        zero = np.zeros(people, dtype=np.int64), np.zeros(mentors, dtype=np.int64)
        nobody = np.full(people, NONE, dtype=np.int64)
        return all_edges(columns, capacity), Answer(chosen=nobody, gain=zero[0], price=zero[1])
    edges, guess, margin = near_sample(columns, bounds, capacity, tell)
    for _ in range(ROUGHLY):
        guess = among(edges, capacity, bonus, guess, rough)
        new = best_edges(columns, bounds, guess.gain - bonus - margin, shut(guess.price, capacity))
        edges, paying = merged(edges, new, mentors), count_paying(new, guess, bonus)
        tell(f"{paying} pairs left out would pay, {len(edges)} candidates")
        if paying * FEW_PAY < people:
            break
    return edges, guess


def near_sample(columns: Columns, bounds: Bounds, capacity: Ints, tell: Tell) -> tuple[Edges, Answer, int]:
    """Pairs near the prices of a sample, these prices, and by how much the nearest few of a protégé differ.

    One in six people are solved for themselves, in the same way; what they would pay for everybody, and everybody for
    them, are the prices (a c-transform; Villani 2009, ch. 5). Without it all would crowd round the same few.
    """
    people, mentors = len(columns.row_points), len(columns.col_points)
    rows, cols = sample(people), sample(mentors)
    inner = part_of(columns, rows, cols)
    bonus = 2 * most_points(inner) + 1  # enough that few go without, and prices stay like scores
    part = solve(inner, capacity[cols], bonus, tell).answer
    some = part_of(columns, rows, np.arange(mentors))
    prices = best_for_cols(some, bounds_of(some), part.gain - bonus, NEAREST)
    some = part_of(columns, np.arange(people), cols)
    gains = best_for_rows(some, bounds_of(some), part.price, NEAREST)
    spread = [np.where(one[:, -1:] == FAR_BELOW, WIDE, one[:, :1] - one[:, -1:])[:, 0] for one in (gains, prices)]
    price, gain = (np.where(one[:, 0] == FAR_BELOW, 0, one[:, 0]) for one in (prices, gains))
    own, others = (np.maximum(WIDE - one, 0) for one in spread)
    near = best_edges(columns, bounds, gain - WIDE, shut(price, capacity), own, others)
    near = merged(near, random_edges(columns, capacity), mentors)
    tell(f"{people} x {mentors}: {len(near)} candidates")
    guess = Answer(chosen=np.full(people, NONE, dtype=np.int64), gain=gain - gain.min(), price=price - price.min())
    return near, guess, int(np.median(spread[0]) * MARGIN)


def exact(graph: Graph, mate: Int32s, price: Ints) -> tuple[Int32s, Ints, Ints]:
    from mentorlift.science.assignment.sparse.paths import assign

    return assign(graph, mate, price)


def rough(graph: Graph, mate: Int32s, price: Ints) -> tuple[Int32s, Ints, Ints]:
    from mentorlift.science.assignment.sparse import start

    return start.rough(graph, mate, price)


def among(edges: Edges, capacity: Ints, bonus: int, guess: Answer, find: Find = exact) -> Answer:
    """The optimum of these pairs alone, or something near it, starting from a guess.

    Searches from the side with fewer places: from the other, everybody who goes without looks everywhere.
    """
    from mentorlift.science.assignment.sparse.paths import Graph

    people, mentors = len(guess.chosen), len(capacity)
    weights = edges.scores + bonus
    if capacity.sum() >= people:
        start = np.searchsorted(edges.rows, np.arange(people + 1))
        owner = np.arange(people, dtype=np.int32)
        graph = Graph(start, edges.cols, weights, owner, capacity.astype(np.int32))
        mate, gain, price = find(graph, guess.chosen.astype(np.int32), guess.price)
        chosen = mate.astype(np.int64)
        if (
            people and capacity.sum() == people and (chosen >= 0).all()
        ):  # nothing ties the prices to zero: start them there
            least = price[capacity > 0].min()
            gain, price = gain + least, np.maximum(price - least, 0)
        return Answer(chosen=chosen, gain=gain, price=price)
    order = np.argsort(edges.cols, kind="stable")
    start = np.searchsorted(edges.cols[order], np.arange(mentors + 1))
    owner = np.repeat(np.arange(mentors, dtype=np.int32), capacity)
    graph = Graph(start, edges.rows[order], weights[order], owner, np.ones(people, dtype=np.int32))
    mate, seat_gain, gain = find(graph, seated(guess.chosen, capacity).astype(np.int32), guess.gain)
    chosen = np.full(people, NONE, dtype=np.int64)
    chosen[mate[mate >= 0]] = owner[mate >= 0]
    price = np.zeros(mentors, dtype=np.int64)
    price[owner] = seat_gain  # the seats of one mentor are worth the same
    return Answer(chosen=chosen, gain=gain, price=price)


def seated(chosen: Ints, capacity: Ints) -> Ints:
    """The protégé on each seat, seats of one mentor side by side."""
    out = np.full(int(capacity.sum()), NONE, dtype=np.int64)
    held = np.flatnonzero(chosen >= 0)
    held = held[np.argsort(chosen[held], kind="stable")]
    mentor = chosen[held]
    out[(np.cumsum(capacity) - capacity)[mentor] + np.arange(len(held)) - np.searchsorted(mentor, mentor)] = held
    return out


def shut(price: Ints, capacity: Ints) -> Ints:
    """Prices, with mentors who have no place left aside."""
    return np.where(capacity > 0, price, ASIDE)


def most_points(columns: Columns) -> int:
    """No pair scores more."""
    everyone = int(columns.row_points.max(initial=0)) + int(columns.col_points.max(initial=0))
    return (
        everyone
        + int(columns.added_points.clip(0).max(initial=0))
        + int(columns.params[:, 0][columns.ops[:, 0] < BAR_EQUAL].sum())
    )


def sample(size: int) -> Ints:
    """One in SHRINK of so many, at least FEWEST, spread evenly and the same each time; in ascending order."""
    mixed = (np.arange(size, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)
    return np.sort(np.argsort(mixed, kind="stable")[: max(size // SHRINK, min(size, FEWEST))])
