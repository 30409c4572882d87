"""Where files of figures lie: on their way in, and stored."""

from pathlib import Path

from django.conf import settings

from mentorlift.outcomes.models import Delivery, OutcomeImport


def upload_path(upload: OutcomeImport) -> Path:
    """The file as it was handed over, until it is taken over or refused."""
    return Path(settings.MEDIA_ROOT) / "outcomes" / f"{upload.id}{Path(upload.file_name).suffix.lower()}"


def stored_path(upload: OutcomeImport) -> Path:
    """The stored file of an import that was taken over."""
    return Path(settings.DATA_DIR) / "outcomes" / f"{upload.id}.parquet"


def spill_folder() -> Path:
    """Where an import of more rows than its memory holds keeps them meanwhile; empty between imports."""
    return Path(settings.DATA_DIR) / "spill"


def inbox() -> Path:
    """Where an administrator puts files too large for a browser."""
    return Path(settings.DATA_DIR) / "inbox"


def inbox_files() -> list[str]:
    """Names of the tables in the inbox, in order."""
    if not inbox().is_dir():
        return []
    return sorted(path.name for path in inbox().iterdir() if path.suffix.lower() in ENDINGS and path.is_file())


def delivery_folder(delivery: Delivery) -> Path:
    """Where another system leaves its files, by copying or through the address of the delivery."""
    return Path(settings.DATA_DIR) / "deliveries" / str(delivery.id)


def delivered(delivery: Delivery) -> list[Path]:
    """Tables that lie in the folder of a delivery, the oldest first; what is still being received is hidden."""
    folder = delivery_folder(delivery)
    if not folder.is_dir():
        return []
    found = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")]
    return sorted(found, key=lambda path: (path.stat().st_mtime, path.name))


ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
