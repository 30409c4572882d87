"""Roster and scanned outcomes as the arrays of the science: one Branch each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mentorlift.files.cells import EPOCH, parse_number
from mentorlift.files.roster import Roster
from mentorlift.files.scan import Scanned
from mentorlift.science.effects.data import Bools, Floats, Ints, Panel, Units
from mentorlift.science.effects.phrases import predictor_of
from mentorlift.science.effects.plan import Plan

FEWEST_TO_SPLIT = 10  # different numbers, above which a column of numbers makes two groups
UNKNOWN = "not known"
EVERYBODY = "everybody"
T = TypeVar("T", bound=np.generic)
MOST_LEVELS = 12  # as science.lottery.balance compares


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One branch: `units` and each panel have the same people in the same order as `person_ids`.

    `strata` names the stratum codes; `known`: what the roster's further columns say of them, as numbers. A weight of
    the plan is in the panels where the outcomes hold it, among the covariates where the roster does.
    """

    units: Units
    panels: dict[str, Panel]
    strata: tuple[str, ...]
    person_ids: tuple[str, ...]
    known: dict[str, Floats] = field(default_factory=dict)


def branches_of(
    roster: Roster, scanned: Scanned, plan: Plan, counted: Bools, *, periods: bool, explore: Sequence[str] = ()
) -> dict[str, Branch]:
    """Splits roster and panels by branch; people of ignored arms are left out.

    `explore`: roster columns by whose groups effects are asked for without having been planned.
    """
    built, names = {}, sorted(set(roster.branch))
    at, _ = codes(roster.branch, empty=None)
    for place, name in enumerate(names):
        keep = np.flatnonzero(counted & (at == place))
        units, strata = units_of(roster, keep, scanned.through, plan, name, periods=periods, explore=explore)
        values = {metric: of_people(y, keep) for metric, y in scanned.values.items()}
        weight = values.pop(plan.weight, None)
        built[name] = Branch(
            units=units,
            panels={
                metric: Panel(
                    outcome=metric,
                    first_day=scanned.first_day,
                    y=y,
                    weight=weight,
                    periods=periods,
                    limit=scanned.limits.get(metric),
                    gaps=of_people(scanned.gaps, keep) if metric == plan.primary else None,
                )
                for metric, y in values.items()
            },
            strata=strata,
            person_ids=tuple(roster.person_ids[at] for at in keep.tolist()),
            known=characteristics(roster, keep),
        )
    return built


def characteristics(roster: Roster, keep: Ints) -> dict[str, Floats]:
    """Columns beyond the format's own, as numbers; words of many values (ids, names) are no characteristic."""
    found: dict[str, Floats] = {}
    for name in roster.unknown_columns:
        cells = [roster.text[name][at] for at in keep.tolist()]
        numbers = covariate(name, cells)
        if len(numbers) < MOST_LEVELS:
            found |= numbers
    return found


def of_people(y: NDArray[T], keep: Ints) -> NDArray[T]:
    """These rows; the matrix itself where they are all, since it may fill half the memory."""
    return y if len(keep) == len(y) else y[keep]


def units_of(
    roster: Roster,
    keep: Ints,
    through: int,
    plan: Plan,
    branch: str,
    *,
    periods: bool,
    explore: Sequence[str] = (),
) -> tuple[Units, tuple[str, ...]]:
    """The people at the places `keep` as Units, with the names of the stratum codes."""
    arms = (plan.control, *plan.treated)
    started, kept = roster.started[keep], keep.tolist()
    stratum, strata = codes(_cells(roster, plan.stratum, kept), empty=None)
    covariates: dict[str, Floats] = {}
    predictors = [column for text in plan.wish_predictors for column in predictor_of(text)]
    weight = [plan.weight] if plan.weight in roster.columns else []
    for name in dict.fromkeys((*plan.covariates, *predictors, *weight)):
        covariates |= covariate(name, _cells(roster, name, kept))
    grouped = {name: groups(roster.text[name]) for name in dict.fromkeys((*plan.groups, *explore))}
    places = {"": -1} | {name: at for at, name in enumerate(arms)}
    return Units(
        arms=arms,
        arm=np.fromiter((places[roster.arm[at]] for at in kept), dtype=np.int64, count=len(kept)),
        stratum=stratum,
        cluster=codes(_cells(roster, plan.cluster, kept), empty="")[0],
        mentor=codes(_cells(roster, "mentor_id", kept), empty="")[0],
        wish=np.array(roster.wish, dtype=np.int64)[keep],
        dose=roster.dose[keep],
        exit_day=roster.exited[keep] - started,
        observed_day=through + 1 - started,
        served_day=roster.served[keep] - started,
        crossed_day=roster.crossed[keep] - started,
        started=started.astype(np.int64) + (0 if periods else EPOCH),
        team=codes(_cells(roster, "team" if "team" in roster.text else "cluster", kept), empty="")[0],
        covariates=covariates,
        groups={name: tuple(labels[at] for at in kept) for name, labels in grouped.items()},
        pool=_pool(roster, kept, plan.mentors_drawn_within),
        branch=branch,
    ), strata


def groups(texts: Sequence[str]) -> list[str]:
    """The group of each person: the word itself, "not known" where empty.

    A column of more than ten different numbers is split at its median, everybody's together.
    """
    numbers = [parse_number(text) for text in texts if text]
    if len(set(numbers)) > FEWEST_TO_SPLIT and None not in numbers:
        middle = float(np.median(np.array(numbers, dtype=float)))
        halves = (f"up to {middle:g}", f"above {middle:g}")
        return [halves[(parse_number(text) or 0.0) > middle] if text else UNKNOWN for text in texts]
    return [text or UNKNOWN for text in texts]


def _pool(roster: Roster, kept: Sequence[int], column: str) -> Ints | None:
    if not column:
        return None
    if column == EVERYBODY and column not in roster.text:
        return np.zeros(len(kept), dtype=np.int64)
    return codes(_cells(roster, column, kept), empty=None)[0]


def codes(names: Sequence[str], *, empty: str | None) -> tuple[Ints, tuple[str, ...]]:
    """Dense codes in the order of the sorted names; -1 for the name `empty`."""
    known = tuple(sorted({*names} - {empty}))
    if not known:
        return np.full(len(names), -1), known
    places: dict[str | None, int] = {empty: -1} | {name: at for at, name in enumerate(known)}
    return np.fromiter(map(places.__getitem__, names), dtype=np.int64, count=len(names)), known


def covariate(name: str, texts: Sequence[str]) -> dict[str, Floats]:
    """Numbers as they are (nan where empty); of words one 0/1 column each but for the most frequent."""
    numbers = [parse_number(text) for text in texts]
    if all(number is not None or not text for number, text in zip(numbers, texts, strict=True)):
        return {name: np.array([np.nan if number is None else number for number in numbers])}
    levels = sorted(set(texts), key=lambda level: (-texts.count(level), level))
    return {f"{name}={level}": np.array([float(text == level) for text in texts]) for level in sorted(levels[1:])}


def _cells(roster: Roster, column: str, kept: Sequence[int]) -> list[str]:
    """A column of the roster at these places, empty where it has no such column."""
    texts = roster.text.get(column)
    return [""] * len(kept) if texts is None else [texts[at] for at in kept]
