"""Do `parts` and `ratio` hold what they promise with few people a side, skewed sums, and people who left at once?

    nice python -m benchmarks.few_a_side --runs 1500

Prints a row for each number of people, spread of the logs of what a call brings, and share of people who left at once:
in how many of 100 answered trials without an effect the interval holds zero, and in brackets how many were answered.
"""

import argparse
import itertools
import os
from collections import defaultdict

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from dataclasses import replace

import numpy as np

from benchmarks.small_trials import DAYS, PLAN, revenue
from mentorlift.science.effects.data import Units
from mentorlift.science.effects.parts import parts
from mentorlift.science.effects.ratio import ratio

SIDES = ((3, 3), (3, 8), (5, 5), (5, 8), (8, 8), (10, 10), (50, 50))
WITH_RATIO = replace(PLAN, ratios=("revenue/calls",))


def trial(rng: np.random.Generator, sides: tuple[int, int], log_sd: float, gone: float) -> dict[str, bool | None]:
    """Whether each interval holds zero, None where there is none. People work 4 to 10 days, or none at all."""
    n = sum(sides)
    stays = rng.random(n) >= gone
    there = (np.arange(DAYS) < rng.integers(4, DAYS + 1, n)[:, None]) & stays[:, None]
    calls = np.where(there, rng.poisson(4 * rng.lognormal(0, 0.4, n)[:, None], (n, DAYS)), np.nan)
    money = calls * rng.lognormal(0, log_sd, n)[:, None]
    panels = {"revenue": revenue(money), "calls": replace(revenue(calls), outcome="calls")}
    found = [*parts(_people(sides), panels, PLAN), *ratio(_people(sides), panels, WITH_RATIO)]
    return {
        f"{e.question} {e.outcome} {e.scale}": None if e.estimate is None else bool(e.ci_low <= 0 <= e.ci_high)  # type: ignore[operator]
        for e in found
        if e.window == "early"
    }


def _people(sides: tuple[int, int]) -> Units:
    arm = np.repeat([1, 0], sides)
    none, never = np.full(len(arm), -1), np.full(len(arm), np.inf)
    return Units(
        arms=("later", "mentored"),
        arm=arm,
        stratum=np.zeros(len(arm), dtype=np.int64),
        cluster=none,
        mentor=none,
        wish=none,
        dose=np.full(len(arm), np.nan),
        exit_day=never,
        observed_day=np.full(len(arm), float(DAYS)),
        served_day=never,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1500)
    runs = parser.parse_args().runs
    for sides, log_sd, gone in itertools.product(SIDES, (0.5, 1.0), (0.0, 1 / 3)):
        rng = np.random.default_rng(7)
        held: dict[str, list[bool | None]] = defaultdict(list)
        for _ in range(runs):
            for name, found in trial(rng, sides, log_sd, gone).items():
                held[name].append(found)
        print(f"{sides[0]} and {sides[1]}, log-sd {log_sd}, {gone:.0%} left at once", end="")
        for name, all_found in held.items():
            answered = [found for found in all_found if found is not None]
            print(f"  {name} {100 * np.mean(answered):.1f} ({100 * len(answered) / runs:.0f})", end="")
        print(flush=True)


if __name__ == "__main__":
    main()
