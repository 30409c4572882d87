"""Where a file of people waits between its upload and its end."""

from pathlib import Path

from django.conf import settings

from mentorlift.people.models import PeopleImport


def path_of(upload: PeopleImport) -> Path:
    """Where the uploaded file lies while its import is open."""
    return Path(settings.MEDIA_ROOT) / "people" / f"{upload.id}{Path(upload.file_name).suffix.lower()}"
