"""Put a letter together from its wording and what is known of its reader."""

from collections.abc import Mapping

from django.utils.translation import get_language

from mentorlift.programmes.letters.kinds import kind_of
from mentorlift.programmes.models import LetterWording, Programme
from mentorlift.programmes.rules.wording import filled


def compose(programme: Programme, key: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body of the letter `key`, in the language and words in force (see role_words.in_words_of).

    `values`: what stands for each placeholder of the kind. KeyError when a text uses one without a value.
    """
    subject, body = texts_of(key, wording_of(programme, key))
    return filled(subject, values), filled(body, values)


def texts_of(key: str, wording: LetterWording | None) -> tuple[str, str]:
    """The texts with their placeholders: as worded in the programme, else as the kind brings them."""
    if wording is not None and not wording.is_original:
        return wording.subject, wording.body
    kind = kind_of(key)
    return str(kind.subject), str(kind.body)


def wording_of(programme: Programme, key: str) -> LetterWording | None:
    """The latest version in the language in force; None while nobody has worded this letter in it."""
    worded = LetterWording.objects.filter(programme=programme, kind=key, language=get_language() or "")
    return worded.order_by("-version").first()
