"""The backup's archive: what belongs into it, and whether it is whole."""

import hashlib
import json
import shutil
import tarfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from mentorlift.science.progress import Progress, unheard

MANIFEST = "manifest.json"
KEYS = ("secret.key", "sheet.key")
DATABASES = {"database.sqlite3", "database.pgdump"}
_PARTS = {"made_at": str, "version": str, "engine": str, "migrations": list, "files": dict}  # of the manifest
_LEFT_OUT = ("mail/",)  # letters written to files where no mail server is set


class DamagedArchive(Exception):
    """The archive is not what was written; the text says which part."""


def data_files(data_dir: Path, *, with_keys: bool, besides: Collection[Path] = ()) -> Iterator[tuple[Path, str]]:
    """Files of the data directory with their names in the archive, in a fixed order.

    `besides` are the database's own files: it is dumped, never copied.
    """
    for path in sorted(data_dir.resolve().rglob("*")):
        name = path.relative_to(data_dir.resolve()).as_posix()
        left_out = name.startswith(_LEFT_OUT) or (name in KEYS and not with_keys) or path in besides
        if path.is_file() and not path.is_symlink() and not left_out:
            yield path, f"data/{name}"


def unpack(path: Path, names: Collection[str], folder: Path, told: Progress = unheard) -> None:
    """Write the named members below `folder`, told one by one; a name that leads out of it raises DamagedArchive."""
    with tarfile.open(path) as archive:
        for number, name in enumerate(names, start=1):
            target = (folder / name).resolve()
            content = archive.extractfile(name)
            if content is None or not target.is_relative_to(folder.resolve()):
                raise DamagedArchive(f"{path}: {name} is not a file of a backup")
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                shutil.copyfileobj(content, file)
            told(number, len(names))


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(path: Path, told: Progress = unheard) -> dict[str, Any]:
    """The manifest, after every checksum was recomputed, told one by one; raises DamagedArchive."""
    try:
        with tarfile.open(path) as archive:
            manifest = _manifest(archive)
            found = {member.name: member for member in archive if member.name != MANIFEST}
            if missing := sorted(set(manifest["files"]) ^ set(found)):
                raise DamagedArchive(f"{path}: {', '.join(missing[:5])} missing or not listed")
            listed = manifest["files"].items()
            for number, (name, expected) in enumerate(listed, start=1):
                content = archive.extractfile(found[name])
                if content is None or hashlib.file_digest(content, "sha256").hexdigest() != expected:  # type: ignore[arg-type]
                    raise DamagedArchive(f"{path}: {name} is damaged; use another backup")
                told(number, len(listed))
    except (tarfile.TarError, OSError, EOFError) as error:
        raise DamagedArchive(f"{path} is not a readable backup ({error}); use another one") from error
    return manifest


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    try:
        content = archive.extractfile(MANIFEST)
        manifest: dict[str, Any] = json.loads(content.read()) if content else {}
    except (KeyError, ValueError, RecursionError) as error:
        raise DamagedArchive(f"{archive.name!s} has no readable {MANIFEST}; it is no backup of Mentorlift") from error
    if not isinstance(manifest, dict) or any(not isinstance(manifest.get(key), kind) for key, kind in _PARTS.items()):
        raise DamagedArchive(f"{archive.name!s} has no list of files; it is no backup of Mentorlift")
    if len(DATABASES & manifest["files"].keys()) != 1:
        raise DamagedArchive(f"{archive.name!s} has no database in it; use another backup")
    return manifest
