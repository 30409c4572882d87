"""The questions under test in `coverage.py`, asked of a simulated programme whose truth is known."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np

from benchmarks.coverage_hard import holds
from mentorlift.science.effects.analysis import Drawn
from mentorlift.science.effects.by_week import by_week
from mentorlift.science.effects.complier import complier
from mentorlift.science.effects.confidence_sequence import confidence_sequence
from mentorlift.science.effects.data import Panel, Units
from mentorlift.science.effects.data import Redraws as Lottery
from mentorlift.science.effects.durability import durability
from mentorlift.science.effects.estimate import Estimate
from mentorlift.science.effects.hazard_ratio import hazard_ratio
from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.lee_bounds import lee_bounds
from mentorlift.science.effects.log_rank import log_rank
from mentorlift.science.effects.money import Costs, money
from mentorlift.science.effects.parts import parts
from mentorlift.science.effects.plan import Plan
from mentorlift.science.effects.randomisation_inference import randomisation_inference
from mentorlift.science.effects.retention import retention
from mentorlift.science.effects.rmst import rmst
from mentorlift.science.effects.total_value import total_value
from mentorlift.science.effects.two_branches import two_branches
from mentorlift.science.lottery.redraws import AT_ONCE, Redraws, in_fixed_blocks
from mentorlift.science.simulation.planted import Planted
from mentorlift.science.simulation.programme import Programme, programme
from mentorlift.science.simulation.truth import truths as true_values

DAYS, PEOPLE, MENTORS = 180, 603, 90
PLAN = Plan(treated=("mentored",), control="later", primary="revenue", assignment="lottery", redraws=199)
COSTS = Costs(margin=0.4, mentor_hours=0, hour_cost=0, fixed=0, replacement=5000)
MANDATORY, VOLUNTARY, BOTH = "mandatory", "voluntary", ""
FAR = 10**9  # where the lotteries of an A/A come from; what they are held against comes before
TEST = "test"  # the scale of what has no interval


class Key(NamedTuple):
    """Which answer is meant. `outcome`: "" for staying."""

    question: str
    branch: str = MANDATORY
    window: str = "all"
    at: int | None = None
    scale: str = "difference"
    outcome: str = "revenue"

    @property
    def cautious(self) -> bool:
        """May hold the truth more often than it says: bounds, sequences and redraws promise at least."""
        return self.question in ("lee_bounds", "confidence_sequence", "randomisation_inference")

    @property
    def none(self) -> float:
        """What no effect is on its scale. The parts are logs of ratios."""
        return 1.0 if self.scale == "ratio" and self.question != "parts" else 0.0


def _in_windows(question: str, branch: str = MANDATORY, **more: str) -> list[Key]:
    return [Key(question, branch, w, scale=s, **more) for w in ("early", "late") for s in ("difference", "percent")]


KEYS: tuple[Key, ...] = (
    *_in_windows("itt_per_day"),
    Key("itt_per_day", VOLUNTARY, "early"),
    *_in_windows("itt"),
    *_in_windows("total_value"),
    *(Key("by_week", at=week, scale="percent") for week in (0, 8, 24)),
    Key("durability", scale="ratio"),
    *(Key("parts", window="early", scale="ratio", outcome=step) for step in ("days", "calls", "sales", "revenue")),
    *(Key("retention", at=day, outcome="") for day in (30, 60, 90)),
    Key("retention", at=30, scale="ratio", outcome=""),
    Key("rmst", at=180, outcome=""),
    Key("hazard_ratio", at=180, scale="ratio", outcome=""),
    Key("log_rank", scale=TEST, outcome=""),
    *(Key("complier", window=window) for window in ("early", "late")),
    *(Key("complier", window=window, outcome="revenue per session") for window in ("early", "late")),
    *_in_windows("lee_bounds"),
    *_in_windows("atu", BOTH),
    *(Key("atu", BOTH, w, scale="percent", outcome="revenue per day") for w in ("early", "late")),
    Key("att", BOTH, "early"),
    Key("selection_gap", BOTH, "early", scale="percent"),
    Key("randomisation_inference", window="early", scale=TEST),
    Key("randomisation_inference", window="early"),
    Key("confidence_sequence", window="early"),
    Key("money"),
)


def with_truth() -> list[Key]:
    """All but the tests, which say nothing of a size."""
    return [key for key in KEYS if key.scale != TEST]


def with_null() -> list[Key]:
    """Those of which something is known without an effect: not the gap, which is none, nor what divides by one."""
    return [key for key in KEYS if key.question not in ("selection_gap", "durability")]


def arrays(run: Programme) -> list[Drawn]:
    """A simulated programme as the estimators take it: the mandatory branch, then the voluntary one."""
    panels = {}
    for outcome in ("revenue", "calls", "sales"):
        panels[outcome] = np.full((len(run.roster), DAYS), np.nan)
        panels[outcome][run.days.person, run.days.day] = getattr(run.days, outcome)
    return [_branch(run, panels, name) for name in (MANDATORY, VOLUNTARY)]


def _branch(run: Programme, panels: dict[str, np.ndarray], name: str) -> Drawn:
    keep = [i for i, row in enumerate(run.roster) if row["branch"] == name]
    rows = [run.roster[i] for i in keep]
    started = np.array([run.starts[i].toordinal() for i in keep])
    left = [date.fromisoformat(row["exited_on"]).toordinal() if row["exited_on"] else math.inf for row in rows]
    mentors = {row["mentor_id"] for row in rows} - {""}
    codes = {mentor: code for code, mentor in enumerate(sorted(mentors))} | {"": -1}
    units = Units(
        arms=("later", "mentored"),
        arm=np.array([{"later": 0, "mentored": 1, "": -1}[row["arm"]] for row in rows]),
        stratum=np.unique([row["stratum"] for row in rows], return_inverse=True)[1],
        cluster=np.full(len(rows), -1),
        mentor=np.array([codes[row["mentor_id"]] for row in rows]),
        wish=np.array([{"yes": 1, "no": 0, "": -1}[row["wish"]] for row in rows]),
        dose=np.array([float(row["dose"]) for row in rows]),
        exit_day=np.array(left) - started,
        observed_day=np.full(len(rows), float(DAYS)),
        served_day=np.full(len(rows), np.inf),
        started=started,
        branch=name,
    )
    lottery = Redraws(run.draw, [row["person_id"] for row in rows], units.arms)
    return Drawn(
        units=units,
        panels={outcome: Panel(outcome=outcome, first_day=0, y=y[keep]) for outcome, y in panels.items()},
        redraws=in_fixed_blocks(lottery, PLAN.seed),
    )


def answers(branches: list[Drawn]) -> dict[Key, Estimate]:
    """What the estimators say to each key. Of tests without an interval the p value counts."""
    found = [*_first_branch(branches[0]), *itt_per_day(branches[1].units, branches[1].panels["revenue"], PLAN)]
    found += two_branches([drawn.units for drawn in branches], [drawn.panels["revenue"] for drawn in branches], PLAN)
    by_key = {_key(e): e for e in reversed(found)}  # of two bounds, which share an interval, the lower
    return {key: by_key[key] for key in KEYS}


def _key(e: Estimate) -> Key:
    scale = TEST if e.question == "log_rank" or (e.question == "randomisation_inference" and not e.unit) else e.scale
    return Key(e.question, e.branch, e.window, None if scale == TEST else e.at, scale, e.outcome)


def _first_branch(drawn: Drawn) -> Iterator[Estimate]:
    units, panel = drawn.units, drawn.panels["revenue"]
    for question in (itt_per_day, itt, total_value, by_week, durability, complier, lee_bounds, confidence_sequence):
        yield from question(units, panel, PLAN)
    for staying in (retention, rmst, hazard_ratio, log_rank):
        yield from (replace(e, outcome="") for e in staying(units, panel, PLAN))
    yield from parts(units, drawn.panels, PLAN)
    yield from randomisation_inference(units, panel, PLAN, drawn.redraws)
    found = money(units, panel, PLAN, COSTS)
    low, high = (end / found.people for end in (found.benefit_low, found.benefit_high))
    yield Estimate(
        question="money",
        branch=units.branch,
        outcome="revenue",
        estimate=found.benefit / found.people,
        ci_low=low,
        ci_high=high,
    )


def one_programme(seed: int, people: int) -> list[tuple[float, float, bool]]:
    """Per key with a truth (estimate, error, does the interval hold the truth)."""
    found, truth = answers(arrays(programme(people=people, days=DAYS, seed=seed))), truths()
    rows = []
    for key in with_truth():
        e = found[key]
        rows.append((_number(e.estimate), _number(e.se), holds(e, truth[key])))
    return rows


def _number(value: float | None) -> float:
    return math.nan if value is None else value


@cache
def truths() -> dict[Key, float]:
    """The true values by key, the same in every programme."""
    run = programme(people=60, days=DAYS, seed=0)
    known = {Key(t.question, t.branch, t.window, t.at, t.scale, t.outcome): t.truth for t in run.truths}
    total = Key("total_value", window="early")
    known[total._replace(question="confidence_sequence")] = known[total]
    known[total._replace(question="randomisation_inference")] = known[total]
    at_the_end = known[Key("retention", at=DAYS, outcome="")]
    known[Key("money")] = COSTS.margin * _to_the_end() + COSTS.replacement * at_the_end
    assert known.keys() >= set(with_truth())
    return known


def _to_the_end() -> float:
    """The effect on what somebody brings in from the start to the end of the late window."""
    whole = true_values(Planted(DAYS, True), {"early": (0, DAYS), "late": (0, DAYS)}, (), 0.5)
    return next(t.truth for t in whole if (t.question, t.outcome) == ("total_value", "revenue") and t.truth)


def redrawn(branches: list[Drawn], arms: list[np.ndarray], doses: list[np.ndarray], *, number: int) -> list[Drawn]:
    """The same people and outcomes under other arms; the mentors take turns, meetings are held where there is one.

    Lottery `number` is held against redraws of its own: against the same 199 all would err together.
    """
    out = []
    for drawn, codes, dose in zip(branches, arms, doses, strict=True):
        treated = codes == 1
        mentor = np.where(treated, (np.cumsum(treated) - 1) % MENTORS, -1)
        now = replace(drawn.units, arm=codes.astype(np.int64), mentor=mentor, dose=np.where(treated, dose, 0.0))
        out.append(replace(drawn, units=now, redraws=_later(drawn.redraws, AT_ONCE * number)))
    return out


def _later(redraws: Lottery | None, offset: int) -> Lottery | None:
    return redraws and (lambda first, count: redraws(first + offset, count))


def one_block(block: int, size: int, seed: int) -> np.ndarray:
    """How often each key's answer says that there is an effect, in `size` redraws of a programme without one."""
    branches = arrays(programme(people=PEOPLE, days=DAYS, seed=seed, effect=False))
    first = block * size
    arms = [drawn.redraws(FAR + first, size) for drawn in branches if drawn.redraws]
    doses = [_would_meet(drawn.units, np.random.default_rng(seed)) for drawn in branches]
    rejected = np.zeros(len(with_null()))
    for k in range(size):
        found = answers(redrawn(branches, [drawn[k] for drawn in arms], doses, number=first + k + 1))
        rejected += [sees_something(key, found[key]) for key in with_null()]
    return rejected


def _would_meet(units: Units, rng: np.random.Generator) -> np.ndarray:
    """How many meetings each would hold if drawn: as many as somebody who was."""
    return rng.choice(units.dose[units.arm == 1], units.n)


def sees_something(key: Key, e: Estimate) -> bool:
    return e.p_value is not None and e.p_value <= 0.05 if key.scale == TEST else not holds(e, key.none)
