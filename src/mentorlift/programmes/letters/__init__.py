"""What people read in their mail: the kinds of letter, and how one is put together."""

from mentorlift.programmes.letters.composing import compose
from mentorlift.programmes.letters.kinds import LetterKind, kinds, register_kind

__all__ = ["LetterKind", "compose", "kinds", "register_kind"]
