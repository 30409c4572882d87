"""`mentorlift restore FILE`: put a backup back."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import click

from mentorlift.cli.archive import KEYS, DamagedArchive, data_files, sha256, unpack, verify
from mentorlift.cli.bars import Bar, bar
from mentorlift.cli.dumps import applied_migrations, database_files, engine, holds_data, load_database
from mentorlift.cli.web import migrate, pending_migrations, start_django


@click.command(epilog="Example: mentorlift restore /srv/backups/2026-11-01.tar --force")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is there. Make a backup of it first.")
def command(file: Path, force: bool) -> None:
    """Replace database and data directory by the backup FILE. Stop server and workers first."""
    start_django()
    from django.conf import settings

    try:
        with bar("restore") as shown:
            manifest = verify(file, shown.part("verifying", 0, 4))
            _refuse_what_does_not_fit(manifest)
            _refuse_to_replace(settings.DATA_DIR, force=force)
            _put_back(file, manifest, settings.DATA_DIR, shown)
    except DamagedArchive as error:
        raise click.ClickException(f"{error}. Nothing was changed.") from None
    click.echo(f"Restored what was saved at {manifest['made_at']}: {len(manifest['files'])} files.")
    if "data/sheet.key" not in manifest["files"]:
        click.echo("The keys were not in it: without the sheet key of that time, sheets cannot be read.")


def _refuse_what_does_not_fit(manifest: dict[str, Any]) -> None:
    if manifest["engine"] != engine():
        raise click.ClickException(
            f"The backup is of {manifest['engine']}, this is {engine()}: set DATABASE_URL accordingly."
        )
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    known = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    if newer := sorted(set(manifest["migrations"]) - known):
        raise click.ClickException(
            f"The backup was made by a newer version ({manifest['version']}; {newer[0]} is unknown here). Update first."
        )


def _refuse_to_replace(data_dir: Path, *, force: bool) -> None:
    if not force and (holds_data() or any(data_files(data_dir, with_keys=False, besides=database_files()))):
        raise click.ClickException(
            "There is data here already and nothing was changed. Make a backup of it, then restore with --force."
        )


def _put_back(file: Path, manifest: dict[str, Any], data_dir: Path, shown: Bar) -> None:
    with tempfile.TemporaryDirectory(dir=data_dir.resolve().parent) as folder:
        unpack(file, manifest["files"], Path(folder), shown.part("unpacking", 1, 4))
        shown.at("putting back the database", 2, 4)
        load_database(next(Path(folder).glob("database.*")))
        shown.at("putting back files", 3, 4)
        _replace_files(Path(folder) / "data", data_dir)
    _record(file)


def _replace_files(staged: Path, data_dir: Path) -> None:
    """Put the saved files in place and take away what was not saved; keys that were not saved stay."""
    for path, name in list(data_files(data_dir, with_keys=False, besides=database_files())):
        if not (staged / name.removeprefix("data/")).exists():
            path.unlink()
    if staged.exists():
        shutil.copytree(staged, data_dir, dirs_exist_ok=True)
    for key in KEYS:
        if (data_dir / key).exists():
            (data_dir / key).chmod(0o600)


def _record(file: Path) -> None:
    """A restore takes later records out of the chain; it leaves one that says so."""
    if pending_migrations():
        migrate()
    from django.utils import timezone

    from mentorlift.audit.services import record

    digests = {"archive": sha256(file)}
    steps = len(applied_migrations())
    record(
        actor_id="",
        action="operations.restore",
        subject="database:all",
        now=timezone.now(),
        ids={"migrations": steps},
        digests=digests,
    )
