"""A migration operation: from the freeze of a cohort on, its list and its wishes cannot change through any door.

A later migration that rebuilds one of these tables on SQLite drops its triggers: it must end with `guard()` and
`let_old_wishes_go()` again.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("programmes_wish", "programmes_rosterentry", "programmes_branchsplit")
COHORT = "programmes_cohort"
MESSAGE = "the list of this cohort is fixed"

_FROZEN = f"EXISTS (SELECT 1 FROM {COHORT} WHERE id IN ({{ids}}) AND frozen_at IS NOT NULL)"  # noqa: S608
_REMOVED = "SELECT 1 FROM programmes_wishremoval WHERE cohort_id = OLD.cohort_id"
_IDS = {"INSERT": "NEW.cohort_id", "UPDATE": "OLD.cohort_id, NEW.cohort_id", "DELETE": "OLD.cohort_id"}
_UNFREEZES = (
    "OLD.frozen_at IS NOT NULL AND (NEW.frozen_at IS NULL OR NEW.frozen_at <> OLD.frozen_at"
    " OR NEW.roster_hash <> OLD.roster_hash OR NEW.frozen_by <> OLD.frozen_by OR NEW.id <> OLD.id)"
)


def guard() -> migrations.RunPython:
    """The operation; both databases answer a forbidden change with an IntegrityError."""
    return migrations.RunPython(_forwards, _backwards)


def let_old_wishes_go() -> migrations.RunPython:
    """From here on wishes of a fixed list can be deleted where a WishRemoval says so; nothing else is loosened."""

    def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        _replace(editor, f"{_FROZEN.format(ids='OLD.cohort_id')} AND NOT EXISTS ({_REMOVED})")

    def backwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        _replace(editor, _FROZEN.format(ids="OLD.cohort_id"))

    return migrations.RunPython(forwards, backwards)


def _replace(editor: BaseDatabaseSchemaEditor, when: str) -> None:
    name, table = "programmes_wish_frozen_delete", "programmes_wish"
    postgres = editor.connection.vendor == "postgresql"
    drop = [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"] if postgres else [f"DROP TRIGGER {name}"]
    _run(editor, [*drop, *(_postgres if postgres else _sqlite)(name, table, "DELETE", when)])


def _forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    make = _postgres if editor.connection.vendor == "postgresql" else _sqlite
    _run(editor, [statement for name, table, event, when in _rules() for statement in make(name, table, event, when)])


def _backwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    postgres = editor.connection.vendor == "postgresql"
    for name, table, _event, _when in _rules():
        _run(
            editor,
            [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"] if postgres else [f"DROP TRIGGER {name}"],
        )


def _rules() -> list[tuple[str, str, str, str]]:
    """(trigger, table, event, condition under which the event is refused)."""
    rules = [
        (f"{table}_frozen_{event.lower()}", table, event, _FROZEN.format(ids=ids))
        for table in TABLES
        for event, ids in _IDS.items()
    ]
    rules.append((f"{COHORT}_frozen_update", COHORT, "UPDATE", _UNFREEZES))
    rules.append((f"{COHORT}_frozen_delete", COHORT, "DELETE", "OLD.frozen_at IS NOT NULL"))
    return rules


def _sqlite(name: str, table: str, event: str, when: str) -> list[str]:
    return [f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"]


def _postgres(name: str, table: str, event: str, when: str) -> list[str]:
    row = "OLD" if event == "DELETE" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN"
        f" RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN {row}; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _run(editor: BaseDatabaseSchemaEditor, statements: list[str]) -> None:
    with editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
