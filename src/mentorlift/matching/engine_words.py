"""Why the engine worked no pairs out: its own sentences, so that each reader has them in their language.

The engine speaks English and knows no page. Each part of its sentences, what is wrong and what to do, stands here once,
its values as places; a test finds one that is missing.
"""

import re
from functools import lru_cache

from django.utils.translation import gettext_noop as _

from mentorlift.files.said import Grouped, Said

SENTENCES = (
    _("the pairs kept together do not fit into circles of this size"),
    _("take one off, or change the circle"),
    _("the chances of random pairs in so large a pool are not known"),
    _("use near-optimal"),
    _("the weights lie too far apart for exact sums"),
    _("bring them nearer to each other"),
    _("%(what)s is worked out for up to %(most)s possible pairs, and these are %(n)s"),
    _("choose optimal, or match in parts"),
    _("choose coverage-then-score, or match in parts"),
    _("circles are worked out for up to %(most)s possible pairs, and these are %(n)s"),
    _("match in parts"),
    _("peer pairs are worked out for up to %(most)s people, and these are %(n)s"),
    _("rotate in groups, such as sites"),
    _("no pair above %(cap)s and the expected score cannot both be kept"),
    _("with no pair above %(cap)s fewer would have a mentor than could"),
    _("with no pair above %(cap)s the expected score is at most %(share)s %% of the best"),
    _("raise the cap or the tolerance"),
    _("raise the cap, or drop a rule"),
    _("no circles were found around the pins"),
    _("the pins cannot be kept under the rules of a circle"),
    _("drop a pin, or change [circle]"),
)
_PLACE = re.compile(r"%\((\w+)\)s")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")


def what_and_remedy(error: Exception) -> tuple[str, str]:
    """The two parts of a sentence of the engine, Said where they stand here and else its English; no remedy is ""."""
    what, _separator, remedy = str(error).partition("; ")
    return _understood(what), _understood(remedy)


def _understood(text: str) -> str:
    for pattern, sentence in _patterns():
        if found := pattern.fullmatch(text):
            return Said(sentence, {name: _value(value) for name, value in found.groupdict().items()})
    return text


def _value(text: str) -> str | int:
    return Grouped(text.replace(",", "")) if _GROUPED.fullmatch(text) else text


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(_pattern(sentence)), sentence) for sentence in SENTENCES]


def _pattern(sentence: str) -> str:
    """A regular expression for the sentence, whatever stands in its places."""
    parts = _PLACE.split(sentence)  # text, name, text, name, ..., text
    return "".join(
        f"(?P<{part}>.+?)" if at % 2 else re.escape(part.replace("%%", "%")) for at, part in enumerate(parts)
    )
