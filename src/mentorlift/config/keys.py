"""Keys that live in files beside the data, and the mail server's address as one line."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit


def key_from_file(path: Path) -> str:
    """The key in `path`; made on first use, readable by its owner alone. Two processes starting at once agree."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def smtp_settings(address: str) -> dict[str, object]:
    """Django's mail settings from `smtp://user:password@host:port` (`smtps://` for TLS from the start)."""
    parts = urlsplit(address)
    return {
        "EMAIL_BACKEND": "mentorlift.notifications.handing_over.Backend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_TIMEOUT": 60,  # seconds without a word from the server
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }
