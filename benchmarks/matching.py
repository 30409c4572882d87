"""Matching from two CSV files to pairs.csv, beside what a user would pick instead, each as a process of its own.

Run: python benchmarks/matching.py [1000x500x3 3000x1500x3 10000x10000x1 30000x15000x3 100000x50000x3
10000x10000x1-hard 100000x50000x2-hard]

Eight criteria and four rules. The hard case has exactly as many places as protégés, eight numbers drawn uniformly for
everyone that are to be near each other, and no rule: nothing tells apart who is sought after. The others score with
numpy (all criteria, all rules, one seat a place) and solve with scipy.optimize.linear_sum_assignment or lap.lapjvs
(package lapx); they are left out where the table of all pairs would not fit. Seconds by the clock, processor seconds,
and the most memory; the ratio is that of processor seconds to ours.
What was measured is kept in docs/operations/matching-speed.csv, and drawn beside it.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from growth import LINES, draw

COMMAND = Path(sys.executable).with_name("mentorlift")
SIZES = ("1000x500x3", "3000x1500x3", "10000x10000x1", "30000x15000x3", "100000x50000x3",
         "10000x10000x1-hard", "100000x50000x2-hard")  # fmt: skip
KEPT = Path(__file__).resolve().parents[1] / "docs" / "operations" / "matching-speed.csv"
TABLE_UP_TO = 120_000_000
SKILLS = [f"skill {k}" for k in range(30)]
LANGUAGES = ["en", "de", "pl", "fr", "es"]
RULES = [
    'kind = "different"\nfield = "team"',
    'kind = "not-in-line"\nmanager = "manager_id"',
    'kind = "overlap-hours"\nfield = "working_hours"\nat_least = 4',
    'kind = "shares-any"\nfield = "languages"',
]
CRITERIA = [
    'kind = "covers"\nneeds = "wants_to_learn"\noffers = "strong_in"\nweight = 5',
    'kind = "covers"\nneeds = "interests"\noffers = "interests"\nweight = 1',
    'kind = "band"\nfield = "years_in_sales"\ndifference = [2, 8]\nweight = 3',
    'kind = "same"\nfield = "site"\nweight = 1',
    'kind = "differs"\nfield = "background"\nweight = 0.5',
    'kind = "near"\nfield = "openness"\nscale = 2.0\nweight = 1',
    'kind = "near"\nfield = "drive"\nscale = 1.5\nweight = 1',
    'kind = "level"\nof = "mentor"\nfield = "performance"\nweight = 2',
]
HARD = "-hard"
TRAITS = [f"trait_{k}" for k in range(1, 9)]


def main() -> None:
    sizes = sys.argv[1:] or list(SIZES)
    print("| protégés x mentors x places up to | with | pairs | score | seconds | processor s | peak MB | ratio |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for size in sizes:
        people, mentors, places = map(int, size.removesuffix(HARD).split("x"))
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (write_hard if size.endswith(HARD) else write_pool)(folder, people, mentors, places)
            ours = run([str(COMMAND), "match", *files(folder), "--out", "pairs.csv", "--certificate", "c.json"], folder)
            rows = read(folder / "pairs.csv")
            show(size, "mentorlift match", len(rows), sum(int(row["score"]) for row in rows), ours, 1.0)
            fits = people * max(mentors * (places + 1) // 2, people) <= TABLE_UP_TO and not size.endswith(HARD)
            for solver in ("scipy", "lapx") if fits else ():
                other = run([sys.executable, str(Path(__file__).resolve()), "--other", solver], folder)
                pairs, score = map(int, (folder / "other.txt").read_text().split())
                show(size, f"numpy and {solver}", pairs, score, other, other[1] / ours[1])
    draw([row for row in read(KEPT) if not row["size"].endswith(HARD)], KEPT.with_suffix(".svg"))


def files(folder: Path) -> list[str]:
    return ["--proteges", "proteges.csv", "--mentors", "mentors.csv", "--policy", "policy.toml"]


def run(command: list[str], folder: Path) -> tuple[float, float, float]:
    """Seconds by the clock, processor seconds, megabytes at most."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command[0]} ended with {status}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def show(size: str, how: str, pairs: int, score: int, used: tuple[float, float, float], ratio: float) -> None:
    wall, processor, memory = used
    figures = f"{pairs:,} | {score:,} | {wall:.1f} | {processor:.1f} | {memory:,.0f} | {ratio:.1f}"
    print(f"| {size} | {how} | {figures} |", flush=True)
    keep(
        {
            "size": size, "with": how, "pairs": str(pairs), "score": str(score),
            "seconds": f"{wall:.1f}", "processor_s": f"{processor:.1f}", "peak_mb": f"{memory:.0f}",
        }
    )  # fmt: skip


def keep(row: dict[str, str]) -> None:
    """In place of what was measured before of the same."""
    rows = read(KEPT) if KEPT.exists() else []
    rows = [old for old in rows if (old["size"], old["with"]) != (row["size"], row["with"])] + [row]
    rows.sort(key=lambda one: (int(one["size"].split("x")[0]), list(LINES).index(one["with"])))
    with KEPT.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_pool(folder: Path, people: int, mentors: int, places: int) -> None:
    rng = np.random.default_rng(7)
    write_side(rng, folder / "proteges.csv", people, "p", 0)
    write_side(rng, folder / "mentors.csv", mentors, "m", places)
    policy = 'lottery = "2026-11-01"\n' + "".join(f"[[rule]]\n{rule}\n" for rule in RULES)
    (folder / "policy.toml").write_text(policy + "".join(f"[[criterion]]\n{one}\n" for one in CRITERIA))


def write_side(rng: np.random.Generator, path: Path, size: int, letter: str, places: int) -> None:
    def some(most: int, words: list[str]) -> list[str]:
        return ["|".join(sorted(set(rng.choice(words, rng.integers(1, most + 1))))) for _ in range(size)]

    columns = {
        "person_id": [f"{letter}{i:07d}" for i in range(size)],
        "manager_id": [f"boss {k}" for k in rng.integers(0, max(2, size // 10), size)],
        "site": [f"site {k}" for k in rng.integers(0, 20, size)],
        "team": [f"team {k}" for k in rng.integers(0, max(2, size // 10), size)],
        "background": [f"background {k}" for k in rng.integers(0, 6, size)],
        "years_in_sales": np.round(rng.gamma(2, 3, size), 1),
        "openness": np.round(rng.normal(3, 1, size), 3),
        "drive": np.round(rng.normal(3, 1, size), 3),
        "performance": np.round(rng.normal(100, 15, size), 2),
        "wants_to_learn": some(4, SKILLS),
        "interests": some(4, SKILLS),
        "strong_in": some(6, SKILLS),
        "languages": some(2, LANGUAGES),
        "working_hours": [f"Europe/Berlin {hour:02d}:00-{hour + 8:02d}:30" for hour in rng.integers(6, 12, size)],
    }
    if places:
        columns["capacity"] = rng.integers(1, places + 1, size)
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def write_hard(folder: Path, people: int, mentors: int, places: int) -> None:
    rng = np.random.default_rng(7)
    for name, size, letter in (("proteges.csv", people, "p"), ("mentors.csv", mentors, "m")):
        columns = {"person_id": [f"{letter}{i:07d}" for i in range(size)]}
        columns |= {trait: np.round(rng.random(size), 6) for trait in TRAITS}
        if letter == "m":
            columns["capacity"] = np.full(size, places)
        with (folder / name).open("w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(columns)
            writer.writerows(zip(*columns.values(), strict=True))
    near = "".join(f'[[criterion]]\nkind = "near"\nfield = "{trait}"\nscale = 1.0\nweight = 1\n' for trait in TRAITS)
    (folder / "policy.toml").write_text('lottery = "2026-11-01"\n' + near)


def by_table(solver: str) -> None:
    """What a user would write: every pair scored with numpy, one column a seat, a dense solver."""
    left, right = (read(Path(f"{side}.csv")) for side in ("proteges", "mentors"))
    score, allowed = np.zeros((len(left), len(right))), np.ones((len(left), len(right)), dtype=bool)
    for needs, offers, weight in (("wants_to_learn", "strong_in", 5), ("interests", "interests", 1)):
        mine, theirs = members(left, needs), members(right, offers)
        score += np.rint(mine @ theirs.T / np.maximum(mine.sum(axis=1), 1)[:, None] * weight * 1e6)
    ahead = difference(left, right, "years_in_sales")
    score += ((ahead >= 2) & (ahead <= 8)) * 3e6
    score += same(left, right, "site") * 1e6 + ~same(left, right, "background") * 0.5e6
    for field, scale in (("openness", 2.0), ("drive", 1.5)):
        score += np.rint(np.maximum(1 - (difference(left, right, field) / scale) ** 2, 0) * 1e6)
    level = np.array([float(row["performance"]) for row in right])
    score += np.rint((level - level.min()) / (level.max() - level.min()) * 2e6)[None, :]
    allowed &= ~same(left, right, "team") & (members(left, "languages") @ members(right, "languages").T > 0)
    starts = [np.array([int(row["working_hours"][14:16]) for row in side]) for side in (left, right)]
    allowed &= 8.5 - np.abs(starts[0][:, None] - starts[1][None, :]) >= 4
    seats = np.repeat(np.arange(len(right)), [int(row["capacity"]) for row in right])
    bonus = 2 * score.max() * 100  # in place of an exact rule: an allowed pair is worth far more than its score
    cost = -np.where(allowed, score + bonus, 0)[:, seats]
    if solver == "scipy":
        from scipy.optimize import linear_sum_assignment

        rows, cols = linear_sum_assignment(cost)
    else:
        import lap

        rows, cols = lap.lapjvs(cost, extend_cost=True, return_cost=False)
    made = allowed[rows, seats[cols]]
    Path("other.txt").write_text(f"{made.sum()} {int(score[rows, seats[cols]][made].sum())}")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def members(side: list[dict[str, str]], field: str) -> np.ndarray:
    words = SKILLS if field != "languages" else LANGUAGES
    return np.array([[word in row[field].split("|") for word in words] for row in side], dtype=np.float64)


def difference(left: list[dict[str, str]], right: list[dict[str, str]], field: str) -> np.ndarray:
    mine, theirs = (np.array([float(row[field]) for row in side]) for side in (left, right))
    return theirs[None, :] - mine[:, None]


def same(left: list[dict[str, str]], right: list[dict[str, str]], field: str) -> np.ndarray:
    mine, theirs = (np.array([row[field] for row in side]) for side in (left, right))
    return mine[:, None] == theirs[None, :]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--other"]:
        by_table(sys.argv[2])
    else:
        main()
