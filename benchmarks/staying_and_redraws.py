"""Staying at 100,000 people beside lifelines, and 10,000 redraws at 10,000 people beside scipy's permutation test.

Run: python benchmarks/staying_and_redraws.py [--people 100000] [--redraws 10000]
`staying`: both curves, restricted means, the stratified log-rank test and the hazard ratio with strata and robust
errors. lifelines: Kaplan-Meier by arm and Cox with strata and robust errors; minutes at 100,000, so on --cox-people.
`redraws`: studentised differences of two windows in 20 strata. scipy: a plain difference of means in one stratum,
vectorised, which is less. Each contestant runs in a process of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command `mentorlift` does

import numpy as np

STRATA, YEAR, DAY = 20, 365.0, 738_000


def sellers(people: int):
    from mentorlift.science.effects.data import Units

    rng, never = np.random.default_rng(7), np.full(people, np.inf)
    gone = np.ceil(rng.exponential(400, people))
    return Units(
        arms=("later", "mentored"),
        arm=(rng.random(people) < 1 / 3).astype(np.int64),
        stratum=np.arange(people) % STRATA,
        cluster=np.full(people, -1),
        mentor=np.full(people, -1),
        wish=np.full(people, -1),
        dose=never,
        exit_day=np.where(gone > 400, np.inf, gone),
        observed_day=np.full(people, YEAR),
        served_day=never,
        started=np.full(people, DAY),
    )


def staying(people: int, _: int):
    from mentorlift.science.effects.data import Panel
    from mentorlift.science.effects.hazard_ratio import hazard_ratio
    from mentorlift.science.effects.log_rank import log_rank
    from mentorlift.science.effects.plan import Plan
    from mentorlift.science.effects.retention import retention
    from mentorlift.science.effects.rmst import rmst

    units, panel = sellers(people), Panel(outcome="revenue", first_day=0, y=np.zeros((people, 1)))
    plan = Plan(treated=("mentored",), control="later", primary="revenue")
    return lambda: [ask(units, panel, plan, drawn_on=DAY) for ask in (retention, rmst, log_rank, hazard_ratio)]


def lifelines(people: int, _: int):
    import pandas as pd
    from lifelines import CoxPHFitter, KaplanMeierFitter

    units = sellers(people)
    days = np.minimum(units.exit_day, YEAR)
    frame = pd.DataFrame({"days": days, "left": days < YEAR, "mentored": units.arm, "stratum": units.stratum})

    def run() -> None:
        for _, side in frame.groupby("mentored"):
            KaplanMeierFitter().fit(side["days"], side["left"])
        CoxPHFitter().fit(frame, "days", "left", strata=["stratum"], robust=True)

    return run


def redraws(people: int, count: int):
    from mentorlift.science.effects.redrawn import Target, redrawn
    from mentorlift.science.lottery.redraws import Redraws, in_fixed_blocks

    units, rng = sellers(people), np.random.default_rng(8)
    rows = [
        {"person_id": str(i), "arm": units.arms[units.arm[i]], "branch": "", "stratum": str(i % STRATA), "unit": str(i)}
        for i in range(people)
    ]
    again = in_fixed_blocks(Redraws({"assignments": rows}, [str(i) for i in range(people)], units.arms), "benchmark")
    everybody = np.ones(people, dtype=bool)
    targets = [Target(columns=rng.lognormal(size=(people, 1)), inside=everybody) for _ in range(2)]
    return lambda: redrawn(units, targets, 1, again, count)


def scipy(people: int, count: int):
    from scipy.stats import permutation_test

    units, y = sellers(people), np.random.default_rng(8).lognormal(size=people)

    def difference(a, b, axis):
        return a.mean(axis=axis) - b.mean(axis=axis)

    sides = (y[units.arm == 1], y[units.arm == 0])
    return lambda: permutation_test(sides, difference, vectorized=True, n_resamples=count, batch=500, random_state=1)


CONTESTANTS = {"staying": staying, "lifelines": lifelines, "redraws": redraws, "scipy": scipy}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--cox-people", type=int, default=10_000)
    parser.add_argument("--redraws", type=int, default=10_000)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        run = CONTESTANTS[asked.one[0]](int(asked.one[1]), asked.redraws)
        start, cpu = time.perf_counter(), time.process_time()
        run()
        print(json.dumps([time.perf_counter() - start, time.process_time() - cpu]))
        return
    sizes = {"staying": asked.people, "lifelines": asked.cox_people, "redraws": 10_000, "scipy": 10_000}
    for name, people in sizes.items():
        command = [sys.executable, __file__, "--one", name, str(people), "--redraws", str(asked.redraws)]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        clock, cpu = json.loads(out.splitlines()[-1])
        print(f"{name:10} {people:7,} people {clock:7.2f} s {cpu:7.2f} s of processor", flush=True)


if __name__ == "__main__":
    main()
