"""The organisation's words in every text that gettext returns, in every process, without a restart.

The texts are renamed before people's names and figures are put into them, so those are never changed. A process
keeps the words in memory and reads the table (five rows at most a language) again when a request or a job comes and
the last reading is older than WORDS_SECONDS; nothing else is asked of the database. Without a renamed word every
text is returned as it is.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation.trans_real import CONTEXT_SEPARATOR, translation

from mentorlift.accounts import rules
from mentorlift.accounts.models import RenamedWord

log = structlog.get_logger(__name__)
_renamers: dict[str, Callable[[str], str]] = {}
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
        words[row.language][row.word] = rules.Forms(row.singular, row.plural)
    use(words)


def use(words: Mapping[str, Mapping[str, rules.Forms]]) -> None:
    """Use these words, by language, from now on in this process."""
    global _renamers  # noqa: PLW0603 - swapped whole, so that no thread sees half of it
    _renamers = {code: rules.renamer(chosen, language=code) for code, chosen in words.items() if chosen}


def _renamed(code: str, original: Callable[..., str]) -> Callable[..., str]:
    def text(*message: Any) -> str:
        found = original(*message)
        rename = _renamers.get(code)
        # an untranslated text still carries its context, which the caller would take for "nothing found"
        return rename(found.rpartition(CONTEXT_SEPARATOR)[2]) if rename else found

    return text
