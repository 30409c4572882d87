"""The draw: a pure function of the roster and the design (docs/rules/draw.md says it in prose)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from mentorlift.science.lottery import rounding
from mentorlift.science.lottery.acceptance import MOST_TRIES, Alike, number_of, try_seed
from mentorlift.science.lottery.checks import check
from mentorlift.science.lottery.design import (
    BRANCH,
    EVERYONE,
    MANDATORY,
    VOLUNTARY,
    Assignment,
    Design,
    Draw,
    DrawnStratum,
    Row,
    UnableToDraw,
)
from mentorlift.science.lottery.seed import roster_hash
from mentorlift.science.lottery.strata import Key, merged
from mentorlift.science.lottery.tickets import Coin, ticket
from mentorlift.science.lottery.unequal import chances, pivotal


@dataclass(frozen=True)
class _Outcome:
    """One lottery: unit -> arm, unit -> stratum, and the strata."""

    arm: dict[str, str]
    stratum: dict[str, str]
    strata: list[DrawnStratum]
    tries: int = 0
    chance: dict[str, float] = field(default_factory=dict)


def draw(roster: Sequence[Row], design: Design) -> Draw:
    """Draw everyone in `roster` (rows with `person_id` and the columns that `design` names).

    Same roster in any order and same design: same result, on every machine. UnableToDraw names every misfit.
    """
    check(roster, design)
    units = _units(roster, design)
    branch: dict[str, str] = {}
    lotteries: list[_Outcome] = []
    if design.branches:
        first = _once(units, design, BRANCH, {name: design.branches[name] for name in (MANDATORY, VOLUNTARY)})
        lotteries.append(first)
        branch = first.arm
        mandatory = {u: row for u, row in units.items() if branch[u] == MANDATORY}
        lotteries.append(_lottery(roster, mandatory, design, MANDATORY, design.allocation))
        asked = {u: row for u, row in units.items() if branch[u] == VOLUNTARY and _wanted(row, design)}
        if design.only and asked:
            lotteries.append(_lottery(roster, asked, design, VOLUNTARY, in_proportion(design.allocation, len(asked))))
    elif design.by_branch:
        branch = {u: row["branch"] for u, row in units.items()}
        for name, allocation in design.by_branch.items():
            wanted = {u: row for u, row in units.items() if branch[u] == name and _wanted(row, design)}
            lotteries.append(_lottery(roster, wanted, design, name, allocation))
    else:
        wanted = {u: row for u, row in units.items() if _wanted(row, design)}
        lotteries.append(_lottery(roster, wanted, design, EVERYONE, design.allocation))
    return _draw(roster, design, branch, lotteries)


def in_proportion(allocation: Mapping[str, int], size: int) -> dict[str, int]:
    """`allocation` scaled to `size` units by largest remainders; equal remainders go to the arm named first."""
    total = sum(allocation.values())
    out = {arm: count * size // total for arm, count in allocation.items()}
    by_remainder = sorted(allocation, key=lambda arm: -(allocation[arm] * size % total))
    for arm in by_remainder[: size - sum(out.values())]:
        out[arm] += 1
    return out


def next_mentored(size: int, *, share: Fraction, sizes_before: int, mentored_before: int) -> int:
    """How many of `size` people of the next cohort go to the first arm, so that the total over all cohorts is closest
    to `share`; at least 1 and at most size - 1. A half goes up."""
    wanted = share * (sizes_before + size) - mentored_before
    return min(max(math.floor(wanted + Fraction(1, 2)), 1), size - 1)


def _units(roster: Sequence[Row], design: Design) -> dict[str, Row]:
    """Unit -> a row that stands for it (members of a cluster agree in every column used, `check` sees to it)."""
    name = "cluster" if design.clusters else "person_id"
    return {row[name]: row for row in roster}


def _wanted(row: Row, design: Design) -> bool:
    return all(row.get(column, "") == value for column, value in design.only.items())


def _lottery(
    roster: Sequence[Row], units: Mapping[str, Row], design: Design, name: str, allocation: Mapping[str, int]
) -> _Outcome:
    """The first draw, or where draws have to be accepted the first whose arms are alike enough."""
    rule = design.rerandomise
    if design.weight:
        return _weighted(units, design, name, allocation)
    if rule is None:
        return _once(units, design, name, allocation)
    strata: dict[str, list[str]] = {}
    for unit, stratum in _once(units, design, name, allocation).stratum.items():  # the same in every try
        strata.setdefault(stratum, []).append(unit)
    alike = Alike(list(strata.values()), unit_values(roster, design, units))
    arms = [arm for arm, count in allocation.items() if count]
    for number in range(1, MOST_TRIES + 1):
        found = _once(units, replace(design, seed=try_seed(design.seed, number)), name, allocation)
        if alike.distance(found.arm, arms) <= Fraction(rule.threshold):
            return replace(found, tries=number)
    raise UnableToDraw(f"none of {MOST_TRIES} draws is alike enough in {', '.join(rule.columns)}; accept more of them")


def unit_values(roster: Sequence[Row], design: Design, units: Mapping[str, Row]) -> dict[str, list[Fraction]]:
    """Unit -> the mean of its people in each column that is to be alike."""
    assert design.rerandomise is not None
    name = "cluster" if design.clusters else "person_id"
    members: dict[str, list[list[Fraction]]] = {}
    for row in roster:
        if row[name] in units:
            cells = [number_of(row[column]) or Fraction(0) for column in design.rerandomise.columns]
            members.setdefault(row[name], []).append(cells)
    return {unit: [sum(c, Fraction(0)) / len(c) for c in zip(*rows, strict=True)] for unit, rows in members.items()}


def _weighted(units: Mapping[str, Row], design: Design, name: str, allocation: Mapping[str, int]) -> _Outcome:
    """Each unit with its own chance of the first arm, exact in total and within one of the sum in each stratum."""
    first, second = allocation
    weights = {unit: number_of(row[design.weight]) or Fraction(0) for unit, row in units.items()}
    chance = chances(weights, allocation[first])
    plain = _once(units, replace(design, weight=""), name, allocation)
    order = sorted(units, key=lambda unit: (_place(plain, unit), ticket(design.seed, name, unit)))
    inside = pivotal([chance[unit] for unit in order], Coin(design.seed, name).below)
    arm = {unit: first if chosen else second for unit, chosen in zip(order, inside, strict=True)}
    strata = []
    for stratum in plain.strata:
        members = [unit for unit in order if plain.stratum[unit] == stratum.name]
        taken = sum(arm[unit] == first for unit in members)
        expected = float(sum((chance[unit] for unit in members), Fraction(0)))
        strata.append(
            replace(
                stratum,
                expected={first: expected, second: len(members) - expected},
                counts={first: taken, second: len(members) - taken},
            )
        )
    return _Outcome(arm, plain.stratum, strata, chance={unit: round(float(p), 10) for unit, p in chance.items()})


def _place(outcome: _Outcome, unit: str) -> int:
    return [stratum.name for stratum in outcome.strata].index(outcome.stratum[unit])


def _once(units: Mapping[str, Row], design: Design, name: str, allocation: Mapping[str, int]) -> _Outcome:
    cells: dict[Key, list[str]] = {}
    for unit, row in units.items():
        cells.setdefault(tuple(row.get(c, "") for c in design.strata), []).append(unit)
    arms = {arm: count for arm, count in allocation.items() if count}
    share = min(arms.values()) / len(units)
    strata = merged({key: len(members) for key, members in cells.items()}, share)
    counts = rounding.counts([s.size for s in strata], list(arms.values()), Coin(design.seed, name).below)
    out = _Outcome({}, {}, [])
    for stratum, row_counts in zip(strata, counts, strict=True):
        members = [unit for key in stratum.cells for unit in cells[key]]
        members.sort(key=lambda unit: ticket(design.seed, name, unit))
        taken = [arm for arm, count in zip(arms, row_counts, strict=True) for _ in range(count)]
        out.arm.update(zip(members, taken, strict=True))
        out.stratum.update(dict.fromkeys(members, stratum.name))
        expected = {arm: stratum.size * count / len(units) for arm, count in arms.items()}
        out.strata.append(
            DrawnStratum(
                lottery=name,
                name=stratum.name,
                cells=tuple(" / ".join(key) for key in stratum.cells),
                units=stratum.size,
                expected=expected,
                counts=dict(zip(arms, row_counts, strict=True)),
            )
        )
    return out


def _draw(roster: Sequence[Row], design: Design, branch: Mapping[str, str], lotteries: list[_Outcome]) -> Draw:
    arms: dict[str, str] = {}
    strata: dict[str, str] = {}
    chance: dict[str, float] = {}
    for outcome in lotteries:
        strata.update(outcome.stratum)
        chance.update(outcome.chance)
        if outcome.strata and outcome.strata[0].lottery != BRANCH:
            arms.update(outcome.arm)
    unit_of = "cluster" if design.clusters else "person_id"
    assignments = sorted(
        (
            Assignment(
                person_id=row["person_id"],
                arm=arms.get(row[unit_of], ""),
                branch=branch.get(row[unit_of], ""),
                stratum=strata.get(row[unit_of], ""),
                unit=row[unit_of],
                chance=chance.get(row[unit_of]),
            )
            for row in roster
        ),
        key=lambda a: a.person_id,
    )
    return Draw(
        design=design,
        roster_hash=roster_hash(roster, design.columns),
        people=len(roster),
        strata=tuple(s for outcome in lotteries for s in outcome.strata),
        assignments=tuple(assignments),
        reserve=_reserve(assignments, design),
        tries={o.strata[0].lottery: o.tries for o in lotteries if o.tries},
    )


def _reserve(assignments: Sequence[Assignment], design: Design) -> tuple[str, ...]:
    """Who moves up when a place falls free: drawn people outside the first arm, by a lottery of their own."""
    first = design.arms[0]
    waiting = [a for a in assignments if a.arm and a.arm != first]
    return tuple(
        a.person_id for a in sorted(waiting, key=lambda a: (ticket(design.seed, "reserve", a.unit), a.person_id))
    )
