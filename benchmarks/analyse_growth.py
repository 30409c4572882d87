"""The regression of `analyse_large` for 1,000 to 1,000,000 people drawn, 30 days of each, beside the bare scan.

    nice python -m benchmarks.analyse_growth --keep FOLDER --out docs/operations/analysis-growth

Writes a table (.csv) and a drawing (.svg): medians of processor seconds and peak memory over the rounds, each run in a
process of its own. FOLDER keeps what was made, and needs some 400 MB.
"""

import argparse
import csv
from pathlib import Path
from statistics import median

from benchmarks.analyse_large import in_turn, make
from benchmarks.growth import Words, draw

SIZES, DAYS = (1_000, 10_000, 100_000, 1_000_000), 30
NAMED = {"regression": "files to effect", "scan": "bare scan"}
WORDS = Words(
    title="Processor seconds from the files to an effect by the number of people drawn, 30 days of each",
    up="processor seconds, 30 days of each",
    across="people",
    lines={"files to effect": "a", "bare scan": "b"},
)


def row(people: int, name: str, runs: list[dict]) -> dict[str, str]:
    return {
        "size": str(people),
        "with": NAMED[name],
        "processor_s": f"{median(run['cpu'] for run in runs):.2f}",
        "megabytes": f"{max(run['megabytes'] for run in runs):.0f}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    rows = []
    for people in SIZES:
        folder = given.keep / str(people)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "report.toml").exists():
            make(folder, people, DAYS)
        found = in_turn(folder, [*NAMED], given.rounds)
        rows += [row(people, name, runs) for name, runs in found.items()]
        print(*rows[-len(found) :], sep="\n", flush=True)
    if given.out:
        with given.out.with_suffix(".csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        draw(rows, given.out.with_suffix(".svg"), WORDS)


if __name__ == "__main__":
    main()
