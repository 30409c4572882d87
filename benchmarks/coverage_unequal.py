"""Programmes in which the needy are drawn more often: what `coverage_designs` asks of them."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
from scipy.optimize import brentq

from benchmarks.coverage_trial import DAYS, GAIN, PLAN, Row, people, pick, row
from mentorlift.science.effects.data import Panel, Units
from mentorlift.science.effects.estimate import Estimate
from mentorlift.science.effects.hazard_ratio import hazard_ratio
from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.log_rank import log_rank
from mentorlift.science.effects.period_itt import period_itt
from mentorlift.science.effects.retention import retention
from mentorlift.science.effects.rmst import rmst
from mentorlift.science.effects.total_value import total_value
from mentorlift.science.effects.yes_no import yes_no
from mentorlift.science.lottery.redraws import pivotal_rows

PEOPLE, DRAWN = 160, 0.4
STAY = replace(PLAN, retention_at=(30, 90), yes_no=(f"sales by {DAYS}",))
LEAVES, KEPT = 0.01, 0.6  # the average seller's rate of leaving a day, and what a mentor leaves of it
YES, HELPED = -1.0, 0.8  # log odds of a first sale of the average seller, and what a mentor adds


def unequal(rng: np.random.Generator) -> list[Row]:
    """About 64 of 160, the likelier the less people sell; in the harder setting down to one chance in twenty."""
    return [*_unequal(rng, "unequal chances, 0.2 to 0.7", 0.2, 0.7), *_unequal(rng, "the same, 0.05 to 0.9", 0.05, 0.9)]


def _unequal(rng: np.random.Generator, design: str, low: float, high: float) -> list[Row]:
    level = rng.lognormal(3, 0.5, PEOPLE)
    units = drawn(rng, level, low, high)
    y = level[:, None] * rng.lognormal(0, 0.5, (PEOPLE, DAYS)) + GAIN * units.arm[:, None]
    panel = Panel(outcome="revenue", first_day=0, y=y)
    asked = ((itt_per_day, GAIN), (itt, GAIN), (period_itt, GAIN), (total_value, DAYS * GAIN))
    names = {period_itt: "`itt`, person-periods"}
    found = [(ask, pick(ask(units, panel, PLAN), window="early", scale="difference"), truth) for ask, truth in asked]
    return [row(design, names.get(ask, f"`{ask.__name__}`"), estimate, truth) for ask, estimate, truth in found]


def drawn(rng: np.random.Generator, level: np.ndarray, low: float, high: float) -> Units:
    """Two in five of these people, the likelier the less they sell, in two strata."""
    n = len(level)
    chance = np.clip(DRAWN * n / level / (1 / level).sum(), low, high)
    chance *= round(chance.sum()) / chance.sum()
    stratum = np.arange(n) % 2
    arm = pivotal_rows(chance, stratum, 1, rng)[0]
    return people(arm, stratum=stratum, chance=np.column_stack([1 - chance, chance]))


def staying(rng: np.random.Generator) -> list[Row]:
    """Whoever sells less is drawn more often, leaves sooner and sells later; in the harder setting as `unequal`."""
    return [*_staying(rng, "unequal chances, 0.2 to 0.7", 0.2, 0.7), *_staying(rng, "the same, 0.05 to 0.9", 0.05, 0.9)]


def _staying(rng: np.random.Generator, design: str, low: float, high: float) -> list[Row]:
    units, sales = followed(rng, low, high)
    found = [
        *retention(units, None, STAY),
        *rmst(units, None, STAY),
        *hazard_ratio(units, None, STAY),
        *yes_no(units, {"sales": sales}, STAY),
    ]
    return [
        _as_log(design, name, pick(found, **wanted), truth)
        for (name, wanted), truth in zip(ASKED.items(), truths(), strict=True)
    ]


def no_effect(rng: np.random.Generator) -> list[Row]:
    """The same people, and mentors change nothing: how often the tests say so."""
    units, sales = followed(rng, 0.2, 0.7, kept=1.0, helped=0.0)
    found = {
        "`log_rank`": log_rank(units, None, STAY)[0],
        "`hazard_ratio`": hazard_ratio(units, None, STAY)[0],
        "`retention`, day 90": pick(retention(units, None, STAY), at=90, scale="difference"),
        "`yes_no`, difference": pick(yes_no(units, {"sales": sales}, STAY), scale="difference"),
    }
    design = "unequal chances, no effect"
    return [(design, name, math.nan, math.nan, math.nan, (e.p_value or 0.0) > 0.05) for name, e in found.items()]


ASKED = {
    "`retention`, day 30": {"question": "retention", "at": 30, "scale": "difference"},
    "`retention`, day 90": {"question": "retention", "at": 90, "scale": "difference"},
    "`retention`, day 90, ratio": {"question": "retention", "at": 90, "scale": "ratio"},
    "`rmst`, day 90": {"question": "rmst"},
    "`hazard_ratio`": {"question": "hazard_ratio"},
    "`yes_no`, difference": {"question": "yes_no", "scale": "difference"},
    "`yes_no`, ratio": {"question": "yes_no", "scale": "ratio"},
}


def _as_log(design: str, name: str, e: Estimate, truth: float) -> Row:
    """A ratio by its logarithm, which has a mean."""
    found = row(design, name, e, truth)
    if e.scale != "ratio":
        return found
    assert e.estimate and e.se
    return design, name, math.log(truth), math.log(e.estimate), e.se / e.estimate, found[-1]


def followed(
    rng: np.random.Generator, low: float, high: float, *, kept: float = KEPT, helped: float = HELPED
) -> tuple[Units, Panel]:
    """People followed for 60 to 300 days, and whether each has sold by the last of `DAYS`."""
    skill = rng.normal(0, 0.5, PEOPLE)
    units = drawn(rng, np.exp(3 + skill), low, high)
    exit_day = rng.geometric(rate(skill, units.arm, kept)).astype(float)
    sells = rng.random(PEOPLE) < odds(skill, units.arm, helped)
    y = np.zeros((PEOPLE, DAYS))
    y[:, -1] = sells
    units = replace(units, exit_day=exit_day, observed_day=rng.integers(60, 300, PEOPLE).astype(float))
    return units, Panel(outcome="sales", first_day=0, y=y)


def rate(skill: np.ndarray, arm: np.ndarray, kept: float) -> np.ndarray:
    return 1 - np.exp(-LEAVES * np.exp(-1.5 * skill) * np.where(arm == 1, kept, 1.0))


def odds(skill: np.ndarray, arm: np.ndarray, helped: float) -> np.ndarray:
    return 1 / (1 + np.exp(-(YES + 2 * skill + helped * arm)))


@cache
def truths() -> tuple[float, ...]:
    """In the order of `ASKED`, over everybody there could be (Gauss-Hermite over their skill)."""
    node, weight = np.polynomial.hermite_e.hermegauss(60)
    skill, weight = 0.5 * node, weight / weight.sum()
    stay = [(weight @ (1 - rate(skill, np.full(60, a), KEPT))[:, None] ** np.arange(91)) for a in (0, 1)]
    yes = [float(weight @ odds(skill, np.full(60, a), HELPED)) for a in (0, 1)]
    return (
        stay[1][30] - stay[0][30],
        stay[1][90] - stay[0][90],
        stay[1][90] / stay[0][90],
        float(stay[1][:90].sum() - stay[0][:90].sum()),
        average_hazard_ratio(stay[1], stay[0]),
        yes[1] - yes[0],
        yes[1] / yes[0],
    )


def average_hazard_ratio(treated: np.ndarray, control: np.ndarray) -> float:
    """Where the partial likelihood of endlessly many people is highest, who leave on one day one after another.

    Curves by day, two in five treated, and whoever is followed to day c with the same chance for every c in [60, 300).
    """
    followed = np.minimum((299 - np.arange(1, 91)) / 240, 1)  # the share of whom an exit on day t would be seen
    one, zero = DRAWN * followed, (1 - DRAWN) * followed
    at_risk, left = (one * treated[:-1], zero * control[:-1]), (-one * np.diff(treated), -zero * np.diff(control))
    node, weight = np.polynomial.legendre.leggauss(12)
    part = (node[:, None] + 1) / 2

    def score(log: float) -> float:
        rates = math.exp(log) * (at_risk[0] - part * left[0])
        share = weight / 2 @ (rates / (rates + at_risk[1] - part * left[1]))
        return float((left[0] - (left[0] + left[1]) * share).sum())

    return math.exp(brentq(score, -3, 3, xtol=1e-12))
