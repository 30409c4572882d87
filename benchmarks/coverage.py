"""Do the intervals hold what they promise? Simulated programmes with a known truth, and lotteries without an effect.

    nice python -m benchmarks.coverage --programmes 2000 --large 300 --redraws 10000 --out docs/measurement/coverage.md

Same numbers, same table. Without --out the table is printed only.
"""

import argparse
import math
import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from multiprocessing import Pool

import numpy as np

from benchmarks.coverage_hard import hard_rows, holds
from benchmarks.coverage_questions import section
from mentorlift.science.effects.analysis import Drawn
from mentorlift.science.effects.data import Panel, Units
from mentorlift.science.effects.durability import durability
from mentorlift.science.effects.estimate import Estimate
from mentorlift.science.effects.itt import itt
from mentorlift.science.effects.itt_per_day import itt_per_day
from mentorlift.science.effects.plan import Plan
from mentorlift.science.effects.retention import retention
from mentorlift.science.effects.taker_comparison import taker_comparison
from mentorlift.science.effects.total_value import total_value
from mentorlift.science.effects.two_branches import two_branches
from mentorlift.science.lottery.redraws import Redraws
from mentorlift.science.simulation.programme import Programme, programme

DAYS, PEOPLE, MENTORS = 180, 603, 90
PLAN = Plan(treated=("mentored",), control="later", primary="revenue", assignment="lottery")
Key = tuple[str, str, str, int | None, str]  # question, branch, window, at, scale

KEYS: tuple[Key, ...] = (
    *(("itt_per_day", "mandatory", w, None, s) for w in ("early", "late") for s in ("difference", "percent")),
    ("itt_per_day", "voluntary", "early", None, "difference"),
    *(("itt", "mandatory", w, None, s) for w in ("early", "late") for s in ("difference", "percent")),
    *(("total_value", "mandatory", w, None, s) for w in ("early", "late") for s in ("difference", "percent")),
    ("retention", "mandatory", "all", 30, "difference"),
    ("retention", "mandatory", "all", 30, "ratio"),
    *(("atu", "", w, None, s) for w in ("early", "late") for s in ("difference", "percent")),
    ("att", "", "early", None, "difference"),
    ("selection_gap", "", "early", None, "percent"),
    ("durability", "mandatory", "all", None, "ratio"),
)


def arrays(run: Programme) -> list[Drawn]:
    """A simulated programme as the estimators take it: the mandatory branch, then the voluntary one."""
    y = np.full((len(run.roster), DAYS), np.nan)
    y[run.days.person, run.days.day] = run.days.revenue
    return [_branch(run, y, name) for name in ("mandatory", "voluntary")]


def _branch(run: Programme, y: np.ndarray, name: str) -> Drawn:
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
    return Drawn(units=units, panels={"revenue": Panel(outcome="revenue", first_day=0, y=y[keep])})


def estimates(branches: list[Drawn]) -> dict[Key, Estimate]:
    """The estimates under test, by key; of `atu` and its like those in total value."""
    found: list[Estimate] = []
    asked = ((itt_per_day, itt, total_value, retention, durability), (itt_per_day,))
    for drawn, questions in zip(branches, asked, strict=True):
        for question in questions:
            found += question(drawn.units, drawn.panels["revenue"], PLAN)
    found += two_branches([drawn.units for drawn in branches], [drawn.panels["revenue"] for drawn in branches], PLAN)
    by_key = {
        (e.question, e.branch, e.window, e.at, e.scale): e
        for e in found
        if not e.outcome.endswith("per day") and e.outcome in ("revenue", "")
    }
    return {key: by_key[key] for key in KEYS}


def one_programme(seed: int, people: int) -> tuple[list[tuple[float, float, bool]], bool]:
    """Per key (estimate, error, does the interval hold the truth), and whether the usual comparison holds it."""
    run = programme(people=people, days=DAYS, seed=seed)
    truth = of_revenue(run)
    branches = arrays(run)
    rows = []
    for key, e in estimates(branches).items():
        rows.append((value(e.estimate), value(e.se), holds(e, truth[key])))
    usual = taker_comparison(branches[1].units, branches[1].panels["revenue"], PLAN)[0]
    return rows, holds(usual, truth["itt", "voluntary", "early", None, "difference"])


def value(number: float | None) -> float:
    return math.nan if number is None else number


def truths() -> dict[Key, float]:
    """The same in every programme."""
    return of_revenue(programme(people=60, days=DAYS, seed=0))


def of_revenue(run: Programme) -> dict[Key, float]:
    """The true values of the questions about revenue and staying."""
    wanted = ("revenue", "")
    return {(t.question, t.branch, t.window, t.at, t.scale): t.truth for t in run.truths if t.outcome in wanted}


def redrawn(branches: list[Drawn], arms: list[np.ndarray]) -> list[Drawn]:
    """The same people and outcomes under other arms; the mentors take turns."""
    out = []
    for drawn, codes in zip(branches, arms, strict=True):
        treated = codes == 1
        mentor = np.where(treated, (np.cumsum(treated) - 1) % MENTORS, -1)
        out.append(replace(drawn, units=replace(drawn.units, arm=codes.astype(np.int64), mentor=mentor)))
    return out


def one_block(block: int, size: int, seed: int) -> np.ndarray:
    """How often each key's interval leaves out no effect in `size` redraws of a programme without one."""
    run = programme(people=PEOPLE, days=DAYS, seed=seed, effect=False)
    branches = arrays(run)
    rng = np.random.default_rng([seed, block])
    lotteries = []
    for name in ("mandatory", "voluntary"):
        ids = [row["person_id"] for row in run.roster if row["branch"] == name]
        lotteries.append(Redraws(run.draw, ids, ("later", "mentored")).block(size, rng))
    rejected = np.zeros(len(KEYS))
    for k in range(size):
        found = estimates(redrawn(branches, [lottery[k] for lottery in lotteries]))
        rejected += [not holds(found[key], none(key)) for key in KEYS]
    return rejected


def none(key: Key) -> float:
    """What no effect is on the key's scale."""
    return 1.0 if key[4] == "ratio" else 0.0


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), ["---"] * len(list(head)), *map(list, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def name(key: Key) -> list[str]:
    question, branch, window, at, scale = key
    return [f"`{question}`", branch or "both", f"day {at}" if at else window, scale]


def coverage_table(people: int, count: int, pool: Pool) -> tuple[str, float]:
    """Bias, spread, error and coverage per key over `count` programmes; share of usual reports that hold."""
    runs = pool.map(partial(one_programme, people=people), range(1, count + 1), chunksize=4)
    found = np.array([rows for rows, _ in runs], dtype=float)
    known = truths()
    lines = []
    for k, key in enumerate(KEYS):
        values, errors, held = found[:, k, 0], found[:, k, 1], found[:, k, 2]
        there = np.isfinite(values)
        spread = values[there].std(ddof=1)
        bias = values[there].mean() - known[key]
        # A ratio of two noisy numbers has no mean worth speaking of: its median stands here.
        if key[0] == "durability":
            bias = float(np.median(values[there])) - known[key]
        apart = bias / (spread / math.sqrt(there.sum()))
        lines.append(
            [
                *name(key),
                f"{known[key]:.4g}",
                f"{bias:+.3g}",
                f"{apart:+.1f}",
                f"{spread:.3g}",
                f"{np.nanmedian(errors):.3g}",
                f"{100 * held.mean():.1f} %",
            ]
        )
    head = ("question", "branch", "window", "scale", "truth", "bias", "bias / MC error", "spread", "error", "held")
    return table(head, lines), float(np.mean([usual for _, usual in runs]))


def null_table(redraws: int, pool: Pool, seed: int = 1) -> str:
    size = 50
    blocks = pool.map(partial(one_block, size=size, seed=seed), range(redraws // size), chunksize=1)
    keys = [key for key in KEYS if key[0] not in ("selection_gap", "durability")]
    share = np.sum(blocks, axis=0) / (redraws // size * size)
    return table(
        ("question", "branch", "window", "scale", "rejected"),
        [[*name(key), f"{100 * share[KEYS.index(key)]:.2f} %"] for key in keys],
    )


PAGE = """# Bias, coverage and A/A

Written by `python -m benchmarks.coverage --programmes {programmes} --large {large} --redraws {redraws}`; what each
question is, is in [estimators](estimators.md). Plan: early [0, 60), late [90, 180), 95 %.

## The published setting: 603 people

{programmes} simulated programmes: 281 in the mandatory branch (110 mentored now), 322 asked. The bias is against the
truth worked out from both potential outcomes of everybody; beyond 3 Monte Carlo errors something is wrong. "Held" is
the share of intervals that hold the truth, known to about {half:.1f} points. `atu`, `att` and `selection_gap` are in
total value; `durability` is judged by its median.

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

## Questions that a plan can add

{questions}
"""


def hard_settings(count: int, pool: Pool) -> str:
    """Coverage of the headline and of the person-level effect in settings in which nothing is promised."""
    note = 'Nothing is promised here; the results page warns. "refused": fewer than 3 units in an arm.\n\n'
    return note + table(("setting", "`itt_per_day` held", "`itt` held"), hard_rows(count, pool))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programmes", type=int, default=2000)
    parser.add_argument("--large", type=int, default=300)
    parser.add_argument("--redraws", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with Pool(given.jobs) as pool:
        demo, usual = coverage_table(PEOPLE, given.programmes, pool)
        print(demo, f"usual comparison held: {usual:.3f}", sep="\n", flush=True)
        tenfold, _ = coverage_table(10 * PEOPLE, given.large, pool)
        print(tenfold, flush=True)
        null = null_table(given.redraws, pool)
        print(null, flush=True)
        hard = hard_settings(given.programmes, pool)
        questions = section(given.large, pool)
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
        questions=questions,
    )
    print(page)
    if given.out:
        given.out.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
