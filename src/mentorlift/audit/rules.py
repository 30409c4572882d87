"""How a record is hashed and what may stand in it. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

START = "0" * 64  # what the first record names as its predecessor

# An id, a digest, a date or a code: no blank and no at-sign, so that neither a name nor an address slips in.
_TOKEN = re.compile(r"[A-Za-z0-9_.:+/=#-]{0,200}")

Scalar = str | int | bool | None
Value = Scalar | list[Scalar]


class NotAnIdentifier(ValueError):
    """A text that is neither id nor digest was handed to the audit record."""


def checked(values: Mapping[str, object]) -> dict[str, Value]:
    """Return `values` with UUIDs and dates as text; raise NotAnIdentifier for anything that could be prose."""
    return {_key(key): _value(key, value) for key, value in values.items()}


def checked_token(what: str, value: str) -> str:
    """Return `value` when it is an id or code; raise NotAnIdentifier otherwise."""
    if not _TOKEN.fullmatch(value):
        raise NotAnIdentifier(f"{what}: {value!r} is not an id or digest; the audit record keeps no names or texts")
    return value


def digest(record: Mapping[str, object], *, previous_hash: str) -> str:
    """SHA-256 in hex of the record's canonical JSON chained to `previous_hash`."""
    text = json.dumps({**record, "previous": previous_hash}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content(
    *,
    sequence: int,
    at: datetime,
    actor_id: str,
    action: str,
    subject: str,
    ids: Mapping[str, Value],
    digests: Mapping[str, Value],
) -> dict[str, object]:
    """The hashed part of a record; `at` in UTC with microseconds, so that both databases give the same text."""
    return {
        "sequence": sequence,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": actor_id,
        "action": action,
        "subject": subject,
        "ids": dict(ids),
        "digests": dict(digests),
    }


def _key(key: object) -> str:
    return checked_token("name of a value", str(key))


def _value(key: object, value: object) -> Value:
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(map(str, value)) if isinstance(value, set | frozenset) else value
        return [_scalar(key, item) for item in items]
    return _scalar(key, value)


def _scalar(key: object, value: object) -> Scalar:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        raise NotAnIdentifier(f"{key}: {value!r} is a measured number; the audit record keeps ids and digests")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return checked_token(str(key), str(value))
