"""Seal what is written in confidence: a key of its own for each matter, derived as those of the sheets are."""

import json
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.utils.translation import gettext as _

from mentorlift.mentorships.sealing import UnableToRead, keys_of

PURPOSE = b"mentorlift trust 1 "


def seal(text: str, *, matter_id: UUID, author_id: UUID) -> bytes:
    """Encrypt one message; the sealed text names its matter and author."""
    content = {"matter": str(matter_id), "author": str(author_id), "text": text}
    return keys_of(PURPOSE, matter_id).encrypt(json.dumps(content, ensure_ascii=False).encode())


def unseal(sealed: bytes | memoryview, *, matter_id: UUID, author_id: UUID) -> str:
    """The message again. Raises UnableToRead for a wrong key, and for a text sealed for another matter or author."""
    try:
        content = json.loads(keys_of(PURPOSE, matter_id).decrypt(bytes(sealed)))
    except InvalidToken:
        raise UnableToRead(_("This message cannot be opened with the key of this installation.")) from None
    if (content["matter"], content["author"]) != (str(matter_id), str(author_id)):
        raise UnableToRead(_("This text was written elsewhere."))
    return str(content["text"])


def reseal(sealed: bytes | memoryview, *, matter_id: UUID) -> bytes:
    """The same message under the first key, for a change of keys. Raises UnableToRead."""
    try:
        return keys_of(PURPOSE, matter_id).rotate(bytes(sealed))
    except InvalidToken:
        raise UnableToRead(_("This message cannot be opened with any of the keys given.")) from None
