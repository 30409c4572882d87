"""Dump and load the whole database, on SQLite and on PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click

_ASIDE = "before_restore"  # where the old content waits until the new one is in


def engine() -> str:
    """ "sqlite" or "postgresql"."""
    from django.db import connection

    return connection.vendor


def applied_migrations() -> list[str]:
    """Names of all migrations this database has had."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def holds_data() -> bool:
    """Whether anybody has an account in this database."""
    from django.db import connection

    from mentorlift.accounts.models import User

    return User._meta.db_table in connection.introspection.table_names() and User.objects.exists()


def database_files() -> set[Path]:
    """The files SQLite keeps the database in; none on PostgreSQL."""
    if engine() != "sqlite":
        return set()
    path = Path(_name()).resolve()
    return {path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))}


def dump_database(folder: Path) -> Path:
    """A consistent copy of the database as one file in `folder`, while others go on writing."""
    if engine() == "sqlite":
        target = folder / "database.sqlite3"
        with closing(sqlite3.connect(_name())) as source:
            source.execute("VACUUM INTO ?", [str(target)])
        return target
    target = folder / "database.pgdump"
    _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    return target


def load_database(dumped: Path) -> None:
    """Replace the whole database by the dump; if that fails the old content is what there is."""
    from django.db import connection

    connection.close()
    if engine() == "sqlite":
        # page by page into the existing file, in one transaction
        with closing(sqlite3.connect(dumped)) as source, closing(sqlite3.connect(_name())) as target:
            source.backup(target)
        return
    # the schema itself is ours to make: a dump may or may not bring it along
    listed = _postgres("pg_restore", "--list", dumped).splitlines()
    wanted = dumped.with_suffix(".list")
    wanted.write_text("\n".join(line for line in listed if " SCHEMA " not in line))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {_ASIDE} CASCADE")
        cursor.execute(f"ALTER SCHEMA public RENAME TO {_ASIDE}")
        cursor.execute("CREATE SCHEMA public")
        try:
            how = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
            _postgres("pg_restore", f"--dbname={_name()}", f"--use-list={wanted}", *how, dumped)
        except BaseException:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute(f"ALTER SCHEMA {_ASIDE} RENAME TO public")
            raise
        cursor.execute(f"DROP SCHEMA {_ASIDE} CASCADE")


def _name() -> str:
    from django.db import connection

    return str(connection.settings_dict["NAME"])


def _postgres(program: str, *arguments: str | Path) -> str:
    """Run one of PostgreSQL's own programs; returns its output, raises with its words."""
    from django.db import connection

    if shutil.which(program) is None:
        raise click.ClickException(f"{program} is missing; install the Debian package postgresql-client.")
    words = connection.settings_dict
    place = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    # by environment, so that the password stands in no list of processes
    env = os.environ | {name: str(words[key]) for name, key in place.items() if words[key]}
    done = subprocess.run([program, *arguments], env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise click.ClickException(f"{program} failed, nothing was changed: {done.stderr.strip()[:500]}")
    return done.stdout
