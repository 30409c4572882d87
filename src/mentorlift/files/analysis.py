"""What `analyse` reads: roster, outcomes, plan and draw, checked together and turned into the engine's shapes."""

import hashlib
import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np

from mentorlift.files.cells import WHOLE, day_number, parse_date
from mentorlift.files.faults import Fault, Refused
from mentorlift.files.leave import absences_of
from mentorlift.files.outcomes import Outcomes, open_outcomes, shape_of
from mentorlift.files.plan import plan_hash, read_plan
from mentorlift.files.roster import Roster, check_arms, read_roster
from mentorlift.files.scan import PARTS, Absences, Scanned, scan
from mentorlift.files.units import Branch, branches_of
from mentorlift.science.effects.data import Panel, Units
from mentorlift.science.effects.plan import Plan

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class AnalysisInput:
    """All that an analysis needs. `branches` is keyed "" without a branch column, else "mandatory", "voluntary".

    `dropped` and `flagged` are {"reason", "rows"}; `filled` counts the missing rows set to zero by metric;
    `notes` are sentences for people. `drawn` maps person ids to arms where a draw file was given.
    """

    plan: Plan
    plan_hash: str
    data_hash: str
    periods: bool
    through: int
    branches: dict[str, Branch]
    dropped: list[dict[str, str | int]]
    flagged: list[dict[str, str | int]]
    filled: dict[str, int]
    notes: list[str]
    currency: str
    drawn: dict[str, str] | None = None

    @property
    def units_by_branch(self) -> dict[str, Units]:
        return {name: branch.units for name, branch in self.branches.items()}

    @property
    def panels_by_branch(self) -> dict[str, dict[str, Panel]]:
        return {name: branch.panels for name, branch in self.branches.items()}


def load_analysis(
    roster_path: Path,
    outcomes_path: Path,
    plan_path: Path,
    draw_path: Path | None = None,
    leave_path: Path | None = None,
) -> AnalysisInput:
    """Reads and checks everything; raises Refused with the faults of all files at once."""
    import duckdb

    faults: list[Fault] = []
    with duckdb.connect() as connection, TemporaryDirectory() as workspace:
        shape = shape_of(connection, outcomes_path, Path(workspace))
        drawn = _drawn(draw_path) if draw_path else None
        plan = _attempt(faults, lambda: read_plan(plan_path, periods=shape.periods))
        roster = _attempt(faults, lambda: read_roster(roster_path, periods=shape.periods, drawn=drawn))
        outcomes = _attempt(faults, lambda: open_outcomes(connection, outcomes_path, shape=shape))
        if plan and drawn is not None:
            plan = replace(plan, assignment="lottery")
        if plan and roster:
            faults += check_arms(roster, treated=plan.treated, control=plan.control, ignore=plan.ignore).faults
            faults += _column_faults(plan, plan_path, roster, shape.metrics)
            faults += _through_faults(plan, plan_path, shape.periods)
            if drawn is not None:
                faults += _draw_faults(roster, drawn)
        if faults or plan is None or roster is None or outcomes is None:
            raise Refused(faults)
        absences = absences_of(leave_path, roster) if leave_path else Absences()
        counted = np.array([arm not in plan.ignore or not arm for arm in roster.arm])
        scanned = scan(
            connection,
            outcomes,
            roster,
            metrics=_metrics(plan, outcomes.shape.metrics),
            plain=[plan.weight] if plan.weight in outcomes.shape.metrics else [],
            days=days_of(plan),
            through=through_of(plan, shape.periods),
            zero_fill=plan.missing == "zero",
            counted=counted,
            absences=absences,
        )
    return AnalysisInput(
        plan=plan,
        plan_hash=plan_hash(plan),
        data_hash=data_hash([roster_path, outcomes_path, *([leave_path] if leave_path else [])]),
        periods=shape.periods,
        through=scanned.through,
        branches=branches_of(roster, scanned, plan, counted, periods=shape.periods),
        dropped=[{"reason": reason, "rows": rows} for reason, rows in scanned.dropped.items()],
        flagged=_flagged(outcomes, scanned),
        filled=scanned.filled,
        notes=_notes(roster, outcomes),
        currency=outcomes.currency,
        drawn=drawn,
    )


def days_of(plan: Plan) -> tuple[int, int]:
    """The tenure days that any window, week or horizon of the plan can ask for, half-open."""
    spans = (plan.pre, plan.early, plan.late)
    return min(start for start, _ in spans), max(stop for _, stop in spans)


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


def data_hash(paths: Sequence[Path]) -> str:
    """SHA-256 over the SHA-256 of each file's bytes, in the order given."""
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            whole.update(hashlib.file_digest(stream, "sha256").digest())
    return whole.hexdigest()


def _attempt(faults: list[Fault], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Refused as refused:
        faults.extend(refused.faults)
        return None


def _metrics(plan: Plan, available: Sequence[str]) -> list[str]:
    wanted = [plan.primary, *plan.secondary, *(name for name in PARTS if name in available)]
    return list(dict.fromkeys(wanted))


def _drawn(path: Path) -> dict[str, str]:
    try:
        draw = json.loads(path.read_text("utf-8"))
        return {str(entry["person_id"]): str(entry["arm"]) for entry in draw["assignments"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused([Fault(path.name, None, "", "this is not a draw file", "give what `draw` wrote")]) from None


def _draw_faults(roster: Roster, drawn: dict[str, str]) -> list[Fault]:
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


def _column_faults(plan: Plan, path: Path, roster: Roster, metrics: Sequence[str]) -> list[Fault]:
    named = tomllib.loads(path.read_text("utf-8-sig")).get("design", {})
    faults = []
    wanted = [("stratum", plan.stratum)] if "stratum" in named or plan.stratum != "stratum" else []
    wanted += [("cluster", plan.cluster), *(("covariates", name) for name in plan.covariates)]
    for key, column in wanted:
        if column and column not in roster.columns:
            faults.append(
                Fault(path.name, None, key, f"{roster.file} has no column {column!r}", "add it, or leave it out")
            )
    for key, column in (("primary", plan.primary), *(("secondary", name) for name in plan.secondary)):
        if column not in metrics:
            has = ", ".join(metrics) or "none"
            faults.append(
                Fault(path.name, None, key, f"the outcomes have no number column {column!r}", f"use one of: {has}")
            )
    if plan.weight and plan.weight not in (*metrics, *roster.columns):
        what = f"neither roster nor outcomes have a column {plan.weight!r}"
        faults.append(Fault(path.name, None, "weight", what, "add it, or leave it out"))
    return faults


def _through_faults(plan: Plan, path: Path, periods: bool) -> list[Fault]:
    try:
        through_of(plan, periods)
    except ValueError as wanted:
        return [Fault(path.name, None, "through", f"{plan.through!r} does not fit", f"give {wanted}")]
    return []


def _flagged(outcomes: Outcomes, scanned: Scanned) -> list[dict[str, str | int]]:
    found: list[dict[str, str | int]] = [
        {"reason": f"negative {metric} (credit notes)", "rows": rows} for metric, rows in outcomes.negative.items()
    ]
    if scanned.leave_rows:
        found.append({"reason": "a row on a day of leave", "rows": scanned.leave_rows})
    return found


def _notes(roster: Roster, outcomes: Outcomes) -> list[str]:
    notes = []
    if roster.unknown_columns:
        notes.append(f"{roster.file}: further columns kept: {', '.join(roster.unknown_columns)}")
    if outcomes.shape.ignored:
        notes.append(f"{outcomes.shape.file}: columns that are not numbers: {', '.join(outcomes.shape.ignored)}")
    return notes
