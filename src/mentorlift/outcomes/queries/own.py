"""The figures of one person, for that person."""

from uuid import UUID

from mentorlift.files.cells import date_of
from mentorlift.outcomes.models import Every, Metric
from mentorlift.outcomes.queries.parts import parts


def own_figures(person_id: UUID) -> tuple[list[str], list[tuple[object, ...]]]:
    """Names of the figures, and (ISO day, a value or None for each) of every day with a row: as they count now."""
    import duckdb

    from mentorlift.files.outcome_cells import literal, quoted

    names = list(Metric.objects.order_by("name").values_list("name", flat=True))
    found: dict[object, dict[str, float | None]] = {}
    with duckdb.connect() as connection:
        for every in Every.values:
            for part in parts(every):  # a later file replaces an earlier one day by day
                listed = ", ".join(quoted(name) for name in part.metrics)
                rows = connection.execute(
                    f"SELECT time, {listed} FROM read_parquet({literal(str(part.path))}) "  # noqa: S608 - quoted names
                    "WHERE reason IS NULL AND person = ? ORDER BY time",
                    [str(person_id)],
                ).fetchall()
                for row in rows:
                    found.setdefault(row[0], {}).update(zip(part.metrics, row[1:], strict=True))
    days = sorted(found, key=int)  # type: ignore[arg-type]
    return names, [
        (date_of(int(day)).isoformat(), *(found[day].get(name) for name in names))  # type: ignore[call-overload]
        for day in days
    ]
