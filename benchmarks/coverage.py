"""Do the intervals hold what they promise? Simulated programmes with a known truth, and lotteries without an effect.

    nice python -m benchmarks.coverage --programmes 2000 --large 300 --redraws 10000 --out docs/measurement/coverage.md

Same numbers, same table. Without --out the table is printed only.
"""

import argparse
import math
import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from multiprocessing import Pool

import numpy as np

from benchmarks.coverage_hard import QUESTIONS, hard_rows, holds
from benchmarks.coverage_programme import (
    DAYS,
    PEOPLE,
    PLAN,
    VOLUNTARY,
    Key,
    arrays,
    one_block,
    one_programme,
    truths,
    with_null,
    with_truth,
)
from benchmarks.coverage_questions import section
from mentorlift.science.effects.taker_comparison import taker_comparison
from mentorlift.science.simulation.programme import programme

FEW = 60


def usual_report_holds(seed: int) -> bool:
    """Does the usual comparison's interval hold the true effect on volunteers?"""
    voluntary = arrays(programme(people=PEOPLE, days=DAYS, seed=seed))[1]
    usual = taker_comparison(voluntary.units, voluntary.panels["revenue"], PLAN)[0]
    return holds(usual, truths()[Key("itt", VOLUNTARY, "early")])


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), ["---"] * len(list(head)), *map(list, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def name(key: Key) -> list[str]:
    when = key.window if key.at is None else f"week {key.at}" if key.question == "by_week" else f"day {key.at}"
    of = f" of {key.outcome}" if key.outcome not in ("", "revenue") or key.question == "parts" else ""
    return [f"`{key.question}`{of}", key.branch or "both", when, key.scale]


def coverage_table(people: int, count: int, pool: Pool, *, refuses: bool = False) -> str:
    """Bias, spread, error and coverage per key over `count` programmes; `refuses`: and how many of them answered."""
    runs = pool.map(partial(one_programme, people=people), range(1, count + 1), chunksize=4)
    found = np.array(runs, dtype=float)
    head = ["question", "branch", "window", "scale", "truth", "bias", "bias / MC error", "spread", "error", "held"]
    rows = [[*name(key), *_judged(key, found[:, k])] for k, key in enumerate(with_truth())]
    if refuses:
        head.append("answered")
        there = np.isfinite(found[:, :, 0]).mean(axis=0)
        rows = [[*row, f"{100 * share:.4g} %"] for row, share in zip(rows, there, strict=True)]
    return table(head, rows)


def _judged(key: Key, found: np.ndarray) -> list[str]:
    """`found`: estimate, error and whether the interval held the truth, (programmes, 3)."""
    true, there = truths()[key], found[np.isfinite(found[:, 0])]
    if not len(there):
        return [f"{true:.4g}", *5 * ("",)]
    held = f"{100 * there[:, 2].mean():.1f} %"
    spread = there[:, 0].std(ddof=1)
    error = "" if np.isnan(there[:, 1]).all() else f"{np.nanmedian(there[:, 1]):.3g}"
    if key.question == "lee_bounds":  # the lower bound is no guess at the truth
        return [f"{true:.4g}", "", "", f"{spread:.3g}", error, held]
    # A ratio of two noisy numbers has no mean worth speaking of: its median stands here.
    middle = np.median if key.question == "durability" else np.mean
    bias = float(middle(there[:, 0])) - true
    apart = bias / (spread / math.sqrt(len(there)))
    return [f"{true:.4g}", f"{bias:+.3g}", f"{apart:+.1f}", f"{spread:.3g}", error, held]


def null_table(redraws: int, pool: Pool, seed: int = 1) -> str:
    size = 50
    blocks = pool.map(partial(one_block, size=size, seed=seed), range(redraws // size), chunksize=1)
    share = np.sum(blocks, axis=0) / (redraws // size * size)
    return table(
        ("question", "branch", "window", "scale", "rejected"),
        [[*name(key), f"{100 * share[k]:.2f} %"] for k, key in enumerate(with_null())],
    )


PAGE = """# Bias, coverage and A/A

Written by `python -m benchmarks.coverage --programmes {programmes} --large {large} --redraws {redraws}`; what each
question is, is in [estimators](estimators.md). Plan: early [0, 60), late [90, 180), 95 %.

## The published setting: 603 people

{programmes} simulated programmes: 281 in the mandatory branch (110 mentored now), 322 asked. The bias is against the
truth worked out from both potential outcomes of everybody; beyond 3 Monte Carlo errors something is wrong. "Held" is
the share of intervals that hold the truth, known to about {half:.1f} points. `atu`, `att` and `selection_gap` are in
total value where nothing else is said; `durability` is judged by its median. Two bounds share one interval, and
neither is a guess at the truth. Bounds, redraws and sequences promise at least 95 %. `money` is the benefit of one
person drawn.

{demo}

The usual comparison (takers against those who did not say yes) held the true effect on volunteers in
{usual:.1f} % of the programmes.

## Ten times the people

{large} programmes of 6,030 people. Coverage alone does not see a small bias; here it would show. The shares that hold
the truth are known to about {large_half:.1f} points only.

{tenfold}

## No effect: {redraws} redraws of one lottery

One programme without any effect, its lottery drawn again and again: 5 % of the intervals should leave out zero.

{null}

## Where it gets hard

{hard}

## Few people: 60

{programmes} simulated programmes of 60 people: 28 in the mandatory branch (11 mentored now), 32 asked. Nothing is
promised here either. "Answered": where it is less than 100 %, the others said that it cannot be known, and why.

{few}

## Questions that a plan can add

{questions}
"""


def hard_settings(count: int, pool: Pool) -> str:
    """Coverage in settings in which nothing is promised."""
    note = 'Nothing is promised here; the results page warns. "refused": fewer than 3 units in an arm.\n\n'
    return note + table(("setting", *(f"`{question}` held" for question in QUESTIONS)), hard_rows(count, pool))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programmes", type=int, default=2000)
    parser.add_argument("--large", type=int, default=300)
    parser.add_argument("--redraws", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with Pool(given.jobs) as pool:
        demo = coverage_table(PEOPLE, given.programmes, pool)
        usual = float(np.mean(pool.map(usual_report_holds, range(1, given.programmes + 1), chunksize=8)))
        print(demo, f"usual comparison held: {usual:.3f}", sep="\n", flush=True)
        tenfold = coverage_table(10 * PEOPLE, given.large, pool)
        print(tenfold, flush=True)
        null = null_table(given.redraws, pool)
        print(null, flush=True)
        hard = hard_settings(given.programmes, pool)
        few = coverage_table(FEW, given.programmes, pool, refuses=True)
        print(hard, few, flush=True)
        questions = section(given.programmes // 2, pool)
    page = PAGE.format(
        programmes=given.programmes,
        large=given.large,
        redraws=given.redraws,
        half=196 * math.sqrt(0.05 * 0.95 / given.programmes),
        large_half=196 * math.sqrt(0.05 * 0.95 / given.large),
        demo=demo,
        usual=100 * usual,
        tenfold=tenfold,
        null=null,
        hard=hard,
        few=few,
        questions=questions,
    )
    print(page)
    if given.out:
        given.out.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
