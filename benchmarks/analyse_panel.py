"""3.65 million person-days (10,000 people x 365 days): every question of `analyse` beside one regression of pyfixest.

Run: python benchmarks/analyse_panel.py
Both read the same Parquet file and roster and estimate the effect on person-periods with an effect per stratum and
period, errors clustered by person; the two answers must agree to 1e-8. `one` is that regression alone in our engine,
`analyse` everything the command answers. Each contestant runs in a process of its own, alternating, so that all meet
the same machine; time is wall clock and processor time after the imports, memory the process's peak.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

PEOPLE, DAYS, STRATA, ROUNDS = 10_000, 365, 20, 3
OUTCOMES = """
COPY (
    SELECT (i // {days})::VARCHAR AS person_id, (i % {days})::INT AS period,
        round(CASE WHEN hash(i) % 10 < 4 THEN 0 ELSE (hash(i) % 100000) / 100 END
            + (hash(i // {days} + 7) % 300) + 20 * ((hash(i // {days}) % 3 = 0)::INT), 2) AS revenue
    FROM range({people} * {days}) numbers(i)
) TO '{path}' (FORMAT parquet)
"""
ROSTER = """
COPY (
    SELECT i::VARCHAR AS person_id, CASE WHEN hash(i) % 3 = 0 THEN 'mentored' ELSE 'later' END AS arm,
        (i % {strata})::VARCHAR AS stratum, 0 AS started_on
    FROM range({people}) numbers(i)
) TO '{path}' (HEADER)
"""
PLAN = """
[design]
treated = "mentored"
control = "later"
[outcome]
primary = "revenue"
[window]
early = [0, {days}]
late = [180, {days}]
[model]
level = "period"
pre_period_mean = false
[inference]
errors = "CR1"
"""


def make(folder: Path) -> None:
    import duckdb

    duckdb.sql(OUTCOMES.format(people=PEOPLE, days=DAYS, path=folder / "outcomes.parquet"))
    duckdb.sql(ROSTER.format(people=PEOPLE, strata=STRATA, path=folder / "roster.csv"))
    (folder / "plan.toml").write_text(PLAN.format(days=DAYS), encoding="utf-8")


def everything(folder: Path) -> Callable[[], tuple[float, float]]:
    from mentorlift.files.analysis import load_analysis
    from mentorlift.files.results import results_of

    def run() -> tuple[float, float]:
        loaded = load_analysis(folder / "roster.csv", folder / "outcomes.parquet", folder / "plan.toml")
        rows = results_of(loaded)["estimates"]
        (found,) = [
            row for row in rows if (row["question"], row["window"], row["scale"]) == ("itt", "early", "difference")
        ]
        return found["estimate"], found["se"]

    return run


def one(folder: Path) -> Callable[[], tuple[float, float]]:
    from mentorlift.files.analysis import load_analysis
    from mentorlift.science.effects.period_itt import period_itt

    def run() -> tuple[float, float]:
        loaded = load_analysis(folder / "roster.csv", folder / "outcomes.parquet", folder / "plan.toml")
        branch = loaded.branches[""]
        found = period_itt(branch.units, branch.panels["revenue"], loaded.plan)[0]
        return found.estimate, found.se

    return run


def regression(folder: Path) -> Callable[[], tuple[float, float]]:
    import duckdb
    import pyfixest

    query = f"""
        SELECT o.revenue, (r.arm = 'mentored')::DOUBLE AS mentored, o.person_id::INT AS person,
            r.stratum * {DAYS} + o.period AS cell
        FROM '{folder}/outcomes.parquet' o JOIN '{folder}/roster.csv' r ON o.person_id::INT = r.person_id
    """

    def run() -> tuple[float, float]:
        data = duckdb.sql(query).df()
        fit = pyfixest.feols("revenue ~ mentored | cell", data=data, vcov={"CRV1": "person"}).tidy()
        return fit.loc["mentored", "Estimate"], fit.loc["mentored", "Std. Error"]

    return run


CONTESTANTS = {"pyfixest": regression, "one": one, "analyse": everything}


def contestant(name: str, folder: Path) -> dict[str, float]:
    run = CONTESTANTS[name](folder)
    start, cpu = time.perf_counter(), time.process_time()
    estimate, error = run()
    took = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return took | {"megabytes": peak, "estimate": float(estimate), "se": float(error)}


def main() -> None:
    if len(sys.argv) == 3:
        print(json.dumps(contestant(sys.argv[1], Path(sys.argv[2]))))
        return
    found: dict[str, list[dict[str, float]]] = {name: [] for name in CONTESTANTS}
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder))
        print(f"{PEOPLE * DAYS:,} rows, median of {ROUNDS}")
        for _ in range(ROUNDS):
            for name, runs in found.items():
                command = [sys.executable, __file__, name, folder]
                out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                runs.append(json.loads(out.splitlines()[-1]))
    seconds = {name: median(run["seconds"] for run in runs) for name, runs in found.items()}
    cpu = {name: median(run["cpu"] for run in runs) for name, runs in found.items()}
    memory = {name: max(run["megabytes"] for run in runs) for name, runs in found.items()}
    for name in found:
        print(f"{name:9} {seconds[name]:6.2f} s  {cpu[name]:6.2f} s of processor  {memory[name]:6.0f} MB at most")
    for name in ("one", "analyse"):
        faster, less, smaller = (each["pyfixest"] / each[name] for each in (seconds, cpu, memory))
        print(f"pyfixest / {name} = {faster:.2f} in time, {less:.2f} in processor time, {smaller:.2f} in memory")
    theirs = found["pyfixest"][0]
    for name in ("one", "analyse"):
        for figure in ("estimate", "se"):
            if abs(found[name][0][figure] / theirs[figure] - 1) > 1e-8:
                sys.exit(f"{name} and pyfixest disagree on the {figure}")
    print(f"all agree: {theirs['estimate']:.6f} ({theirs['se']:.6f})")


if __name__ == "__main__":
    main()
