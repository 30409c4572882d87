"""3.65 million rows of outcomes (10,000 people x 365 days): our checked import beside DuckDB's own COPY.

Run: python benchmarks/outcomes_import.py
Each contestant runs in a process of its own, alternating, so that both meet the same machine; time is wall clock from
an open connection, memory the process's peak.
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

PEOPLE, DAYS, ROUNDS = 10_000, 365, 3
MAKE = """
COPY (
    SELECT 'p' || lpad((i // {days})::VARCHAR, 5, '0') AS person_id, DATE '2026-01-01' + (i % {days})::INT AS date,
        round(CASE WHEN hash(i) % 10 < 4 THEN 0 ELSE (hash(i) % 1000000) / 100 END, 2) AS revenue,
        hash(i) % 40 AS calls, hash(i) % 5 AS sales
    FROM range({people} * {days}) numbers(i)
) TO '{path}' (HEADER)
"""


def contestant(name: str, source: Path, target: Path) -> dict[str, float]:
    import duckdb

    connection = duckdb.connect()
    start = time.perf_counter()
    if name == "copy":
        connection.execute(f"COPY (FROM read_csv('{source}')) TO '{target}' (FORMAT parquet)")
    else:
        from mentorlift.files.store import to_store

        to_store(connection, source, target, directory())
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def directory() -> list[Any]:
    """Everybody in the file, as the database would hand them over."""
    from mentorlift.files.store import Known

    return [Known(f"p{n:05d}", str(uuid4()), ((20_000, 30_000),)) for n in range(PEOPLE)]


def main() -> None:
    if len(sys.argv) == 4:
        print(json.dumps(contestant(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
        return
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "outcomes.csv", Path(folder) / "outcomes.parquet"
        duckdb.sql(MAKE.format(people=PEOPLE, days=DAYS, path=source))
        print(f"{PEOPLE * DAYS:,} rows, {source.stat().st_size / 1e6:.0f} MB of CSV, median of {ROUNDS}")
        found: dict[str, list[dict[str, float]]] = {"copy": [], "import": []}
        for _ in range(ROUNDS):
            for name, runs in found.items():
                command = [sys.executable, __file__, name, str(source), str(target)]
                runs.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        for name, runs in found.items():
            seconds, memory = median(run["seconds"] for run in runs), max(run["megabytes"] for run in runs)
            print(f"{name:7} {seconds:6.2f} s  {memory:6.0f} MB at most")
        ratio = median(run["seconds"] for run in found["import"]) / median(run["seconds"] for run in found["copy"])
        print(f"import / copy = {ratio:.2f}")
        if ratio > 2:
            sys.exit("slower than twice DuckDB's own COPY")


if __name__ == "__main__":
    main()
