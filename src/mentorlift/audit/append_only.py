"""A migration operation that makes a table append-only in the database itself, for every room that needs it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_POSTGRES = """
CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse();
"""
_POSTGRES_UNDO = """
DROP TRIGGER {table}_no_change ON {table};
DROP TRIGGER {table}_no_truncate ON {table};
DROP FUNCTION {table}_refuse();
"""
_SQLITE = (
    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
)
_SQLITE_UNDO = ("DROP TRIGGER {table}_no_update", "DROP TRIGGER {table}_no_delete")


def append_only(table: str) -> migrations.RunPython:
    """The operation that lets rows of `table` be inserted, never updated, deleted or truncated.

    Both databases raise an IntegrityError. Undone when the migration is rolled back.
    """
    words = {"table": table, "message": f"{table} is append-only"}

    def forwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        _run(editor, _POSTGRES, _SQLITE, words)

    def backwards(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        _run(editor, _POSTGRES_UNDO, _SQLITE_UNDO, words)

    return migrations.RunPython(forwards, backwards)


def _run(editor: BaseDatabaseSchemaEditor, postgres: str, sqlite: tuple[str, ...], words: dict[str, str]) -> None:
    statements = (postgres,) if editor.connection.vendor == "postgresql" else sqlite
    with editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**words))
