"""How small an effect these people can show, before anything starts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentorlift.science.effects.comparison import FEWEST_UNITS
from mentorlift.science.lottery.power_history import Floats, History, Ints
from mentorlift.science.lottery.power_seen import Asked, Comparable, Contrast, Sample, expected, share_seen, smallest
from mentorlift.science.progress import Progress, part_of, unheard

ROUNDING = 1e-12  # of the mean; a spread below it is none


class NothingVaries(ValueError):
    """Everybody has the same figure, so no size of effect can be worked out."""


@dataclass(frozen=True, kw_only=True)
class Power:
    """The smallest effect seen with probability `power` at two-sided level 1 - `confidence`.

    Seen is what the result calls a gain: the intervals of the difference in money and of the same in percent are both
    above zero, with Student's quantiles for as many units as there are. Money is per employed day, percent of `mean`.
    By formula: as many standard errors of the planned comparison, where a gain in percent spreads those who have it
    further apart as well (`standard_error` is that without a gain). By simulation: the gain in percent at which that
    share of simulated programmes, people drawn anew from the history, shows an effect. None where no gain is large
    enough. `zero_share`: of the person-days, those with a zero.
    """

    people: int
    units: int
    mean: float
    zero_share: float
    standard_error: float
    by_formula: float | None
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
    """The comparison of two arms without strata: see `smallest_of`. `treated`, `control`: units drawn to each arm."""
    samples = (Sample(units=treated, weight=1.0, gain=1.0), Sample(units=control, weight=-1.0))
    return smallest_of(
        y,
        samples,
        group=group,
        scheduled=scheduled,
        confidence=confidence,
        power=power,
        runs=runs,
        seed=seed,
        progress=progress,
    )


def smallest_of(
    y: Floats,
    samples: Sequence[Sample],
    *,
    group: Ints | None = None,
    scheduled: Floats | None = None,
    asked: Asked | None = None,
    confidence: float = 0.95,
    power: float = 0.8,
    runs: int = 1000,
    seed: int = 1,
    progress: Progress = unheard,
) -> Power:
    """`y`: people of earlier cohorts (or of the pre-period) x working days, nan where not employed.

    Those who left before the window belong in it, as rows of nan: some of the people to be drawn will leave too.

    `group`: who is drawn together (default: each person alone). `scheduled`: for how many people each column is a
    working day, so that a day on which hardly anybody works counts little (default: all alike). `asked`: where the
    effect is worked out with the share who say yes. `progress` hears of the simulated samples. The comparison is
    that of `itt_per_day`. ValueError without two groups that have a number, or with an arm too small to be compared;
    NothingVaries where all have the same.
    Source: Bloom (1995), "Minimum detectable effects", Evaluation Review 19(5), 547-556.
    """
    enough(samples)
    history = History.of(y, group, scheduled)
    error, reach = by_formula(history, samples, asked=asked, confidence=confidence, power=power)
    level = history.mean
    gain = None
    if runs and level > 0:
        rng = np.random.default_rng(seed)
        drawn = [
            history.pool(sample.pool, sample.chances).resampled(
                sample.units, runs=runs, rng=rng, progress=part_of(progress, number, of=len(samples))
            )
            for number, sample in enumerate(samples)
        ]
        means, variances = zip(*drawn, strict=True)
        simulated = _contrast(history, samples, means, variances, asked=asked, shaken=rng.standard_normal(runs))
        gain = smallest(lambda gain: share_seen(simulated.at(gain), confidence) >= power)
    return in_full(y, units=history.units, level=level, formula=(error, reach), gain=gain, runs=runs)


def enough(samples: Sequence[Sample]) -> None:
    """ValueError with an arm too small to be compared."""
    least = min(sum(sample.units for sample in samples if (sample.weight > 0) == side) for side in (True, False))
    if least < FEWEST_UNITS:
        raise ValueError(f"with fewer than {FEWEST_UNITS} people or teams in an arm nothing is compared")


def in_full(
    y: Floats, *, units: int, level: float, formula: tuple[float, float | None], gain: float | None, runs: int
) -> Power:
    """What was found, in money and in percent. `formula` as `shown` gives it, `gain` by simulation (0.1: a tenth)."""
    error, reach = formula
    return Power(
        people=len(y),
        units=units,
        mean=level,
        zero_share=float(np.mean(y[~np.isnan(y)] == 0)),
        standard_error=error,
        by_formula=reach,
        by_formula_percent=100 * reach / level if reach is not None and level > 0 else None,
        by_simulation=None if gain is None else gain * level,
        by_simulation_percent=None if gain is None else 100 * gain,
        runs=runs,
    )


def by_formula(
    history: History,
    samples: Sequence[Sample],
    *,
    asked: Asked | None = None,
    confidence: float = 0.95,
    power: float = 0.8,
) -> tuple[float, float | None]:
    """(standard error without a gain, smallest visible effect) of `smallest_of`, with its errors."""
    pools = [history.pool(sample.pool, sample.chances) for sample in samples]
    means = [np.array([pool.mean]) for pool in pools]
    variances = [
        np.array([pool.variance(sample.units) / sample.units]) for pool, sample in zip(pools, samples, strict=True)
    ]
    contrast = _contrast(history, samples, means, variances, asked=asked)
    return shown(contrast, history.mean, confidence=confidence, power=power, ratio=asked is None)


def shown(
    of: Comparable, level: float, *, confidence: float, power: float, ratio: bool = True
) -> tuple[float, float | None]:
    """(standard error without a gain, smallest visible effect) around what is expected, one run of `of`.

    NothingVaries where all people are alike. `ratio` as in `expected`.
    """
    from scipy.special import stdtrit

    variance, free = of.at(0.0)[2][0]
    error = math.sqrt(variance[0])
    if error <= ROUNDING * abs(level):
        raise NothingVaries("everybody has the same value, so there is no variation to judge by")
    if level <= 0:  # nothing grows by a percentage
        return error, float(stdtrit(free[0], 0.5 + confidence / 2) + stdtrit(free[0], power)) * error
    gain = smallest(lambda gain: expected(of.at(gain), confidence, power, ratio=ratio))
    return error, None if gain is None else gain * level


def _contrast(
    history: History,
    samples: Sequence[Sample],
    means: Sequence[Floats],
    variances: Sequence[Floats],
    *,
    asked: Asked | None,
    shaken: Floats | float = 0.0,
) -> Contrast:
    extra = None
    if asked is not None and history.mean > 0:
        extra = asked.relative(history.variance(asked.people) / history.mean**2)
    return Contrast(samples=samples, means=means, variances=variances, extra=extra, shaken=shaken)
