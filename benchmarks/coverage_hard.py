"""Settings in which no interval is promised to hold: most days at zero, heavy tails, few teams. For `coverage.py`."""

from functools import partial
from multiprocessing import Pool

import numpy as np

from mentorlift.science.effects.data import Panel, Units
from mentorlift.science.effects.estimate import Estimate
from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.plan import Plan

PLAN = Plan(
    treated=("mentored",), control="later", primary="revenue", assignment="lottery", early=(0, 40), late=(0, 40)
)


def holds(estimate: Estimate, truth: float) -> bool:
    """Is the truth in the confidence set? What is not estimable promises nothing and counts as holding it."""
    if estimate.not_estimable or estimate.ci_kind == "line":
        return True
    inside = estimate.ci_low <= truth <= estimate.ci_high
    if estimate.ci_kind == "complement":
        return truth <= estimate.ci_low or truth >= estimate.ci_high
    return inside


def hard_rows(count: int, pool: Pool) -> list[list[str]]:
    """A row a setting: its name, and how often the intervals of `itt_per_day` and `itt` held."""
    rows = []
    for label, build in HARD.items():
        runs = np.array(pool.map(partial(one_hard, build=build), range(count), chunksize=8), dtype=float)
        shares = []
        for k in (0, 1):
            answered = runs[:, k, 0] == 1
            shares.append(f"{100 * runs[answered, k, 1].mean():.1f} %" if answered.any() else "refused")
        rows.append([label, *shares])
    return rows


def one_hard(seed: int, build: str) -> list[tuple[bool, bool]]:
    people, outcome = globals()[build](np.random.default_rng([seed, 7]))
    out = []
    for question in (itt_per_day, itt):
        e = question(people, outcome, PLAN)[0]
        out.append((e.estimate is not None, holds(e, 0.0)))
    return out


def _people(rng: np.random.Generator, n: int, teams: int = 0, treated_teams: int = 0) -> Units:
    team = np.arange(n) % teams if teams else np.full(n, -1)
    arm = np.zeros(n, dtype=np.int64)
    if teams:
        arm[np.isin(team, rng.permutation(teams)[:treated_teams])] = 1
    else:
        arm[rng.permutation(n)[: round(n * 110 / 281)]] = 1
    still = np.full(n, np.inf)
    return Units(
        arms=("later", "mentored"),
        arm=arm,
        stratum=np.zeros(n, dtype=np.int64),
        cluster=team,
        mentor=np.full(n, -1),
        wish=np.full(n, -1),
        dose=np.full(n, np.nan),
        exit_day=still,
        observed_day=np.full(n, 400.0),
        served_day=still,
    )


def many_zeros(rng: np.random.Generator) -> tuple[Units, Panel]:
    y = rng.lognormal(0, 1, (281, 40)) * (rng.random((281, 40)) < 0.1)
    return _people(rng, 281), Panel(outcome="revenue", first_day=0, y=y)


def heavy_tail(rng: np.random.Generator) -> tuple[Units, Panel]:
    y = rng.lognormal(0, 2, (281, 1)) * rng.lognormal(0, 1, (281, 40))
    return _people(rng, 281), Panel(outcome="revenue", first_day=0, y=y)


def two_teams_of_eight(rng: np.random.Generator) -> tuple[Units, Panel]:
    return _teams(rng, 8, 2)


def three_teams_of_nine(rng: np.random.Generator) -> tuple[Units, Panel]:
    return _teams(rng, 9, 3)


def _teams(rng: np.random.Generator, teams: int, treated: int) -> tuple[Units, Panel]:
    people = _people(rng, 12 * teams, teams, treated)
    level = np.exp(rng.normal(0, 0.3, teams)[people.cluster] + rng.normal(0, 0.4, people.n))
    y = level[:, None] * rng.lognormal(0, 1, (people.n, 40))
    return people, Panel(outcome="revenue", first_day=0, y=y)


HARD = {
    "281 people, 90 % of days without a sale": "many_zeros",
    "281 people, standard deviation of log level 2": "heavy_tail",
    "8 teams of 12, 2 of them mentored": "two_teams_of_eight",
    "9 teams of 12, 3 of them mentored": "three_teams_of_nine",
}
