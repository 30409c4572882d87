"""`mentorlift backup FILE`: database and data directory in one archive, every part with its checksum."""

import io
import json
import tarfile
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from mentorlift.cli.archive import MANIFEST, DamagedArchive, data_files, sha256, verify
from mentorlift.cli.bars import bar
from mentorlift.cli.dumps import applied_migrations, database_files, dump_database, engine
from mentorlift.cli.web import start_django
from mentorlift.science.progress import Progress


@click.command(epilog="Example: mentorlift backup /srv/backups/2026-11-01.tar")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-keys", is_flag=True, help="Put the keys in too: whoever has the archive then reads everything.")
def command(file: Path, with_keys: bool) -> None:
    """Write database and data directory into FILE (.tar). Server and workers may go on."""
    start_django()
    from django.conf import settings

    if file.exists():
        raise click.ClickException(f"{file} exists; choose another name.")
    # the database first: every file it names is written before its row, so the files copied afterwards include it
    partial = file.with_name(file.name + ".partial")
    try:
        with tempfile.TemporaryDirectory(dir=file.resolve().parent) as folder, bar("backup") as shown:
            shown.at("copying the database", 0, 3)
            dumped = dump_database(Path(folder))
            _write(partial, dumped, settings.DATA_DIR, with_keys=with_keys, told=shown.part("copying files", 1, 3))
            count = len(verify(partial, shown.part("verifying", 2, 3))["files"])
        partial.replace(file)
    except DamagedArchive as error:
        raise click.ClickException(f"A file changed while it was copied; run the backup again. ({error})") from None
    finally:
        partial.unlink(missing_ok=True)
    click.echo(f"{file}: {count} files, {file.stat().st_size / 1e6:,.1f} MB, checksums verified.")
    if not with_keys:
        click.echo("The keys are not in it. Keep MENTORLIFT_SECRET_KEY and MENTORLIFT_SHEET_KEY in another place.")


def _write(target: Path, dumped: Path, data_dir: Path, *, with_keys: bool, told: Progress) -> None:
    sums: dict[str, str] = {}
    found = list(data_files(data_dir, with_keys=with_keys, besides=database_files()))
    with tarfile.open(target, "w") as archive:
        target.chmod(0o600)  # it holds everything the organisation knows
        for number, (path, name) in enumerate([(dumped, dumped.name), *found]):
            sums[name] = sha256(path)
            archive.add(path, name, recursive=False)
            told(number, len(found))
        content = json.dumps(_manifest(sums), indent=1, sort_keys=True).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))


def _manifest(sums: dict[str, str]) -> dict[str, Any]:
    return {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": version("mentorlift"),
        "engine": engine(),
        "migrations": applied_migrations(),
        "files": sums,
    }
