"""36.5 million rows of outcomes (100,000 people x 365 days): our checked import beside DuckDB's own COPY.

Run: python benchmarks/outcomes_import.py [PEOPLE [ROUNDS]]
From CSV and from Parquet. Each contestant runs in a process of its own, in turn, so that both meet the same machine.
Judged is the time of the processor from an open connection, which a busy machine does not lengthen; the clock is shown
beside it, and memory is the process's peak.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

DAYS = 365
MOST = {"csv": 2.0, "parquet": 4.0}  # times DuckDB's own COPY
MEMORY = 2000  # megabytes
MAKE = """
COPY (
    SELECT 'p' || lpad((i // {days})::VARCHAR, 6, '0') AS person_id, DATE '2026-01-01' + (i % {days})::INT AS date,
        round(CASE WHEN hash(i) % 10 < 4 THEN 0 ELSE (hash(i) % 1000000) / 100 END, 2) AS revenue,
        hash(i) % 40 AS calls, hash(i) % 5 AS sales
    FROM range({people} * {days}) numbers(i)
) TO '{path}'
"""


def contestant(name: str, source: Path, target: Path, people: int) -> dict[str, float]:
    import duckdb

    known = directory(people) if name == "import" else []
    connection = duckdb.connect()
    clock, worked = time.perf_counter(), time.process_time()
    if name == "copy":
        read = "read_csv" if source.suffix == ".csv" else "read_parquet"
        connection.execute(f"COPY (FROM {read}('{source}')) TO '{target}' (FORMAT parquet)")
    else:
        from mentorlift.files.store import to_store

        to_store(connection, source, target, known)
    return {
        "processor": time.process_time() - worked,
        "clock": time.perf_counter() - clock,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def directory(people: int) -> list[Any]:
    """Everybody in the file, as the database would hand them over."""
    from mentorlift.files.store import Known

    return [Known(f"p{n:06d}", str(uuid4()), ((20_000, 30_000),)) for n in range(people)]


def main() -> None:
    if sys.argv[1:2] == ["make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]))
        return
    if len(sys.argv) == 5:
        name, source, target, people = sys.argv[1:]
        print(json.dumps(contestant(name, Path(source), Path(target), int(people))))
        return
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # in a process of its own: a child's peak begins at what its parent holds
        subprocess.run([sys.executable, __file__, "make", name, str(people)], check=True)
        faults = [measured(folder / f"outcomes.{kind}", people, rounds) for kind in MOST]
    if wrong := "; ".join(filter(None, faults)):
        sys.exit(wrong)


def make(folder: Path, people: int) -> None:
    """Both files, the Parquet from the CSV."""
    import duckdb

    csv = folder / "outcomes.csv"
    duckdb.sql(MAKE.format(people=people, days=DAYS, path=csv))
    duckdb.sql(f"COPY (FROM read_csv('{csv}')) TO '{folder / 'outcomes.parquet'}' (FORMAT parquet)")


def measured(source: Path, people: int, rounds: int) -> str:
    """Prints the medians of one kind of file; says what is beyond its limit, "" where nothing is."""
    kind, size = source.suffix[1:], source.stat().st_size / 1e6
    print(f"{people * DAYS:,} rows, {size:.0f} MB of {kind}, median of {rounds}; processor, clock, peak")
    found: dict[str, list[dict[str, float]]] = {"copy": [], "import": []}
    for _ in range(rounds):
        for name, runs in found.items():
            command = [sys.executable, __file__, name, str(source), str(source.with_name("target")), str(people)]
            runs.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    seconds = {name: median(run["processor"] for run in runs) for name, runs in found.items()}
    for name, runs in found.items():
        clock, memory = median(run["clock"] for run in runs), max(run["megabytes"] for run in runs)
        print(f"  {name:7} {seconds[name]:6.1f} s {clock:6.1f} s  {memory:6.0f} MB", flush=True)
    ratio = seconds["import"] / seconds["copy"]
    print(f"  import / copy = {ratio:.2f}", flush=True)
    if ratio > MOST[kind] or memory > MEMORY:
        return f"{kind}: more than {MOST[kind]:g} times DuckDB's own COPY, or {MEMORY} MB"
    return ""


if __name__ == "__main__":
    main()
