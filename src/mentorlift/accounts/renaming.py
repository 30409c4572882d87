"""The organisation's words in every text that gettext returns, in every process, without a restart.

The texts are renamed before people's names and figures are put into them, so those are never changed. A process
keeps the words in memory and reads the table (five rows at most a language) again when a request or a job comes and
the last reading is older than WORDS_SECONDS; nothing else is asked of the database. Without a renamed word every
text is returned as it is.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from time import monotonic
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import get_language
from django.utils.translation.trans_real import CONTEXT_SEPARATOR, translation

from mentorlift.accounts import rules
from mentorlift.accounts.models import RenamedWord

_SAID = re.compile(r'(?<=>)[^<>]*\w[^<>]*(?=<)|(?<=aria-label=")[^"]*')
log = structlog.get_logger(__name__)
_words: dict[str, dict[str, rules.Forms]] = {}
_renamers: dict[str, Callable[[str], str]] = {}
_within: ContextVar[dict[str, Callable[[str], str]] | None] = ContextVar("words of one programme", default=None)
_read_at = -1e9  # on the clock that only runs forward: never


def install() -> None:
    """Put the renaming behind the translations of every language; once, when the process starts."""
    for code, _name in settings.LANGUAGES:
        texts = translation(code)
        vars(texts).update(gettext=_renamed(code, texts.gettext), ngettext=_renamed(code, texts.ngettext))


def refresh() -> None:
    """Read the words again if it was long ago. A database that does not answer leaves them as they were."""
    global _read_at  # noqa: PLW0603 - one reading a process
    if monotonic() - _read_at < settings.WORDS_SECONDS:
        return
    _read_at = monotonic()
    try:
        read()
    except DatabaseError as error:
        log.warning("words.kept", reason=str(error))


def read() -> None:
    """Use the words of the table from now on in this process."""
    words: dict[str, dict[str, rules.Forms]] = defaultdict(dict)
    for row in RenamedWord.objects.all():
        words[row.language][row.word] = row.forms
    use(words)


def use(words: Mapping[str, Mapping[str, rules.Forms]]) -> None:
    """Use these words, by language, from now on in this process."""
    global _renamers, _words  # noqa: PLW0603 - swapped whole, so that no thread sees half of it
    _words = {code: dict(chosen) for code, chosen in words.items() if chosen}
    _renamers = {code: rules.renamer(chosen, language=code) for code, chosen in _words.items()}


@contextmanager
def within(words: Mapping[str, Mapping[str, rules.Forms]]) -> Iterator[None]:
    """Say these words, by language, until the end of the block before the organisation's: those of one programme."""
    token = _within.set(_together(words) if words else None)
    try:
        yield
    finally:
        _within.reset(token)


@contextmanager
def as_written() -> Iterator[None]:
    """Texts as the catalogues have them until the end of the block: for what is kept, and renamed when it is read."""
    token = _within.set({})
    try:
        yield
    finally:
        _within.reset(token)


def in_present_words(markup: str) -> str:
    """What a kept picture says between its marks, and its label, in the words in force."""
    rename = _renamer_of(get_language() or "")
    return _SAID.sub(lambda found: rename(found[0]), markup) if rename else markup


def say(words: Mapping[str, Mapping[str, rules.Forms]]) -> None:
    """As `within`, for the rest of an outer block."""
    _within.set(_together(words) if words else None)


def _together(words: Mapping[str, Mapping[str, rules.Forms]]) -> dict[str, Callable[[str], str]]:
    both = {code: {**_words.get(code, {}), **words.get(code, {})} for code in rules.SOURCE}
    return {code: _renamer(code, tuple(chosen.items())) for code, chosen in both.items()}


@lru_cache(maxsize=64)
def _renamer(code: str, words: tuple[tuple[str, rules.Forms], ...]) -> Callable[[str], str]:
    return rules.renamer(dict(words), language=code)


def _renamer_of(code: str) -> Callable[[str], str] | None:
    inner = _within.get()
    return _renamers.get(code) if inner is None else inner.get(code)


def _renamed(code: str, original: Callable[..., str]) -> Callable[..., str]:
    def text(*message: Any) -> str:
        found = original(*message)
        rename = _renamer_of(code)
        # an untranslated text still carries its context, which the caller would take for "nothing found"
        return rename(found.rpartition(CONTEXT_SEPARATOR)[2]) if rename else found

    return text
