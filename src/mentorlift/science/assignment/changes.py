"""The smallest change that would give somebody a partner, and what it is worth, from the prices of the optimum."""

from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.detours import Detours
from mentorlift.science.assignment.pool import Bools, Floats, Ints, Pool
from mentorlift.science.assignment.rules import Rule
from mentorlift.science.assignment.runners_up import split
from mentorlift.science.assignment.solver import NONE

MOST_WAITING = 1_000  # people without a mentor for whom the order of further places is worked out


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change after which a best set gives this person a partner.

    `rule` None: `places` more places with `partner`; with `ways` mentors one more place would do. Else the rule is
    dropped for this person and `partner` alone, who are then a pair. `pairs` and `points`: what the best set gains;
    None for more than one place, which is what would do for certain, not always the least.
    """

    partner: str
    rule: Rule | None = None
    places: int = 0
    ways: int = 0
    pairs: int | None = None
    points: int | None = None


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What changes are read from. `scores` holds every pair, also those a rule bars; `broken` how many rules bar it;
    `detours` is of the pairs without the pins, `capacity` the places they leave, `pinned` the protégés they settle."""

    pool: Pool
    scores: Ints
    bonus: int
    detours: Detours
    capacity: Ints
    broken: Ints
    masks: tuple[tuple[Rule, Bools], ...]
    pinned: Bools

    @property
    def gain(self) -> Ints:
        return self.detours.prices.gain

    @property
    def price(self) -> Ints:
        return self.detours.prices.price


def changes_for_proteges(ground: Ground, people: Ints) -> dict[int, tuple[Change, ...]]:
    """For each protégé without a mentor: more places first, then rules in the order of the policy."""
    waiting = reaches(ground, people)
    end = ground.detours.to(ground.detours.outside)[:-1]
    return {i: (*more_places(ground, i, people, waiting), *rules_for_protege(ground, i, end)) for i in people.tolist()}


def more_places(ground: Ground, i: int, people: Ints, waiting: Floats | None) -> tuple[Change, ...]:
    """One more place where prices are met, else as many as put everybody who comes first, and this person.

    A place is worth its lowest price (Gul, Stacchetti 1999), and i takes part in it exactly where i's own price is met.
    """
    near = np.flatnonzero(tight(ground, np.array([i]))[0])
    if len(near):
        reach = reached(ground, near)
        best = reach[np.argmax(ground.price[reach])]
        pairs, points = split(int(ground.price[best]), ground.bonus)
        return (Change(partner=ground.pool.mentors.ids[best], places=1, ways=len(reach), pairs=pairs, points=points),)
    options = np.flatnonzero(ground.detours.edges[i])
    if waiting is None or not len(options):
        return ()
    own = ground.scores[i, options] + ground.bonus
    ahead = (waiting[:, options] > own).sum(axis=0) - (waiting[people == i][:, options] > own).sum(axis=0)
    at = int(np.argmin(ahead))
    return (Change(partner=ground.pool.mentors.ids[options[at]], places=int(ahead[at]) + 1),)


def rules_for_protege(ground: Ground, i: int, end: Floats) -> tuple[Change, ...]:
    """Each rule that alone bars somebody with whom everybody together would gain."""
    value = ground.scores[i] + ground.bonus - ground.price - end
    out = []
    for rule, mask in ground.masks:
        opened = mask[i] & (ground.broken[i] == 1) & (ground.capacity > 0)
        if opened.any() and value[opened].max() > 0:
            j = int(np.argmax(np.where(opened, value, -np.inf)))
            pairs, points = split(int(value[j]), ground.bonus)
            out.append(Change(partner=ground.pool.mentors.ids[j], rule=rule, pairs=pairs, points=points))
    return tuple(out)


def rules_for_mentor(ground: Ground, j: int) -> tuple[Change, ...]:
    """The same for a mentor without a protégé: whoever comes leaves what they have (at the lowest prices a protégé's
    gain is what all would lose without them)."""
    if not ground.capacity[j]:
        return ()
    value = ground.scores[:, j] + ground.bonus - ground.gain
    out = []
    for rule, mask in ground.masks:
        opened = mask[:, j] & (ground.broken[:, j] == 1) & ~ground.pinned
        if opened.any() and value[opened].max() > 0:
            i = int(np.argmax(np.where(opened, value, np.iinfo(np.int64).min)))
            pairs, points = split(int(value[i]), ground.bonus)
            out.append(Change(partner=ground.pool.proteges.ids[i], rule=rule, pairs=pairs, points=points))
    return tuple(out)


def tight(ground: Ground, people: Ints) -> Bools:
    """The allowed pairs of these people whose prices are just met, shape (people, mentors)."""
    met = ground.gain[people][:, None] + ground.price[None, :] == ground.scores[people] + ground.bonus
    return ground.detours.edges[people] & met


def reached(ground: Ground, start: Ints) -> Ints:
    """The mentors to whom a place passes on without loss: these, those their protégés could as well have, and so on."""
    seen = np.zeros(len(ground.price), dtype=bool)
    seen[start] = True
    front = seen.copy()
    while front.any():
        at = np.flatnonzero((ground.detours.chosen != NONE) & front[ground.detours.chosen])
        front = tight(ground, at).any(axis=0) & ~seen
        seen |= front
    return np.flatnonzero(seen)


def reaches(ground: Ground, people: Ints) -> Floats | None:
    """For each of these people and each mentor what one more place there would gain if it went to them, possibly
    through others; None where that is not worked out, or places may go to people who have one ("score")."""
    if not ground.bonus or len(people) > MOST_WAITING or not ground.detours.know_all():
        return None
    slack = ground.detours.reduced()[people]
    out = np.empty(slack.shape)
    for j in range(slack.shape[1]):
        out[:, j] = ground.price[j] - (slack + ground.detours.to(j)[None, :-1]).min(axis=1)
    return out
