"""All that is held on a person as one file: for reading, and for machines. Pure of the database."""

import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from django.template.loader import render_to_string

from mentorlift.keeping.own import Part, Worded


def as_json(parts: Sequence[Part], *, at: datetime) -> str:
    """Tables by name, each a list of rows with named values."""
    tables = {
        part.key: {
            "title": str(part.title),
            "note": str(part.note),
            "rows": [
                dict(zip((key for key, _words in part.columns), map(_plain, row), strict=True)) for row in part.rows
            ],
        }
        for part in parts
    }
    return json.dumps({"gathered_at": at.isoformat(), "tables": tables}, ensure_ascii=False, indent=2)


def as_zip(parts: Sequence[Part], *, at: datetime) -> bytes:
    """`data.json` and `data.html`."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", as_json(parts, at=at))
        archive.writestr("data.html", render_to_string("keeping/data.html", {"parts": parts, "at": at}))
    return kept.getvalue()


def _plain(value: object) -> object:
    if isinstance(value, Worded):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
