"""Seal the texts of a sheet with a key that never lies in the database.

Each pair has its own key, derived (HKDF-SHA256) from the keys of the installation, so a sealed text moved to another
pair cannot be opened there; the sealed text names its meeting and author, so it cannot be moved within a pair either.
Several keys, separated by commas, are accepted for reading; the first one seals. See docs/rules/confidence.md.
"""

import base64
import json
from collections.abc import Mapping
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

PURPOSE = b"mentorlift sheet 1 "


class UnableToRead(Exception):
    """A sealed text cannot be opened: the key is not the one it was sealed with, or the row was tampered with."""


def seal(texts: Mapping[str, str], *, pair_id: UUID, session_id: UUID, author_id: UUID) -> bytes:
    """Encrypt question -> text for one author's sheet of one meeting."""
    content = {"session": str(session_id), "author": str(author_id), "texts": dict(texts)}
    return keys_of(PURPOSE, pair_id).encrypt(json.dumps(content, ensure_ascii=False).encode())


def unseal(sealed: bytes | memoryview, *, pair_id: UUID, session_id: UUID, author_id: UUID) -> dict[str, str]:
    """The texts again. Raises UnableToRead for a wrong key, and for a text sealed for another sheet."""
    try:
        content = json.loads(keys_of(PURPOSE, pair_id).decrypt(bytes(sealed)))
    except InvalidToken:
        raise UnableToRead(_("This sheet cannot be opened with the key of this installation.")) from None
    if (content["session"], content["author"]) != (str(session_id), str(author_id)):
        raise UnableToRead(_("This text was written for another sheet."))
    return dict(content["texts"])


def reseal(sealed: bytes | memoryview, *, pair_id: UUID) -> bytes:
    """The same text under the first key, for a change of keys. Raises UnableToRead."""
    try:
        return keys_of(PURPOSE, pair_id).rotate(bytes(sealed))
    except InvalidToken:
        raise UnableToRead(_("This sheet cannot be opened with any of the keys given.")) from None


def keys_of(purpose: bytes, scope_id: UUID) -> MultiFernet:
    """The keys of one pair, or of another thing that is sealed: derived for this purpose and this id alone."""
    masters = [key.strip() for key in settings.SHEET_KEY.split(",") if key.strip()]
    return MultiFernet([Fernet(_derived(master, purpose + scope_id.bytes)) for master in masters])


def _derived(master: str, info: bytes) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
    return base64.urlsafe_b64encode(derive.derive(master.encode()))
