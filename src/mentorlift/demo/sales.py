"""Daily figures of the organisation as one file of outcomes."""

from collections.abc import Sequence
from pathlib import Path

from mentorlift.demo.past import Sold


def write_outcomes(path: Path, sold: Sequence[Sold], *, until: str) -> None:
    """`outcomes.parquet` with revenue, calls and sales a day, to the day before `until`."""
    import duckdb
    import numpy as np

    persons, dates, money, calls, sales = [], [], [], [], []
    for one in sold:
        starts = np.array(one.starts, dtype="datetime64[D]")
        persons.append(np.array(one.codes, dtype=object)[one.days.person])
        dates.append((starts[one.days.person] + one.days.day).astype(str))
        money.append(one.days.revenue)
        calls.append(one.days.calls)
        sales.append(one.days.sales)
    # Read by DuckDB under this name.
    rows = {  # noqa: F841
        "person_id": np.concatenate(persons).astype(str),
        "date": np.concatenate(dates),
        "revenue": np.concatenate(money),
        "calls": np.concatenate(calls),
        "sales": np.concatenate(sales),
    }
    query = """
        SELECT person_id, CAST(date AS DATE) AS date, revenue, calls, sales, 'EUR' AS currency
        FROM rows WHERE CAST(date AS DATE) < CAST($until AS DATE) ORDER BY person_id, date
    """
    target = str(path).replace("'", "''")
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"COPY ({query}) TO '{target}' (FORMAT PARQUET)", {"until": until})
