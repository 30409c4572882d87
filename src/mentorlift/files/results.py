"""results.json: the estimates of one analysis with the hashes that say from what they came."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from mentorlift import __version__
from mentorlift.files.analysis import AnalysisInput, data_hash
from mentorlift.files.draw_record import drawn_on, read_draw_record
from mentorlift.files.units import Branch
from mentorlift.science.effects.analysis import Drawn, analyse
from mentorlift.science.effects.data import Alike, Floats
from mentorlift.science.effects.doubts import Doubts, doubts
from mentorlift.science.effects.estimate import Estimate
from mentorlift.science.effects.grade import grade
from mentorlift.science.effects.headline import headline
from mentorlift.science.effects.plan import Plan
from mentorlift.science.lottery.redraws import Redraws, in_fixed_blocks
from mentorlift.science.progress import Progress, unheard

DIGITS = 10
ONLY_WHERE_SO = ("not_estimable", "group", "exploratory", "audience")


def results_of(
    loaded: AnalysisInput,
    *,
    draw: Path | None = None,
    draw_verified: bool = False,
    deviations: Sequence[str] = (),
    progress: Progress = unheard,
) -> dict[str, Any]:
    """Runs every question on what was loaded; the content of results.json, with plain values in a fixed order.

    `draw` is the file of the draw; whether it verifies is for the caller to find out. `deviations` are sentences.
    `progress` hears of the steps done and all there are.
    """
    record = read_draw_record(draw) if draw else None
    drawn = [drawn_of(branch, loaded.plan, record, periods=loaded.periods) for branch in loaded.branches.values()]
    estimates = analyse(drawn, loaded.plan, progress)
    found = grade(
        estimates, assignment=loaded.plan.assignment, draw_verified=draw_verified, deviations=tuple(deviations)
    )
    return {
        "plan_hash": loaded.plan_hash,
        "data_hash": loaded.data_hash,
        "draw_hash": data_hash([draw]) if draw else None,
        "code_version": __version__,
        "grade": found.letter,
        "grade_reasons": list(found.reasons),
        "headline": headline(
            estimates,
            smallest_worth_having=loaded.plan.smallest_worth_having,
            assignment=loaded.plan.assignment,
        ),
        "currency": loaded.currency,
        "dropped": loaded.dropped,
        "flagged": loaded.flagged,
        "filled": loaded.filled,
        "estimates": [as_row(estimate) for estimate in estimates],
        "doubts": [
            _doubt(found)
            for one, branch in zip(drawn, loaded.branches.values(), strict=True)
            for found in doubts(one, branch.known, loaded.plan, estimates)
        ],
    }


def _doubt(found: Doubts) -> dict[str, Any]:
    """One entry of "doubts", as plain values."""
    curve = [{"name": one.name, **as_row(one.estimate)} for one in found.curve]
    taken: dict[str, Any] = asdict(found.taken_up)
    balance = None if found.balance is None else plain(asdict(found.balance))
    return {
        "branch": found.branch,
        "arm": found.arm,
        "balance": balance if balance is not None else {"not_estimable": found.why_no_balance},
        "taken_up": plain(taken),
        "curve": curve,
    }


def plain(value: Any) -> Any:
    """Lists for tuples and rounded numbers, all the way down."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return rounded(value)


def drawn_of(branch: Branch, plan: Plan, record: dict[str, Any] | None, *, periods: bool) -> Drawn:
    """A branch with what its draw file says: everybody's chances, the other draws there could have been, its day."""
    if record is None:
        return Drawn(units=branch.units, panels=branch.panels)
    lottery = Redraws(record, branch.person_ids, branch.units.arms)
    # a rule that looked at an arm which the plan ignores cannot be obeyed among the others alone
    obeyed = lottery.alike is None or set(record["arms"]) <= set(branch.units.arms)
    alike = lottery.alike if obeyed else None
    return Drawn(
        units=replace(branch.units, chance=_chances(branch, lottery)),
        panels=branch.panels,
        redraws=in_fixed_blocks(lottery, plan.seed) if obeyed else None,
        lottery=lottery.strata if obeyed else None,
        alike=None if alike is None else Alike(columns=alike[0], threshold=alike[1]),
        drawn_on=None if periods else drawn_on(record),
    )


def _chances(branch: Branch, lottery: Redraws) -> Floats | None:
    """Everybody's chance of each arm, None where in every stratum of the analysis all chances are the same."""
    found = lottery.chances
    if found is None:
        return None
    units = branch.units
    first = np.where(units.arm >= 0, found[:, -1], np.nan)
    groups = [first[(units.stratum == code) & (units.arm >= 0)] for code in np.unique(units.stratum)]
    return found if any(len(group) and np.ptp(group) > 0 for group in groups) else None


def as_row(estimate: Estimate) -> dict[str, Any]:
    """The fields of one estimate, rounded; those of `ONLY_WHERE_SO` only where they say something."""
    row = {name: rounded(value) for name, value in asdict(estimate).items()}
    return {name: value for name, value in row.items() if value or name not in ONLY_WHERE_SO}


def rounded(value: Any) -> Any:
    """A number to ten significant digits; what is not finite is no number and becomes None."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    return value


def results_text(results: dict[str, Any]) -> str:
    """The bytes of results.json: the same for the same results."""
    return json.dumps(results, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
