"""Put a letter together from its wording and what is known of its reader."""

import re
from collections.abc import Mapping

from mentorlift.programmes.letters.kinds import kind_of
from mentorlift.programmes.models import Programme

_PLACE = re.compile(r"\{(\w+)\}")


def compose(programme: Programme, key: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body of the letter `key`, in the language and words in force (see role_words.in_words_of).

    `values`: what stands for each placeholder of the kind. KeyError when a text uses one without a value.
    """
    kind = kind_of(key)
    return _filled(str(kind.subject), values), _filled(str(kind.body), values)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: values[found[1]], text)
