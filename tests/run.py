"""Runs all that `make test` runs: checks, SQLite, PostgreSQL, browser, engines; in CI a missing part is a failure."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINES = "build/engines/stamp"  # the file that `make` leaves once all are installed
PURE = [f"--ignore=src/mentorlift/{room}" for room in ("science", "files")]  # no database there: see .importlinter
BOTH = ["-n", "2"]  # cores; which test runs where: tests/workers.py
THREE = ["-n", "3"]  # browser, server and worker of a journey wait for one another, which leaves room for a third
STRICT = os.environ.get("CI") == "true"


def main() -> int:
    pytest = [sys.executable, "-m", "pytest"]
    checks = subprocess.Popen(["make", "check"], cwd=ROOT)  # on one core alone, it would leave the other idle
    engines = subprocess.Popen(["make", ENGINES], cwd=ROOT)  # fetched while the others run
    failed = run([*pytest, *BOTH, "-m", "not browser and not engines"], "tests on SQLite")
    failed |= ended(checks, "lint, types, import contracts, migrations")
    failed |= on_postgres(
        [*pytest, *BOTH, "-m", "not browser and not slow and not engines", *PURE, "src", "tests/contracts"]
    )
    failed |= in_browser([*pytest, *THREE, "-m", "browser", "tests/journeys"])
    failed |= on_engines(engines)
    return failed


def ended(beside: subprocess.Popen[bytes], title: str) -> int:
    """Says how a command ended that ran beside the tests: what it printed stands among their lines."""
    code = beside.wait()
    sys.stdout.write(f"== {title}: {'failed, see above' if code else 'passed'}\n")
    return int(bool(code))


def on_engines(installing: subprocess.Popen[bytes]) -> int:
    """The scan over figures on every engine, in an environment that has them besides what the tests have."""
    if installing.wait() or not shutil.which("java"):
        return missing("an environment with all engines (requirements/engines.txt, a Java runtime)")
    command = [str(ROOT / "build/engines/bin/python"), "-m", "pytest", "-m", "engines", "tests/engines"]
    return with_postgres(lambda address: run(command, "engines", ENGINES_POSTGRES=address))


def run(command: list[str], title: str, **environment: str) -> int:
    sys.stdout.write(f"== {title}\n")
    sys.stdout.flush()
    data = ROOT / "build" / "test-data"
    return subprocess.run(
        command, cwd=ROOT, env={"MENTORLIFT_DATA": str(data), **os.environ, **environment}, check=False
    ).returncode


def missing(what: str) -> int:
    sys.stdout.write(f"== {what}: not on this machine, {'which fails here' if STRICT else 'left out'}\n")
    return int(STRICT)


def on_postgres(command: list[str]) -> int:
    """The rooms' tests once more on PostgreSQL."""
    return with_postgres(lambda address: run(command, "tests on PostgreSQL", DATABASE_URL=address))


def with_postgres(tests: Callable[[str], int]) -> int:
    """Runs `tests` with the address of a throw-away PostgreSQL."""
    if not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return missing("PostgreSQL")
    started = subprocess.run([ROOT / ".ci/postgres", "start"], capture_output=True, text=True, check=False)
    if started.returncode:
        sys.stdout.write(started.stderr)
        return missing("a PostgreSQL that starts")
    try:
        return tests(started.stdout.strip().splitlines()[-1])
    finally:
        subprocess.run([ROOT / ".ci/postgres", "stop"], check=False)


def in_browser(command: list[str]) -> int:
    if not shutil.which("chromium"):
        return missing("Chromium")
    return run(command, "journeys in the browser")


if __name__ == "__main__":
    sys.exit(main())
