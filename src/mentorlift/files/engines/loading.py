"""What `analyse` reads where the figures lie on an engine: roster, plan and draw from files, of the outcomes sums."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from mentorlift.files.analysis import (
    AnalysisInput,
    absences_from,
    attempt,
    data_hash,
    days_of,
    drawn_arms,
    flagged_of,
    metrics_of,
    notes_of,
)
from mentorlift.files.engines.engine import Engine
from mentorlift.files.engines.filling import Expected, due, expected_rows, valued_dates
from mentorlift.files.engines.printed import windows_of
from mentorlift.files.engines.pulling import Pulls
from mentorlift.files.engines.sql import Source
from mentorlift.files.engines.statistics import Group, Statistics, read_statistics, send_people
from mentorlift.files.engines.table import checked_on, needs_rows, shape_on
from mentorlift.files.faults import Fault, Refused
from mentorlift.files.outcomes import Outcomes
from mentorlift.files.passing import REASONS, Passing
from mentorlift.files.plan import draft_plan, plan_hash
from mentorlift.files.plan_fit import draw_faults, explore_faults, plan_faults, span_faults, through_of
from mentorlift.files.roster import Roster, read_roster
from mentorlift.files.scan import Absences, away_days
from mentorlift.files.units import Branch, characteristics, units_of
from mentorlift.science.effects.analysis import Drawn, analyse
from mentorlift.science.effects.comparison import entered
from mentorlift.science.effects.daily_score import daily_score
from mentorlift.science.effects.data import Ints, Panel, Units
from mentorlift.science.effects.estimate import NotEstimable
from mentorlift.science.effects.plan import Plan
from mentorlift.science.effects.summed import SummedPanel


def load_from_engine(
    engine: Engine,
    table: str,
    *,
    roster_path: Path,
    plan_path: Path,
    draw_path: Path | None = None,
    leave_path: Path | None = None,
    explore: Sequence[str] = (),
) -> AnalysisInput:
    """As `load_analysis`; the panels hold sums, so that questions about single days are refused by themselves.

    Raises Refused with the faults of all files and of the table at once.
    """
    faults: list[Fault] = []
    relation = engine.relation(table)
    shape = attempt(faults, lambda: shape_on(engine, relation, table))
    if shape is None:
        raise Refused(faults)
    periods = shape.periods
    drawn, unit = (attempt(faults, lambda: drawn_arms(draw_path)) if draw_path else None) or (None, "")
    plan, wrong = draft_plan(plan_path, periods=periods)
    faults += wrong
    roster = attempt(faults, lambda: read_roster(roster_path, periods=periods, drawn=drawn))
    if plan and roster:
        faults += plan_faults(plan, plan_path, roster, shape.metrics, periods=periods)
        faults += needs_rows(plan, plan_path, shape.metrics)
    if roster:
        faults += explore_faults(roster, explore)
    if roster and drawn is not None:
        faults += draw_faults(roster, drawn)
    absences = attempt(faults, lambda: absences_from(leave_path, roster, periods=periods)) if leave_path else Absences()
    if faults or plan is None or roster is None or absences is None:
        raise Refused(faults)
    source = Source(
        relation=relation,
        periods=periods,
        metrics=tuple(metrics_of(plan, shape.metrics)),
        currency="currency" in shape.columns,
        leave=bool(absences.person.size),
    )
    outcomes = checked_on(engine, source, shape)
    if faults := span_faults(outcomes, roster):
        raise Refused(faults)
    if drawn is not None:
        plan = replace(plan, assignment="lottery")
    settled = plan_hash(plan)
    if drawn is not None:
        plan = replace(plan, cluster=plan.cluster or unit)
    pulls = Pulls()
    study = _study(roster, plan, outcomes, absences, pulls=pulls, explore=explore)
    send_people(engine, roster, study.group, study.passed, absences)
    statistics = read_statistics(engine, source, roster, study.group, passed=study.passed, windows=windows_of(plan))
    branches, filled = study.branches(source, statistics)
    _ask_for_pulls(branches, plan, redrawing=drawn is not None)
    pulls.fetch(engine, source, study.group, passed=study.passed, zero_fill=study.zero_fill)
    return AnalysisInput(
        plan=plan,
        plan_hash=settled,
        data_hash=_data_hash([roster_path, *([leave_path] if leave_path else [])], statistics),
        periods=periods,
        through=study.passed.last,
        branches=branches,
        dropped=study.dropped(statistics),
        flagged=flagged_of(outcomes, int(statistics.away_rows.sum())),
        filled=filled,
        notes=notes_of(roster, outcomes),
        currency=outcomes.currency,
        drawn=drawn,
    )


@dataclass(frozen=True, kw_only=True)
class Study:
    """The roster cut into branches and cells; `keep` and `units` by branch."""

    plan: Plan
    periods: bool
    group: Group
    passed: Passing
    zero_fill: bool
    pulls: Pulls
    keep: dict[str, Ints]
    units: dict[str, tuple[Units, tuple[str, ...]]]
    roster: Roster

    def branches(self, source: Source, statistics: Statistics) -> tuple[dict[str, Branch], dict[str, int]]:
        """The panels of every branch, and how many days were filled with zero, by metric."""
        self.passed.working[:] = statistics.working.sum(axis=0) > 0
        self.passed.first_row[:] = statistics.first_row
        expected = expected_rows(self.passed, self.group, windows_of(self.plan)) if self.zero_fill else None
        panels = {
            metric: self._panels(metric, statistics, expected)
            for metric in source.metrics
            if metric != self.plan.weight
        }
        built = {
            name: Branch(
                units=self.units[name][0],
                panels={metric: found[name] for metric, found in panels.items()},
                strata=self.units[name][1],
                known=characteristics(self.roster, keep),
                person_ids=tuple(self.roster.person_ids[at] for at in keep),
            )
            for name, keep in self.keep.items()
        }
        if expected is None:
            return built, {}
        rows = {metric: statistics.cells[metric] for metric in panels}
        return built, {metric: int(expected.cells.sum() - (v.n - v.away).sum()) for metric, v in rows.items()}

    def _panels(self, metric: str, statistics: Statistics, expected: Expected | None) -> dict[str, SummedPanel]:
        cells, people = statistics.cells[metric], statistics.people[metric]
        present = cells.n if expected is None else expected.cells + cells.away
        days = {
            window: found.n if expected is None else expected.people[window] + found.away
            for window, found in people.items()
        }
        at_work = due(self.passed, self.group, valued_dates(statistics, metric, expected))
        return {
            name: SummedPanel(
                outcome=metric,
                first_day=self.passed.days[0],
                y=np.empty((len(keep), 0)),
                periods=self.periods,
                cell=self.group.cell[keep],
                of_windows={window: (days[window][keep], found.total[keep]) for window, found in people.items()},
                present=present,
                sums=cells.total,
                due=at_work,
                pulled=partial(self.pulls.of, people=keep),
            )
            for name, keep in self.keep.items()
        }

    def dropped(self, statistics: Statistics) -> list[dict[str, str | int]]:
        """Rows kept out, by reason, as the pass over a file counts them."""
        objected = self.roster.objected
        ignored = int(statistics.seen[~self.passed.counted & ~objected].sum())
        counts = [statistics.early.sum(), statistics.gone.sum(), statistics.late.sum()]
        counts = [
            statistics.strangers,
            ignored,
            int(statistics.seen[objected].sum()),
            *(int(count) for count in counts),
        ]
        return [{"reason": reason, "rows": rows} for reason, rows in zip(REASONS, counts, strict=True) if rows]


def _study(
    roster: Roster, plan: Plan, outcomes: Outcomes, absences: Absences, *, pulls: Pulls, explore: Sequence[str]
) -> Study:
    periods = outcomes.shape.periods
    low, high = outcomes.times or (0, 0)
    through = through_of(plan, periods)
    last = high if through is None else through
    counted = roster.counted(plan.ignore)
    cell, branch = (np.full(len(roster), -1, dtype=np.int64) for _ in range(2))
    cells = 0
    keeps, units = {}, {}
    for code, name in enumerate(sorted(set(roster.branch))):
        keep = np.flatnonzero(counted & (np.array(roster.branch) == name))
        found = units_of(roster, keep, last, plan, name, periods=periods, explore=explore)
        keeps[name], units[name] = keep, found
        codes = _alike(found[0], plan, periods=periods)
        cell[keep], branch[keep] = cells + codes, code
        cells += int(codes.max(initial=-1)) + 1
    passed = Passing(
        roster=roster,
        counted=counted,
        days=days_of(plan, roster),
        times=(low, high),
        last=last,
        values={},
        away=away_days(roster, absences, days_of(plan, roster)) if absences.person.size else None,
    )
    return Study(
        plan=plan,
        periods=periods,
        group=Group(cell=cell, branch=branch, cells=cells, branches=len(keeps)),
        passed=passed,
        zero_fill=plan.missing == "zero",
        pulls=pulls,
        keep=keeps,
        units=units,
        roster=roster,
    )


def _alike(units: Units, plan: Plan, *, periods: bool) -> Ints:
    """Codes of people who are in every comparison together: same arm, stratum, wish, and windows that they reach."""
    length = 1 if periods else 7
    ends = {plan.early[1], plan.late[1], *range(length, max(plan.early[1], plan.late[1]) + 1, length)}
    reached = np.searchsorted(np.array(sorted(ends)), units.observed_day, side="right")
    columns = np.column_stack([units.arm, units.stratum, units.wish == 1, reached]).astype(np.int64)
    return np.asarray(np.unique(columns, axis=0, return_inverse=True)[1], dtype=np.int64).ravel()


def _ask_for_pulls(branches: dict[str, Branch], plan: Plan, *, redrawing: bool) -> None:
    """Lets every question ask once, without redraws, so that what it needs of the second pass is known."""
    asking = [Drawn(units=branch.units, panels=_without_windows(branch.panels)) for branch in branches.values()]
    analyse(asking, plan)
    for branch in branches.values() if redrawing else ():
        for window in ("early", "late"):
            for panel in branch.panels.values():
                try:
                    span = plan.span(window)
                    daily_score(branch.units, panel, span, entered(branch.units, span))
                except NotEstimable:
                    continue


def _without_windows(panels: dict[str, Panel]) -> dict[str, Panel]:
    """Panels on which a question that needs no second pass gives up at once: its answer is not asked for yet."""
    return {name: replace(panel, of_windows={}) for name, panel in panels.items() if isinstance(panel, SummedPanel)}


def _data_hash(paths: list[Path], statistics: Statistics) -> str:
    """Over the files' hash and the counts by cell and day: whole numbers, so the same from every engine."""
    whole = hashlib.sha256(data_hash(paths).encode())
    for values in statistics.cells.values():
        whole.update(values.n.tobytes())
    return whole.hexdigest()
