"""What the pages of this room show."""

from django.db.models import QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.outcomes import policies
from mentorlift.outcomes.folders import stored_path
from mentorlift.outcomes.models import Every, Metric, OutcomeImport
from mentorlift.outcomes.queries.parts import directory, leaves, parts
from mentorlift.people.models import Identity

MOST_ROWS = 100_000  # in one download
Listed = list[tuple[str, str, str]]  # who, day, reason


def visible_metrics(actor: Actor) -> QuerySet[Metric]:
    """Figures that have rows, for those who may read their quality."""
    return Metric.objects.filter(rows__gt=0) if policies.may_read_quality(actor) else Metric.objects.none()


def visible_imports(actor: Actor) -> QuerySet[OutcomeImport]:
    return OutcomeImport.objects.all() if policies.may_read_quality(actor) else OutcomeImport.objects.none()


def left_out_by_reason(actor: Actor) -> dict[str, int]:
    """Rows left out of all files that count, by reason."""
    total: dict[str, int] = {}
    counted = visible_imports(actor).filter(taken_over_at__isnull=False, withdrawn_at=None)
    for left_out in counted.values_list("left_out", flat=True):
        for reason, rows in left_out.items():
            total[reason] = total.get(reason, 0) + rows
    return dict(sorted(total.items()))


def negative_by_metric(actor: Actor) -> dict[str, int]:
    """Rows below zero in all files that count, by figure."""
    total: dict[str, int] = {}
    counted = visible_imports(actor).filter(taken_over_at__isnull=False, withdrawn_at=None)
    for negative in counted.values_list("negative", flat=True):
        for metric, rows in negative.items():
            total[metric] = total.get(metric, 0) + rows
    return dict(sorted(total.items()))


def rows_left_out(actor: Actor, reason: str) -> Listed:
    """The rows left out for a reason, file by file."""
    import duckdb

    from mentorlift.files.store import left_out_rows

    counted = visible_imports(actor).filter(taken_over_at__isnull=False, withdrawn_at=None)
    who = _Words(actor)
    found: Listed = []
    with duckdb.connect() as connection:
        for upload in counted.order_by("taken_over_at"):
            if reason in upload.left_out:
                rows = left_out_rows(connection, stored_path(upload), reason=reason, limit=MOST_ROWS - len(found))
                found += [
                    (who.stranger(code) if code else who.known(person), day, reason) for person, code, day in rows
                ]
    return found


def rows_below_zero(actor: Actor, metric: Metric) -> Listed:
    """Person and day of every row of a figure below zero, never the amount."""
    import duckdb

    from mentorlift.files.figures import negative_days

    who = _Words(actor)
    with duckdb.connect() as connection:
        rows = negative_days(connection, parts(metric.every), metric.name, limit=MOST_ROWS)
    return [(who.known(person), day, f"{metric.name} below zero") for person, day in rows]


def days_missing(actor: Actor, metric: Metric) -> Listed:
    """Working days of people employed and not on leave that have no row of a figure."""
    import duckdb

    from mentorlift.files.figures import missing_days, register

    who = _Words(actor)
    with duckdb.connect() as connection:
        register(connection, directory(), leaves())
        rows = missing_days(connection, parts(Every.DAY), metric.name, limit=MOST_ROWS)
    return [(who.known(person), day, f"no {metric.name}") for person, day in rows]


class _Words:
    """How a list names people: by the ids of their files for those who keep the directory, else by random ids."""

    def __init__(self, actor: Actor) -> None:
        self.open = policies.may_see_codes(actor)
        ids = Identity.objects.values_list("person_id", "code") if self.open else []
        self.codes = {str(person_id): code for person_id, code in ids}

    def known(self, person: str) -> str:
        return self.codes.get(person, person)

    def stranger(self, code: str) -> str:
        return code if self.open else "(somebody unknown)"
