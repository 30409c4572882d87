"""Pure decisions of the experiment: the plan as text, when its answer is known, when outcomes may be compared."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_high
from typing import Any

from mentorlift.draws.rules import LATER, MENTORED

COUNTED = {"calls": 0, "sales": 1}  # each comes of the one before, and is what others are divided by
LIMITED = 0.99  # the share of days with a value that a limit leaves as they are


@dataclass(frozen=True, kw_only=True)
class PlanChoices:
    """What the form asks for; everything else keeps the defaults of `plan.toml`."""

    metric: str
    secondary: tuple[str, ...] = ()
    early_days: int = 60
    late_from: int = 90
    late_days: int = 180
    smallest_worth_having: float = 0.0
    missing: str = "zero"
    groups: tuple[str, ...] = ()  # columns of the list; each effect is told for their groups as well
    ratios: tuple[str, ...] = ()  # "revenue/calls"
    ramp: tuple[str, ...] = ()  # "sales" for the first one, "revenue >= 1500 in 7" for a first week of that size
    winsorise: float = 0.0  # quantile at which a day's figure is limited, 0 for no limit
    last_start_on: date

    @property
    def answer_due_on(self) -> date:
        """The day on which the last person can have completed the longest window."""
        return self.last_start_on + timedelta(days=self.late_days)


def ratios_of(metrics: Sequence[str]) -> list[tuple[str, str]]:
    """What could be divided by what: every figure by the calls and the sales, as far as these are counted."""
    return [
        (top, bottom)
        for bottom in COUNTED
        if bottom in metrics
        for top in metrics
        if top != bottom and COUNTED.get(top, len(COUNTED)) > COUNTED[bottom]
    ]


def plan_toml(choices: PlanChoices) -> str:
    """The plan as a file that `mentorlift analyse --plan` reads. JSON strings are TOML strings."""
    return "\n".join(
        (
            "[design]",
            f'treated = "{MENTORED}"',
            f'control = "{LATER}"',
            'assignment = "lottery"',
            "[outcome]",
            f"primary = {json.dumps(choices.metric)}",
            *([f"secondary = {json.dumps(choices.secondary)}"] if choices.secondary else []),
            f"missing = {json.dumps(choices.missing)}",
            f"smallest_worth_having = {choices.smallest_worth_having}",
            *([f"ratios = {json.dumps(choices.ratios)}"] if choices.ratios else []),
            *([f"ramp = {json.dumps(choices.ramp)}"] if choices.ramp else []),
            *([f"winsorise = {choices.winsorise}"] if choices.winsorise else []),
            "[window]",
            f"early = [0, {choices.early_days}]",
            f"late = [{choices.late_from}, {choices.late_days}]",
            "[retention]",
            f"at = {[day for day in (30, 60, 90, 180) if day <= choices.late_days]}",
            *(["[groups]", f"by = {json.dumps(choices.groups)}"] if choices.groups else []),
            "",
        )
    )


def settled(text: str) -> dict[str, Any]:
    """What a fixed plan says, by the names of `PlanChoices`: for the page that shows it in words."""
    plan = tomllib.loads(text)
    return {
        "metric": plan["outcome"]["primary"],
        "secondary": tuple(plan["outcome"].get("secondary", ())),
        "early_days": plan["window"]["early"][1],
        "late_from": plan["window"]["late"][0],
        "late_days": plan["window"]["late"][1],
        "smallest_worth_having": plan["outcome"].get("smallest_worth_having", 0.0),
        "missing": plan["outcome"].get("missing", "zero"),
        "groups": tuple(plan.get("groups", {}).get("by", ())),
        "ratios": tuple(plan["outcome"].get("ratios", ())),
        "ramp": tuple(plan["outcome"].get("ramp", ())),
        "winsorise": plan["outcome"].get("winsorise", 0.0),
    }


def staying_days(text: str) -> list[int]:
    """The days after which a plan asks who is still here."""
    return list(tomllib.loads(text).get("retention", {}).get("at", ()))


def figures_of(text: str) -> list[str]:
    """Every figure and every column of the list that a plan names, in order; a plan may name no figure at all."""
    plan = tomllib.loads(text)
    outcome = plan.get("outcome", {})
    first = [outcome["primary"]] if "primary" in outcome else []
    return [*first, *outcome.get("secondary", ()), *outcome.get("ratios", ()), *plan.get("groups", {}).get("by", ())]


def levels_of(text: str) -> list[str]:
    """Every level of being up to speed that a plan names, in order."""
    return list(tomllib.loads(text).get("outcome", {}).get("ramp", ()))


def may_compare(today: date, answer_due_on: date, *, stopped: bool) -> bool:
    """Outcomes by arm are refused until the planned day; a stopped programme has nothing left to bias."""
    return stopped or today >= answer_due_on


DAYS_TO_KNOW_A_WEEK = 10  # of files, from which on it is seen which days of the week none tells of


def known_on(answer_due_on: date, arrivals: Sequence[tuple[date, date]]) -> date:
    """The day on which an answer in one figure is known, if its files keep coming as they have.

    `answer_due_on`: the day after the last window ends. `arrivals`: of each file, (last day it tells of, day it was
    brought in). A figure that comes once a month, or two weeks late, is known that much later than one of every night,
    and one of working days not before the first of them after a weekend: until then nobody can tell that it has passed.
    """
    if not arrivals:
        return answer_due_on
    needed = answer_due_on - timedelta(days=1)
    ends = sorted({end for end, _brought_on in arrivals})
    steps = [(later - earlier).days for earlier, later in pairwise(ends)]
    wait = max(0, median_high((brought_on - end).days for end, brought_on in arrivals))
    reach = needed
    if steps and ends[-1] < needed:
        step = median_high(steps)
        reach = ends[-1] + timedelta(days=step * -(-(needed - ends[-1]).days // step))
        weekdays = {end.weekday() for end in ends}
        while step == 1 and len(ends) >= DAYS_TO_KNOW_A_WEEK and reach.weekday() not in weekdays:
            reach += timedelta(days=1)
    return max(answer_due_on, reach + timedelta(days=wait))


def calendar(answer_due_on: date, late_days: int, starts: Sequence[date]) -> tuple[date, date]:
    """First and last start of the intakes that the plan foresees: the schedule of planned looks, whoever is drawn.

    The last one is in the plan, `late_days` before its answer; an intake that starts after it stretches nothing.
    """
    first, last = min(starts), answer_due_on - timedelta(days=late_days)
    return first, max(first, last)


ANALYSTS = "analysts"  # the audience of a row that nobody else is shown


def results_for(results: Mapping[str, Any], *, analyst: bool) -> dict[str, Any]:
    """results.json as this reader may have it: rows for analysts go to analysts only."""
    rows = results["estimates"]
    return {**results, "estimates": [row for row in rows if analyst or row.get("audience") != ANALYSTS]}


FEWEST_SHOWN = 5
TOO_FEW = "a group of fewer than 5 people is not shown"
NUMBERS = ("estimate", "se", "ci_low", "ci_high", "p_value", "df", "n_treated", "n_control", "clusters", "rows")


def hide_small(row: Mapping[str, Any]) -> dict[str, Any]:
    """One estimate as it may be stored: a group of fewer than five people becomes a reason without numbers."""
    sizes = [row[name] for name in ("n_treated", "n_control") if row.get(name) is not None]
    if not sizes or min(sizes) >= FEWEST_SHOWN:
        return dict(row)
    return {**row, **dict.fromkeys(NUMBERS), "not_estimable": TOO_FEW}


def shown_headline(headline: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The headline over the rows as they are shown: none where the figure it rests on is hidden."""
    early = [row for row in rows if row["question"] == "itt_per_day" and row["window"] == "early"]
    return "not_estimable" if early and early[0].get("not_estimable") == TOO_FEW else headline
