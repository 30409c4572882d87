"""Settings in which no interval is promised to hold: most days at zero, heavy tails, few teams. For `coverage.py`."""

import math
from functools import partial
from multiprocessing import Pool

import numpy as np

from mentorlift.science.effects.complier import complier
from mentorlift.science.effects.data import Panel, Units
from mentorlift.science.effects.estimate import Estimate
from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.plan import Plan
from mentorlift.science.effects.randomisation_inference import randomisation_inference
from mentorlift.science.effects.total_value import total_value

PLAN = Plan(
    treated=("mentored",),
    control="later",
    primary="revenue",
    assignment="lottery",
    early=(0, 40),
    late=(0, 40),
    redraws=199,
)
QUESTIONS = ("itt_per_day", "itt", "total_value", "complier", "randomisation_inference")


def holds(estimate: Estimate, truth: float) -> bool:
    """Is the truth in the confidence set? What is not estimable promises nothing and counts as holding it."""
    if estimate.not_estimable or estimate.ci_kind == "line":
        return True
    low = -math.inf if estimate.ci_low is None else estimate.ci_low
    high = math.inf if estimate.ci_high is None else estimate.ci_high
    if estimate.ci_kind == "complement":
        return truth <= low or truth >= high
    return low <= truth <= high


def hard_rows(count: int, pool: Pool) -> list[list[str]]:
    """A row a setting: its name, and how often the interval of each question held."""
    rows = []
    for label, build in HARD.items():
        runs = np.array(pool.map(partial(one_hard, build=build), range(count), chunksize=8), dtype=float)
        shares = []
        for answered, held in runs.transpose(1, 2, 0):
            there = answered == 1
            shares.append(f"{100 * held[there].mean():.1f} %" if there.any() else "refused")
        rows.append([label, *shares])
    return rows


def one_hard(seed: int, build: str) -> list[tuple[bool, bool]]:
    """Per question: was it answered, and does its interval hold that there is no effect?"""
    rng = np.random.default_rng([seed, 7])
    people, outcome = globals()[build](rng)
    lottery = partial(_drawn_again, people, int(rng.integers(2**31)))
    found = [question(people, outcome, PLAN)[0] for question in (itt_per_day, itt, total_value, complier)]
    found.append(randomisation_inference(people, outcome, PLAN, lottery)[1])
    return [(e.estimate is not None, holds(e, 0.0)) for e in found]


def _drawn_again(people: Units, seed: int, first: int, count: int) -> np.ndarray:
    """The lottery again, `count` times: people shuffled, or whole teams."""
    team = people.cluster if people.cluster.max() >= 0 else np.arange(people.n)
    of_team = np.zeros(team.max() + 1, dtype=np.int8)
    of_team[team] = people.arm
    return np.array([np.random.default_rng([seed, k]).permutation(of_team)[team] for k in range(first, first + count)])


def _people(rng: np.random.Generator, n: int, teams: int = 0, treated_teams: int = 0) -> Units:
    team = np.arange(n) % teams if teams else np.full(n, -1)
    arm = np.zeros(n, dtype=np.int64)
    if teams:
        arm[np.isin(team, rng.permutation(teams)[:treated_teams])] = 1
    else:
        arm[rng.permutation(n)[: round(n * 110 / 281)]] = 1
    still = np.full(n, np.inf)
    meets = rng.random(n) < 0.8
    return Units(
        arms=("later", "mentored"),
        arm=arm,
        stratum=np.zeros(n, dtype=np.int64),
        cluster=team,
        mentor=np.full(n, -1),
        wish=np.full(n, -1),
        dose=np.where((arm == 1) & meets, 4.0, 0.0),
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
