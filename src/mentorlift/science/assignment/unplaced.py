"""Why somebody has nobody: rule by rule, and what is short."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mentorlift.science.assignment.changes import Change, Ground, changes_for_proteges, rules_for_mentor
from mentorlift.science.assignment.policy import Policy
from mentorlift.science.assignment.pool import Bools, Ints, Pool
from mentorlift.science.assignment.rules import Rule, same_person
from mentorlift.science.assignment.solver import NONE, load

Masks = tuple[tuple[Rule, Bools], ...]


@dataclass(frozen=True, kw_only=True)
class Barred:
    """How many of the other side one rule bars from this person, and how many free ones it alone bars."""

    rule: Rule
    people: int
    free_but_for_this: int


@dataclass(frozen=True, kw_only=True)
class Unplaced:
    """Somebody without a pair. `role`: "protege" or "mentor". Of `others` people on the other side the rules allow
    `allowed`; `free` of the others still had a place (or no mentor). `places`: of a mentor, what they offered; of a
    protégé, what the allowed mentors offered together, all of it taken. `changes`: what would give them a pair, one
    change each, the smallest first; none where none is known.
    """

    person: str
    role: str
    others: int
    allowed: int
    free: int
    places: int
    barred: tuple[Barred, ...]
    changes: tuple[Change, ...] = ()


def unplaced(
    policy: Policy, pool: Pool, allowed: Bools, chosen: Ints, ground: Callable[[Masks, Ints], Ground | None]
) -> tuple[Unplaced, ...]:
    """Everyone without a pair, protégés first, each side in the order of ids. `ground`, given the rules' masks and how
    many bar each pair, says what changes are read from; None where prices tell of none."""
    people, mentors = np.flatnonzero(chosen == NONE), np.flatnonzero(load(chosen, len(pool.mentors)) == 0)
    if not len(people) and not len(mentors):
        return ()
    masks = [rule.forbids(pool) for rule in policy.rules]
    broken = np.zeros(pool.shape, dtype=np.int64)
    for mask in masks:
        broken += mask
    others = ~same_person(pool)
    known = ground(tuple((rule, mask & others) for rule, mask in zip(policy.rules, masks, strict=True)), broken)
    changes = changes_for_proteges(known, people) if known else {}
    has_place = load(chosen, len(pool.mentors)) < pool.capacity
    has_none = chosen == NONE
    out = [
        Unplaced(
            person=pool.proteges.ids[i],
            role="protege",
            others=int(others[i].sum()),
            allowed=int(allowed[i].sum()),
            free=int((others[i] & has_place).sum()),
            places=int(pool.capacity[allowed[i]].sum()),
            barred=barred(policy, [mask[i] & others[i] for mask in masks], broken[i], has_place),
            changes=changes.get(int(i), ()),
        )
        for i in people
    ]
    out += [
        Unplaced(
            person=pool.mentors.ids[j],
            role="mentor",
            others=int(others[:, j].sum()),
            allowed=int(allowed[:, j].sum()),
            free=int((others[:, j] & has_none).sum()),
            places=int(pool.capacity[j]),
            barred=barred(policy, [mask[:, j] & others[:, j] for mask in masks], broken[:, j], has_none),
            changes=rules_for_mentor(known, int(j)) if known else (),
        )
        for j in mentors
    ]
    return tuple(out)


def barred(policy: Policy, masks: list[Bools], broken: Ints, free: Bools) -> tuple[Barred, ...]:
    """The rules that bar anyone, in the order of the policy."""
    return tuple(
        Barred(rule=rule, people=int(mask.sum()), free_but_for_this=int((mask & free & (broken == 1)).sum()))
        for rule, mask in zip(policy.rules, masks, strict=True)
        if mask.any()
    )
