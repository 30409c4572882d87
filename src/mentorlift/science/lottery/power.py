"""How small an effect these people can show, before anything starts."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentorlift.science.progress import Progress, part_of, unheard

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LARGEST_GAIN = 100.0  # a hundredfold; beyond it the answer is "none"
ROUNDING = 1e-12  # of the mean; a spread below it is none
MEMORY = 20_000_000  # numbers held at once by the simulation


class NothingVaries(ValueError):
    """Everybody has the same figure, so no size of effect can be worked out."""


@dataclass(frozen=True, kw_only=True)
class Power:
    """The smallest effect seen with probability `power` at two-sided level 1 - `confidence`.

    Money is per employed day, percent of `mean`. By formula: (z_level + z_power) x standard error of the planned
    comparison. By simulation: the gain in percent at which that share of simulated programmes, people drawn anew from
    the history, shows an effect; None where no gain is large enough. `zero_share` = share of person-days with a zero.
    """

    people: int
    units: int
    mean: float
    zero_share: float
    standard_error: float
    by_formula: float
    by_formula_percent: float | None
    by_simulation: float | None
    by_simulation_percent: float | None
    runs: int


def smallest_visible(
    y: Floats,
    treated: int,
    control: int,
    *,
    group: Ints | None = None,
    scheduled: Floats | None = None,
    confidence: float = 0.95,
    power: float = 0.8,
    runs: int = 1000,
    seed: int = 1,
    progress: Progress = unheard,
) -> Power:
    """`y`: people of earlier cohorts (or of the pre-period) x working days, nan where not employed.

    Those who left before the window belong in it, as rows of nan: some of the people to be drawn will leave too.

    `treated`, `control`: units that will be drawn to each arm; `group`: who is drawn together (default: each person
    alone). `scheduled`: for how many people each column is a working day, so that a day on which hardly anybody works
    counts little (default: all alike). `progress` hears of the simulated samples. The comparison is that of
    `itt_per_day` without strata. ValueError without two groups that have a number, NothingVaries where all have the
    same.
    Source: Bloom (1995), "Minimum detectable effects", Evaluation Review 19(5), 547-556.
    """
    from scipy.special import ndtri

    codes = np.unique(np.arange(len(y)) if group is None else group, return_inverse=True)[1]
    used = ~np.isnan(y).all(axis=0)
    day_weight = np.ones(int(used.sum())) if scheduled is None else scheduled[used].astype(float)
    y = y[:, used]
    units = int(codes.max()) + 1 if len(codes) else 0
    if units < 2 or y.shape[1] == 0:
        raise ValueError("fewer than two people have a value in this window")
    mean, influence = _mean_and_influence(y, np.ones((1, len(y))), day_weight)
    per_unit = np.bincount(codes, weights=influence[0]) * units / len(y)
    error = float(np.std(per_unit, ddof=1)) * math.sqrt(1 / treated + 1 / control)
    if error <= ROUNDING * abs(float(mean[0])):
        raise NothingVaries("everybody has the same value, so there is no variation to judge by")
    reach = float(ndtri(0.5 + confidence / 2) + ndtri(power)) * error
    rng = np.random.default_rng(seed)
    arms = [
        _resampled(y, codes, drawn, day_weight, runs=runs, rng=rng, progress=part_of(progress, arm, of=2))
        for arm, drawn in enumerate((treated, control))
    ]
    gain = _smallest_gain(arms[0], arms[1], critical=float(ndtri(0.5 + confidence / 2)), power=power)
    level = float(mean[0])
    return Power(
        people=len(y),
        units=units,
        mean=level,
        zero_share=float(np.mean(y[~np.isnan(y)] == 0)),
        standard_error=error,
        by_formula=reach,
        by_formula_percent=100 * reach / level if level > 0 else None,
        by_simulation=gain * level if gain is not None and level > 0 else None,
        by_simulation_percent=100 * gain if gain is not None and level > 0 else None,
        runs=runs,
    )


def _mean_and_influence(y: Floats, weights: Floats, day_weight: Floats) -> tuple[Floats, Floats]:
    """Mean over days of the daily mean, and each person's influence on it, for every row of `weights` (runs x people).

    Days count by `day_weight`.

    The variance of the mean is the weighted sum of squared influences (added up by unit) / (sum of weights) squared.
    """
    there = (~np.isnan(y)).astype(float)
    values = np.nan_to_num(y)
    present = weights @ there
    used = present > 0
    counted = np.where(used, day_weight, 0.0)
    days = counted.sum(axis=1)
    per_day = np.divide(counted, present, out=np.zeros_like(present), where=used)
    means = (weights @ values) * per_day
    daily = np.divide(weights @ values, present, out=np.zeros_like(present), where=used)
    raw = per_day @ values.T - (daily * per_day) @ there.T
    return means.sum(axis=1) / days, raw * (weights.sum(axis=1) / days)[:, None]


def _resampled(
    y: Floats,
    codes: Ints,
    drawn: int,
    day_weight: Floats,
    *,
    runs: int,
    rng: np.random.Generator,
    progress: Progress,
) -> tuple[Floats, Floats]:
    """Mean and its variance in `runs` samples of `drawn` units with replacement."""
    units = int(codes.max()) + 1
    member = np.zeros((len(codes), units)) if units < len(codes) else None
    if member is not None:
        member[np.arange(len(codes)), codes] = 1
    means, variances = [], []
    block = max(1, MEMORY // (4 * len(codes)))
    for start in range(0, runs, block):
        times = rng.multinomial(drawn, np.full(units, 1 / units), size=min(block, runs - start)).astype(float)
        weights = times[:, codes]
        mean, influence = _mean_and_influence(y, weights, day_weight)
        by_unit = influence if member is None else influence @ member
        means.append(mean)
        variances.append((times * by_unit**2).sum(axis=1) / weights.sum(axis=1) ** 2)
        progress(min(runs, start + block), runs)
    return np.concatenate(means), np.concatenate(variances)


def _smallest_gain(
    treated: tuple[Floats, Floats], control: tuple[Floats, Floats], *, critical: float, power: float
) -> float | None:
    """The relative gain at which a share `power` of the runs shows an effect, by bisection."""

    def shown(gain: float) -> float:
        difference = (1 + gain) * treated[0] - control[0]
        error = np.sqrt((1 + gain) ** 2 * treated[1] + control[1])
        return float(np.mean(difference > critical * error))

    low, high = 0.0, LARGEST_GAIN
    if shown(high) < power:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if shown(middle) >= power else (middle, high)
    return high
