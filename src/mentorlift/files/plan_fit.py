"""Does a plan fit the roster and the outcomes it is used on? Every misfit is a fault."""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from mentorlift.files.cells import WHOLE, date_of, day_number, parse_date, parse_number
from mentorlift.files.faults import Fault
from mentorlift.files.outcomes import Outcomes
from mentorlift.files.roster import Roster, check_arms
from mentorlift.files.tables import decoded
from mentorlift.files.units import EVERYBODY
from mentorlift.science.effects.phrases import predictor_of, ramp_of, ratio_of, yes_no_of
from mentorlift.science.effects.plan import Plan

# what the draw decided or what came after it: holding it constant would take part of the effect away
AFTER_THE_DRAW = ("person_id", "arm", "dose", "mentor_id", "served_on", "crossed_on", "exited_on")
FEWEST_NUMBERS = 10  # different ones, from which on a column that is mostly numbers is a column of numbers
# days or periods between the first and the last; more is a slip of the pen, and would fill the memory
LONGEST = 100_000


def through_of(plan: Plan, periods: bool) -> int | None:
    """The last time observed as the plan says, None where it leaves that to the outcomes; ValueError if unreadable."""
    if not plan.through:
        return None
    date = parse_date(plan.through)
    if not periods and date is not None:
        return day_number(date)
    if periods and WHOLE.fullmatch(plan.through):
        return int(plan.through)
    raise ValueError("a period" if periods else "a date such as 2026-12-31")


def plan_faults(plan: Plan, path: Path, roster: Roster, metrics: Sequence[str] | None, *, periods: bool) -> list[Fault]:
    """`metrics`: the number columns of the outcomes, None where these could not be read."""
    faults = check_arms(roster, treated=plan.treated, control=plan.control, ignore=plan.ignore).faults
    faults = faults + _column_faults(plan, path, roster)
    if metrics is not None:
        faults += _outcome_faults(plan, path, roster, metrics)
    try:
        through_of(plan, periods)
    except ValueError as wanted:
        faults.append(Fault(path.name, None, "through", f"{plan.through!r} does not fit", f"give {wanted}"))
    return faults + _cell_faults(plan, roster)


def draw_faults(roster: Roster, drawn: Mapping[str, str]) -> list[Fault]:
    """Everybody who stands in another arm than the drawn one (person id -> arm), or in one list only."""
    faults = []
    for row, person, arm in zip(roster.rows, roster.person_ids, roster.arm, strict=True):
        if person in drawn and drawn[person] != arm:
            what = f"{person} was drawn for {drawn[person]!r}, the roster says {arm!r}"
            faults.append(Fault(roster.file, row, "arm", what, "correct the roster"))
        elif arm and person not in drawn:
            faults.append(
                Fault(roster.file, row, "arm", f"{person} is not in the draw", "remove the person or the arm")
            )
    here = set(roster.person_ids)
    for person in drawn:
        if person not in here:
            what, remedy = f"{person} was drawn and is not in the roster", "keep everybody who was drawn"
            faults.append(Fault(roster.file, None, "person_id", what, remedy))
    return faults


def explore_faults(roster: Roster, explore: Sequence[str]) -> list[Fault]:
    """Columns by which groups are asked for beyond the plan, and which cannot be used for that."""
    faults = []
    for name in explore:
        if name not in roster.columns:
            faults.append(Fault(roster.file, 1, name, "there is no such column", "name one that the roster has"))
        elif name in AFTER_THE_DRAW:
            what = "what the draw decided or what came after it tells no groups apart"
            faults.append(Fault(roster.file, 1, name, what, "name a column of before"))
    return faults


def span_faults(outcomes: Outcomes, roster: Roster) -> list[Fault]:
    """Times so far apart that one of them must be wrong."""
    shape = outcomes.shape
    if outcomes.times is None:
        return []
    low, high = outcomes.times

    def said(time: int) -> str:
        return str(time) if shape.periods else date_of(time).isoformat()

    if high - low > LONGEST:
        what = f"the {shape.time}s run from {said(low)} to {said(high)}"
        return [Fault(shape.file, None, shape.time, what, "correct the one that is wrong, or number them 0, 1, 2")]
    far = np.flatnonzero(np.maximum(high - roster.started, roster.started - low) > LONGEST)
    what = f"no outcome lies within {LONGEST:,} {shape.time}s of it"
    return [Fault(roster.file, roster.rows[at], "started_on", what, "correct it") for at in far]


def _column_faults(plan: Plan, path: Path, roster: Roster) -> list[Fault]:
    named = tomllib.loads(decoded(path.read_bytes())).get("design", {})
    wanted = [("stratum", plan.stratum)] if "stratum" in named or plan.stratum != "stratum" else []
    wanted += [("cluster", plan.cluster), *(("covariates", name) for name in plan.covariates)]
    predictors = [column for text in plan.wish_predictors for column in predictor_of(text)]
    wanted += [*(("by", name) for name in plan.groups), *(("predictors", name) for name in predictors)]
    wanted += [("drawn_within", plan.mentors_drawn_within)] if plan.mentors_drawn_within != EVERYBODY else []
    faults = [
        Fault(path.name, None, key, f"{roster.file} has no column {column!r}", "add it, or leave it out")
        for key, column in wanted
        if column and column not in roster.columns
    ]
    for key, names, late, use in (
        ("covariates", plan.covariates, AFTER_THE_DRAW, "be held constant"),
        ("by", plan.groups, AFTER_THE_DRAW, "tell groups apart that were there before"),
        ("predictors", predictors, (*AFTER_THE_DRAW, "wish"), "have told beforehand who would say yes"),
    ):
        for name in names:
            if name in late:
                what = f"{name!r} is decided by the draw or comes after it, so it cannot {use}"
                faults.append(Fault(path.name, None, key, what, "leave it out"))
    return faults


def _outcome_faults(plan: Plan, path: Path, roster: Roster, metrics: Sequence[str]) -> list[Fault]:
    faults = []
    keys = dict.fromkeys((yes_no_of(text).metric for text in plan.yes_no), "yes_no")
    keys |= dict.fromkeys((ramp_of(text).metric for text in plan.ramp), "ramp")
    keys |= {part: "ratios" for text in plan.ratios for part in ratio_of(text)}
    keys |= dict.fromkeys(plan.secondary, "secondary") | {plan.primary: "primary"}
    for column, key in ((name, keys[name]) for name in plan.outcomes):
        if column not in metrics:
            has = ", ".join(metrics) or "none"
            faults.append(
                Fault(path.name, None, key, f"the outcomes have no number column {column!r}", f"use one of: {has}")
            )
    if plan.weight and plan.weight not in (*metrics, *roster.columns):
        what = f"neither roster nor outcomes have a column {plan.weight!r}"
        faults.append(Fault(path.name, None, "weight", what, "add it, or leave it out"))
    return faults


def _cell_faults(plan: Plan, roster: Roster) -> list[Fault]:
    """Cells of the roster that are no numbers where the plan needs some."""
    faults = []
    if plan.weight in roster.columns:
        for row, text in zip(roster.rows, roster.text[plan.weight], strict=True):
            value = parse_number(text)
            if text and (value is None or value < 0):
                what = f"{text!r} is not a weight"
                faults.append(Fault(roster.file, row, plan.weight, what, "give a number of zero or more"))
    predictors = (column for text in plan.wish_predictors for column in predictor_of(text))
    for name in dict.fromkeys((*plan.covariates, *predictors)):
        if name in roster.columns and _of_numbers(roster.text[name]):
            faults += [
                Fault(roster.file, row, name, f"{text!r} is not a finite number", "correct it, or leave it empty")
                for row, text in zip(roster.rows, roster.text[name], strict=True)
                if text and parse_number(text) is None
            ]
    return faults


def _of_numbers(texts: Sequence[str]) -> bool:
    """Numbers and nothing else, or so many different ones that a word between them is a mistake."""
    words = Counter(text for text in texts if text and parse_number(text) is None)
    numbers = [text for text in texts if text and parse_number(text) is not None]
    if all(word.lower().strip("+-") in ("inf", "infinity", "nan") for word in words):
        return True
    return len(set(numbers)) >= FEWEST_NUMBERS and len(numbers) > words.total()
