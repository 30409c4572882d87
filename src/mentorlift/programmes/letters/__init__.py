"""What people read in their mail: the kinds of letter, and how one is put together."""

from mentorlift.programmes.letters.composing import compose
from mentorlift.programmes.letters.kinds import LetterKind, To, kind_of, kinds, register_kind
from mentorlift.programmes.letters.readers import Reader, in_words_of, readers_of
from mentorlift.programmes.letters.sending import letter, write

__all__ = [
    "LetterKind",
    "Reader",
    "To",
    "compose",
    "in_words_of",
    "kind_of",
    "kinds",
    "letter",
    "readers_of",
    "register_kind",
    "write",
]
