"""A SQLite file that has had every migration: made once, copied wherever a test begins with one.

The first who asks makes it, the others wait. A start still runs `migrate`, which then finds nothing to do. Any change
to a Python file of the product, or to what it stands on, makes a new one.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
MADE = ROOT / "build" / "migrated"
FILE = "mentorlift.sqlite3"  # as the settings call it


def copied_to(path: Path) -> Path:
    """The migrated SQLite file once more, at this path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with alone(MADE):
        made = MADE / f"{_key()}.sqlite3"
        if not made.exists():
            _make_file(made)
        shutil.copyfile(made, path)
    return path


def _make_file(path: Path) -> None:
    for old in MADE.glob("*.sqlite3"):
        old.unlink()
    with TemporaryDirectory(dir=MADE) as folder:
        environment = os.environ | {
            "MENTORLIFT_DATA": folder,
            "DATABASE_URL": f"sqlite:///{folder}/{FILE}",
            "DJANGO_SETTINGS_MODULE": "mentorlift.config.settings",
        }
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)
        assert not (Path(folder) / f"{FILE}-wal").exists(), "the last connection leaves everything in the one file"
        (Path(folder) / FILE).replace(path)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """No other process is in here with the same folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def _key() -> str:
    product = ROOT / "src" / "mentorlift"
    files = [path for path in product.rglob("*.py") if "tests" not in path.parts]
    digest = sha256()
    for path in sorted([*files, ROOT / "requirements" / "run.txt"]):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
