"""Which papers can be kept with an approval: told by their first bytes, never by their name. Pure."""

from pathlib import PurePosixPath

MOST_BYTES = 5 * 1024 * 1024
KINDS = {b"%PDF-": ("application/pdf", ".pdf"), b"\x89PNG\r\n\x1a\n": ("image/png", ".png")}
KINDS |= {b"\xff\xd8\xff": ("image/jpeg", ".jpg")}


def kind_of(content: bytes) -> str | None:
    """The content type, None for anything but PDF, PNG and JPEG."""
    return next((kind for start, (kind, _ending) in KINDS.items() if content.startswith(start)), None)


def safe_name(name: str, kind: str) -> str:
    """The last part of a file's name with plain characters, and the ending that its content has."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    plain = "".join(letter if letter.isalnum() or letter in " -_." else "_" for letter in stem).strip(" .")
    ending = next(ending for known, ending in KINDS.values() if known == kind)
    return f"{plain[:80] or 'document'}{ending}"
