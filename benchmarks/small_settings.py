"""Further settings of `coverage_questions.py`: rows by period, ramps, families, mentors' own sales, other pairings."""

from dataclasses import replace

import numpy as np

from benchmarks.small_trials import DAY_MEAN, GAIN, PLAN, Seen, days, early, people, revenue, seen
from mentorlift.science.effects.data import Panel
from mentorlift.science.effects.families import family_wise, redrawn_family
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.mentor_sales import Changes, mentor_sales
from mentorlift.science.effects.period_itt import period_itt
from mentorlift.science.effects.policy_value import LoggedPairs, policy_value
from mentorlift.science.effects.ramp_time import ramp_time

REDRAWS, RAMP_DAYS = 199, 30


def by_period(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """120 people, rows of person and day with an effect for each stratum and day, errors by person."""
    units = people(rng, 120)
    found = period_itt(units, revenue(days(rng, GAIN * effect * units.arm)), replace(PLAN, level="period"))
    return [seen("`itt`: 120 people, rows of person and day", early(found, "itt")[0], DAY_MEAN * GAIN * effect)]


def up_to_speed(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """80 people who sell something on a tenth of their days, or on a seventh, and of whom some leave each day."""
    units, leaves = people(rng, 80), 0.03
    chance = np.where(units.arm * effect, 1 / 7, 0.1)
    exit_day = rng.geometric(leaves, 80).astype(float)
    y = (rng.random((80, RAMP_DAYS)) < chance[:, None]).astype(float)
    y[np.arange(RAMP_DAYS) >= exit_day[:, None]] = np.nan
    plan = replace(PLAN, ramp=("sales",), late=(0, RAMP_DAYS))
    panels = {"sales": Panel(outcome="sales", first_day=0, y=y)}
    found = ramp_time(replace(units, exit_day=exit_day), panels, plan)
    (days, share), (days_without, share_without) = (_sold_by(p, leaves) for p in (1 / 7, 0.1))
    return [
        seen("`ramp_time`: 80 people, days to a first sale", found[0], (days - days_without) * effect),
        seen("`ramp_reached`: the same", found[2], (share - share_without) * effect),
    ]


def _sold_by(chance: float, leaves: float) -> tuple[float, float]:
    """Days to the first sale, at most RAMP_DAYS and whoever left before as never; and the share that gets there."""
    on = chance * ((1 - chance) * (1 - leaves)) ** np.arange(RAMP_DAYS)
    day = np.arange(1, RAMP_DAYS + 1)
    return float(on @ day + (1 - on.sum()) * RAMP_DAYS), float(on.sum())


def many_outcomes(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """60 people, four outcomes that move together, judged as one family: does it see any without there being one?"""
    units = people(rng, 60)
    shared = days(rng, GAIN * effect * units.arm)
    panels = [replace(revenue(shared * rng.lognormal(0, 0.5, shared.shape)), outcome=f"number {k}") for k in range(4)]
    plan = replace(PLAN, secondary=tuple(panel.outcome for panel in panels), redraws=REDRAWS)
    found = [e for panel in panels for e in itt_per_day(units, panel, plan)]
    seed = int(rng.integers(2**31))

    def lottery(first: int, count: int) -> np.ndarray:
        out = np.tile(units.arm.astype(np.int8), (count, 1))
        for k in range(count):
            again = np.random.default_rng([seed, first + k])
            for s in (0, 1):
                mine = np.flatnonzero(units.stratum == s)
                out[k, mine] = again.permutation(units.arm[mine])
        return out

    judged = {
        "Holm": family_wise(found),
        "max-T over 199 redraws": family_wise(found, redrawn_family(units, panels, plan, lottery)),
    }
    return [
        Seen(
            f"four outcomes of 60 people, {name}",
            *4 * (np.nan,),
            float(min(e.p_value or 1.0 for e in early(family, "itt_per_day")) <= 0.05),
        )
        for name, family in judged.items()
    ]


def own_sales(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """12 mentors, who sell more than their 40 colleagues at three places, and less than before while they mentor."""
    mentors = np.arange(52) < 12
    cell = np.arange(52) % 3
    before = rng.gamma(4, 50, 52) + 60 * mentors
    during = before + rng.normal(0, 20, 52) * np.where(mentors, 1.5, 1.0) + 10 * cell - 8 * effect * mentors
    found = mentor_sales(
        Changes(before=before, during=during, mentors=mentors, cell=cell, person=np.arange(52), mentor_days=240.0),
        outcome="revenue",
    )
    return [seen("`mentor_sales`: 12 mentors, 40 colleagues", found, -8.0 * effect)]


def other_pairing(rng: np.random.Generator, effect: bool) -> list[Seen]:
    """20 draws of 10 people among 3 kinds of mentor; what pairing everybody with the second kind would have brought."""
    chance = np.array([0.5, 0.3, 0.2])
    kind = rng.choice(3, (20, 10), p=chance)
    level = np.tile(np.linspace(80, 120, 10), (20, 1))
    outcome = level + 20.0 * effect * (kind == 1) + rng.normal(0, 20, (20, 10))
    pairs = LoggedPairs(
        outcome=outcome.ravel(),
        logged=chance[kind].ravel(),
        target=(kind == 1).ravel().astype(float),
        draw=np.repeat(np.arange(20), 10),
    )
    truth = 100 + 20.0 * effect
    plain, ratio = policy_value(pairs, outcome="revenue")
    return [
        seen("`policy_value`: 20 draws of 10 pairs, Horvitz-Thompson", plain, truth, none=100.0),
        seen("`policy_value`: the same, Hajek", ratio, truth, none=100.0),
    ]
