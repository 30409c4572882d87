"""What `analyse` reads: roster, outcomes, plan and draw, checked together and turned into the engine's shapes."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np

from mentorlift.files.faults import Fault, Refused
from mentorlift.files.leave import absences_of, read_leave
from mentorlift.files.outcomes import Outcomes, Shape, open_outcomes, shape_of
from mentorlift.files.plan import draft_plan, plan_hash
from mentorlift.files.plan_fit import draw_faults, explore_faults, plan_faults, span_faults, through_of
from mentorlift.files.roster import Roster, counts_periods, read_roster
from mentorlift.files.scan import PARTS, Absences, Scanned, scan
from mentorlift.files.units import Branch, branches_of
from mentorlift.science.effects.phrases import yes_no_of
from mentorlift.science.effects.plan import Plan
from mentorlift.science.effects.winsorise import limit_of

# bytes hashed at once: after each piece a thread waits until those that read rows let it go on
PIECE = 1 << 23
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


def load_analysis(
    roster_path: Path,
    outcomes_path: Path,
    plan_path: Path,
    draw_path: Path | None = None,
    leave_path: Path | None = None,
    *,
    explore: Sequence[str] = (),
) -> AnalysisInput:
    """Reads and checks everything; raises Refused with the faults of all files at once.

    `explore`: roster columns whose groups are looked at though the plan does not name them.
    """
    import duckdb

    faults: list[Fault] = []
    with duckdb.connect() as connection, TemporaryDirectory() as workspace, ThreadPoolExecutor(2) as beside:
        hashed = beside.submit(data_hash, [roster_path, outcomes_path, *([leave_path] if leave_path else [])])
        shape = attempt(faults, lambda: shape_of(connection, outcomes_path, Path(workspace)))
        periods = shape.periods if shape else counts_periods(roster_path)
        drawn, unit = (attempt(faults, lambda: drawn_arms(draw_path)) if draw_path else None) or (None, "")
        plan, wrong = draft_plan(plan_path, periods=periods)
        faults += wrong
        reading = beside.submit(read_roster, roster_path, periods=periods, drawn=drawn)
        wrong_rows: list[Fault] = []
        outcomes = (
            attempt(
                wrong_rows,
                lambda: open_outcomes(connection, outcomes_path, shape=shape, unread=unread_of(plan, shape)),
            )
            if shape
            else None
        )
        roster = attempt(faults, reading.result)
        faults += wrong_rows
        absences = (
            attempt(faults, lambda: absences_from(leave_path, roster, periods=periods)) if leave_path else Absences()
        )
        if plan and roster:
            faults += plan_faults(plan, plan_path, roster, shape.metrics if shape else None, periods=periods)
        if roster:
            faults += explore_faults(roster, explore)
        if roster and drawn is not None:
            faults += draw_faults(roster, drawn)
        if roster and outcomes:
            faults += span_faults(outcomes, roster)
        if faults or plan is None or roster is None or outcomes is None or shape is None:
            if outcomes:  # no scan will see what else is wrong
                attempt(faults, lambda: open_outcomes(connection, outcomes_path, shape=shape))
            raise Refused(faults)
        if drawn is not None and plan.assignment != "staggered":
            plan = replace(plan, assignment="lottery")
        settled = plan_hash(plan)
        if drawn is not None:
            plan = replace(plan, cluster=plan.cluster or unit)
        counted = roster.counted(plan.ignore)
        scanned = scan(
            connection,
            outcomes,
            roster,
            metrics=metrics_of(plan, outcomes.shape.metrics),
            plain=weights_of(plan, outcomes.shape.metrics),
            days=days_of(plan, roster),
            through=through_of(plan, shape.periods),
            zero_fill=plan.missing == "zero",
            counted=counted,
            absences=absences,
        )
    if plan.winsorise:
        scanned = limited(scanned, plan)
    return AnalysisInput(
        plan=plan,
        plan_hash=settled,
        data_hash=hashed.result(),
        periods=shape.periods,
        through=scanned.through,
        branches=branches_of(roster, scanned, plan, counted, periods=shape.periods, explore=explore),
        dropped=[{"reason": reason, "rows": rows} for reason, rows in scanned.dropped.items()],
        flagged=flagged_of(outcomes, scanned.leave_rows, scanned.limits, scanned.limited, negative=scanned.negative),
        filled=scanned.filled,
        notes=notes_of(roster, outcomes),
        currency=outcomes.currency,
        drawn=drawn,
    )


def days_of(plan: Plan, roster: Roster) -> tuple[int, int]:
    """The tenure days that any window, week or horizon of the plan can ask for, half-open.

    In a staggered start also the days on which somebody who started at another time is compared.
    """
    spans = (*plan.pres, plan.early, plan.late, *((0, yes_no_of(text).day) for text in plan.yes_no))
    days = min(start for start, _ in spans), max(stop for _, stop in spans)
    if plan.assignment != "staggered":
        return days
    apart = int(roster.started.max() - roster.started.min())
    return days[0] - apart, days[1] + apart


def limited(scanned: Scanned, plan: Plan) -> Scanned:
    """Every metric limited at the planned quantile of its days; a weight stays as it is. Works in place."""
    limits, rows = {}, {}
    for metric, y in scanned.values.items():
        found = None if metric == plan.weight else limit_of(y[:, -scanned.first_day :], plan.winsorise)
        if found is not None:
            limits[metric] = found
            rows[metric] = int((y > found).sum() + (y < -found).sum())
            np.clip(y, -found, found, out=y)
    return replace(scanned, limits=limits, limited=rows)


def data_hash(paths: Sequence[Path]) -> str:
    """SHA-256 over the SHA-256 of each file's bytes, in the order given."""
    whole, piece = hashlib.sha256(), memoryview(bytearray(PIECE))
    for path in paths:
        own = hashlib.sha256()
        with path.open("rb", buffering=0) as stream:
            while count := stream.readinto(piece):
                own.update(piece[:count])
        whole.update(own.digest())
    return whole.hexdigest()


def attempt(faults: list[Fault], read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Refused as refused:
        faults.extend(refused.faults)
        return None


def absences_from(path: Path, roster: Roster | None, *, periods: bool) -> Absences:
    if periods:
        what = "leave has dates, the outcomes have periods"
        raise Refused([Fault(path.name, None, "", what, "leave it out, or give outcomes with dates")])
    spells = read_leave(path)
    return Absences() if roster is None else absences_of(spells, roster)


def metrics_of(plan: Plan, available: Sequence[str]) -> list[str]:
    wanted = [*plan.outcomes, *(name for name in PARTS if name in available and name != plan.weight)]
    return list(dict.fromkeys(wanted))


def weights_of(plan: Plan, available: Sequence[str]) -> list[str]:
    return [plan.weight] if plan.weight in available else []


def unread_of(plan: Plan | None, shape: Shape) -> list[str] | None:
    """The number columns that the scan has no use for; None where there will be no scan."""
    if plan is None:
        return None
    read = {*metrics_of(plan, shape.metrics), *weights_of(plan, shape.metrics)}
    return [name for name in shape.metrics if name not in read]


def drawn_arms(path: Path) -> tuple[dict[str, str], str]:
    """Person id -> arm, and the column of the roster that says who was drawn together, "" where people were."""
    try:
        draw = json.loads(path.read_text("utf-8"))
        arms = {str(entry["person_id"]): str(entry["arm"]) for entry in draw["assignments"]}
        return arms, "cluster" if draw.get("unit") == "cluster" else ""
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Refused([Fault(path.name, None, "", "this is not a draw file", "give what `draw` wrote")]) from None


def flagged_of(
    outcomes: Outcomes,
    leave_rows: int,
    limits: Mapping[str, float] | None = None,
    limited: Mapping[str, int] | None = None,
    *,
    negative: Mapping[str, int] | None = None,
) -> list[dict[str, str | int]]:
    below = {**outcomes.negative, **(negative or {})}
    found: list[dict[str, str | int]] = [
        {"reason": f"negative {metric} (credit notes)", "rows": below[metric]}
        for metric in outcomes.shape.metrics
        if metric in below
    ]
    found += [
        {"reason": f"{metric} beyond {(limits or {})[metric]:g} limited to it, as planned", "rows": rows}
        for metric, rows in (limited or {}).items()
    ]
    if leave_rows:
        found.append({"reason": "a row on a day of leave", "rows": leave_rows})
    return found


def notes_of(roster: Roster, outcomes: Outcomes) -> list[str]:
    notes = []
    if roster.unknown_columns:
        notes.append(f"{roster.file}: further columns kept: {', '.join(roster.unknown_columns)}")
    if outcomes.shape.ignored:
        notes.append(f"{outcomes.shape.file}: columns that are not numbers: {', '.join(outcomes.shape.ignored)}")
    return notes
