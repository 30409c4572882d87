"""What people read in their mail: the kinds of letter, and how one is put together."""

from mentorlift.programmes.letters.composing import compose
from mentorlift.programmes.letters.kinds import LetterKind, To, kind_of, kinds, register_kind
from mentorlift.programmes.letters.readers import Addressee, Reader, addressees_of, in_words_of, readers_of
from mentorlift.programmes.letters.sending import letter, put, write

__all__ = [
    "Addressee",
    "LetterKind",
    "Reader",
    "To",
    "addressees_of",
    "compose",
    "in_words_of",
    "kind_of",
    "kinds",
    "letter",
    "put",
    "readers_of",
    "register_kind",
    "write",
]
