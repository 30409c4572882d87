"""35 million person-days (100,000 people x 365 days): one question, and the whole report, beside a bare scan.

Run: python benchmarks/analyse_large.py [--people 100000] [--days 365] [--keep FOLDER]
`scan` is DuckDB reading the same columns of the same file and adding them up; `regression` is the effect with
stratum-by-date effects clustered by person, from the file to estimate and error, in our engine (of one window);
`report` is `mentorlift analyse` with the draw file: every question, by week for 26 weeks, 10,000 redraws of the
stratified lottery. `pyfixest` answers the question of `regression` and needs some 10 GB, so it runs only when asked for
(--pyfixest). Each runs in a process of its own after its imports; time is wall clock and processor time, memory the
process's peak. `scan` and `regression` take turns, so that both meet the same machine: the median of their times is
told, and the least by the clock, which says most where others use the machine too. The two answers must agree to 1e-8.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command `mentorlift` does

STRATA, GONE = 20, 20  # every twentieth leaves within the year
PERSON = """
CREATE TABLE person AS SELECT i::VARCHAR AS person_id, 's' || (i % {strata}) AS stratum,
    DATE '2025-01-06' + 7 * (i % 10)::INT AS started_on,
    CASE WHEN hash(i + 1) % {gone} = 0 THEN DATE '2025-01-06' + 7 * (i % 10)::INT + 1 + (hash(i + 2) % {days})::INT END
        AS exited_on
FROM range({people}) numbers(i)
"""
LIST = "COPY (SELECT person_id, stratum, started_on FROM person ORDER BY person_id::INT) TO '{path}' (HEADER)"
OUTCOMES = """
COPY (
    SELECT person_id, (started_on + day::INT)::DATE AS date,
        round(CASE WHEN hash(person_id, day) % 10 < 4 THEN 0 ELSE (hash(person_id, day) % 100000) / 100 END
            + (hash(person_id) % 300), 2) AS revenue
    FROM person, range({days}) days(day)
    WHERE exited_on IS NULL OR started_on + day::INT < exited_on
    ORDER BY person_id::INT, day
) TO '{path}' (FORMAT parquet)
"""
ROSTER = """
COPY (
    SELECT p.person_id, a.arm, p.stratum, p.started_on, p.exited_on
    FROM person p JOIN (SELECT unnest(assignments, recursive := true) FROM read_json('{draw}',
        columns = {{assignments: 'STRUCT(person_id VARCHAR, arm VARCHAR)[]'}}, maximum_object_size = 1000000000)) a
    USING (person_id) ORDER BY p.person_id::INT
) TO '{path}' (HEADER)
"""
PLAN = """
[design]
treated = "mentored"
control = "later"
[outcome]
primary = "revenue"
[window]
early = [0, {early}]
late = [91, 182]
[model]
level = "{level}"
pre_period_mean = false
[inference]
errors = "{errors}"
"""


def make(folder: Path, people: int, days: int) -> None:
    import duckdb

    values = {"people": people, "days": days, "strata": STRATA, "gone": GONE}
    with duckdb.connect() as connection:
        connection.execute(PERSON.format(**values))
        connection.execute(LIST.format(path=folder / "list.csv"))
        connection.execute(OUTCOMES.format(path=folder / "outcomes.parquet", **values))
        drawn = ["--roster", "list.csv", "--strata", "stratum", "--seed", "benchmark", "--out", "draw.json"]
        drawn += ["--allocation", f"mentored={people // 3},later={people - people // 3}"]
        subprocess.run([Path(sys.executable).parent / "mentorlift", "draw", *drawn], check=True, cwd=folder)
        connection.execute(ROSTER.format(draw=folder / "draw.json", path=folder / "roster.csv"))
    (folder / "regression.toml").write_text(PLAN.format(early=days, level="period", errors="CR1"), encoding="utf-8")
    (folder / "report.toml").write_text(PLAN.format(early=60, level="person", errors="HC2"), encoding="utf-8")


def scan(folder: Path) -> Callable[[], object]:
    import duckdb

    query = f"SELECT count(person_id), max(person_id), max(date), sum(revenue) FROM '{folder}/outcomes.parquet'"
    return lambda: duckdb.sql(query).fetchall() and None


def regression(folder: Path) -> Callable[[], object]:
    for library in ("duckdb", "nanoarrow", "scipy.special"):
        import_module(library)
    from mentorlift.files.analysis import load_analysis
    from mentorlift.science.effects.period_itt import window_effects

    def run() -> tuple[float, float]:
        loaded = load_analysis(folder / "roster.csv", folder / "outcomes.parquet", folder / "regression.toml")
        branch = loaded.branches[""]
        found = window_effects(branch.units, branch.panels["revenue"], loaded.plan, "early")[0]
        return found.estimate, found.se

    return run


def pyfixest(folder: Path) -> Callable[[], object]:
    import duckdb
    import pyfixest as library

    query = f"""
        SELECT o.revenue, (r.arm = 'mentored')::DOUBLE AS mentored, o.person_id::INT AS person,
            substr(r.stratum, 2)::INT * 100000 + date_diff('day', DATE '2025-01-01', o.date) AS cell
        FROM '{folder}/outcomes.parquet' o JOIN '{folder}/roster.csv' r ON o.person_id::INT = r.person_id
    """

    def run() -> tuple[float, float]:
        fit = library.feols("revenue ~ mentored | cell", data=duckdb.sql(query).df(), vcov={"CRV1": "person"}).tidy()
        return fit.loc["mentored", "Estimate"], fit.loc["mentored", "Std. Error"]

    return run


def report(folder: Path) -> Callable[[], object]:
    from mentorlift.files.analysis import load_analysis
    from mentorlift.files.draw_check import draw_faults
    from mentorlift.files.results import results_of, results_text

    roster, draw = folder / "roster.csv", folder / "draw.json"

    def run() -> None:
        loaded = load_analysis(roster, folder / "outcomes.parquet", folder / "report.toml", draw)
        assert not draw_faults(draw, roster)
        results_text(results_of(loaded, draw=draw, draw_verified=True))

    return run


TAKING_TURNS = ("scan", "regression")
CONTESTANTS = {"scan": scan, "regression": regression, "pyfixest": pyfixest, "report": report}


def contestant(name: str, folder: Path) -> dict[str, object]:
    run = CONTESTANTS[name](folder)
    start, cpu = time.perf_counter(), time.process_time()
    answer = run()
    took = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    return took | {"megabytes": peak(), "answer": answer and [float(number) for number in answer]}


def peak() -> float:
    """Megabytes; not ru_maxrss, which a child inherits from the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--pyfixest", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=sorted(CONTESTANTS), default=["scan", "regression", "report"])
    parser.add_argument("--one", choices=sorted(CONTESTANTS), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(contestant(asked.one, asked.keep)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        if not (folder / "report.toml").exists():
            make(folder, asked.people, asked.days)
        names = dict.fromkeys(["scan", *asked.only, *(["pyfixest"] if asked.pyfixest else [])])
        measure(folder, list(names), asked.rounds)


def in_turn(folder: Path, names: list[str], rounds: int) -> dict[str, list[dict]]:
    """What each run took, by contestant, each in a process of its own."""
    turns = [name for _ in range(rounds) for name in names if name in TAKING_TURNS]
    found: dict[str, list[dict]] = {name: [] for name in names}
    for name in [*turns, *(name for name in names if name not in TAKING_TURNS)]:
        command = [sys.executable, __file__, "--one", name, "--keep", str(folder)]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found[name].append(json.loads(out.splitlines()[-1]))
    return found


def measure(folder: Path, names: list[str], rounds: int) -> None:
    import duckdb

    ((rows,),) = duckdb.sql(f"SELECT count(*) FROM '{folder}/outcomes.parquet'").fetchall()
    print(f"{rows:,} rows; scan and regression {rounds} times in turn")
    found = in_turn(folder, names, rounds)
    base = {kind: median(run[kind] for run in found["scan"]) for kind in ("seconds", "cpu")}
    for name, runs in found.items():
        clock, cpu = (median(run[kind] for run in runs) for kind in ("seconds", "cpu"))
        least = [min(run["seconds"] for run in found[each]) for each in (name, "scan")]
        print(
            f"{name:10} {clock:7.2f} s (least {least[0]:.2f})  {cpu:7.2f} s of processor"
            f"  {max(run['megabytes'] for run in runs):6.0f} MB  times the scan: {clock / base['seconds']:.1f}"
            f" (least {least[0] / least[1]:.1f}), {cpu / base['cpu']:.1f} of processor",
            flush=True,
        )
    if "pyfixest" in found:
        for ours, theirs in zip(found["regression"][0]["answer"], found["pyfixest"][0]["answer"], strict=True):
            if abs(ours / theirs - 1) > 1e-8:
                sys.exit(f"regression and pyfixest disagree: {ours} and {theirs}")


if __name__ == "__main__":
    main()
