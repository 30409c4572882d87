"""A made-up programme with everything in it that the pass over figures must get right, as files."""

import datetime as dt

import duckdb
import numpy as np

PLAN = """
[design]
treated = ["mentored", "circle"]
control = "later"
ignore = ["guest"]
[outcome]
primary = "revenue"
secondary = ["calls"]
[observed]
through = "2026-03-20"
[window]
pre = [-14, 0]
early = [0, 14]
late = [21, 42]
[retention]
at = [14, 28]
[inference]
redraws = 100
"""
TYPES = {"person_id": "VARCHAR", "date": "DATE", "revenue": "DOUBLE", "calls": "INTEGER"}
FIRST = dt.date(2026, 1, 5)
IDS = ["007", "1e3", "Ana\\t", "O'Neil", 'say "so"', "Zoë", "a\tb", "NULL"]


def write(folder, *, people=180, seed=5, plan=PLAN):
    """roster.csv, outcomes.parquet, leave.csv and plan.toml."""
    rng = np.random.default_rng(seed)
    ids = (IDS + [f"p{k:03}" for k in range(people)])[:people]
    roster, rows, leave = [], [], []
    for k, person in enumerate(ids):
        start = FIRST + dt.timedelta(days=int(rng.choice([14, 16, 28])))
        hired = start - dt.timedelta(days=int(rng.integers(0, 12))) if k % 3 else None
        gone = start + dt.timedelta(days=int(rng.integers(5, 40))) if rng.random() < 0.2 else None
        arm = "guest" if k % 40 == 39 else ("mentored", "circle", "later")[k % 3]
        stratum = ("north", "south", "tiny")[min(int(rng.integers(0, 9)) // 4, 2)]
        cells = (person, arm, stratum, start, hired or "", gone or "", int(rng.integers(0, 4)), f"t{k % 12}", k % 7)
        roster.append(line(cells))
        away = (start + dt.timedelta(days=3), start + dt.timedelta(days=6)) if k % 10 == 4 else None
        if away:
            leave.append(line((person, *away)))
        for day in range(85):
            date = FIRST + dt.timedelta(days=day)
            outside = (hired and date < hired) or (gone and date >= gone)
            if date.weekday() > 4 or rng.random() < (0.97 if outside else 0.35):
                continue
            value = None if rng.random() < 0.05 else round(float(rng.lognormal(4, 1)) - 10 * (rng.random() < 0.1), 2)
            rows.append((person, date, value, int(rng.poisson(4))))
    rows += [("nobody", FIRST + dt.timedelta(days=30), 9.5, 1), ("nobody", FIRST + dt.timedelta(days=31), 9.5, 1)]
    head = "person_id,arm,stratum,started_on,hired_on,exited_on,dose,team,years\n"
    (folder / "roster.csv").write_text(head + "\n".join(roster) + "\n", encoding="utf-8")
    (folder / "leave.csv").write_text("person_id,from,to\n" + "\n".join(leave) + "\n", encoding="utf-8")
    (folder / "plan.toml").write_text(plan, encoding="utf-8")
    save(folder / "outcomes.parquet", rows, TYPES)


def line(cells):
    return ",".join('"' + str(cell).replace('"', '""') + '"' for cell in cells)


def save(path, rows, columns):
    """Rows as Parquet with columns of these types, {name: type}."""
    text = path.with_suffix(".csv")
    text.write_text("\n".join(line("" if cell is None else cell for cell in row) for row in rows) + "\n", "utf-8")
    with duckdb.connect() as connection:
        connection.execute(f"COPY (FROM read_csv('{text}', header = false, columns = {columns})) TO '{path}'")
