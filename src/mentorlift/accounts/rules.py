"""Role words an organisation may rename, and how a text is said in its words. Pure."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from mentorlift.accounts import german
from mentorlift.accounts.words import KEPT, Forms

__all__ = ["LENGTH", "SOURCE", "WORDS", "Forms", "faults", "genders", "renamer"]

LENGTH = 40

# The words of the texts themselves, by language. A new translation brings its own line.
SOURCE: dict[str, dict[str, Forms]] = {
    "en": {
        "protege": Forms("protégé", "protégés"),
        "mentor": Forms("mentor", "mentors"),
        "sales_manager": Forms("sales manager", "sales managers"),
        "programme_manager": Forms("programme manager", "programme managers"),
        "programme": Forms("programme", "programmes"),
    },
    "de": german.source(),
}
WORDS = tuple(SOURCE["en"])

# Letters of any script, with single blanks, hyphens, apostrophes or the marks of "Mentor:in" and "Mentor*in" between:
# nothing a text could be broken with.
_SAYABLE = re.compile(r"[^\W\d_]+(?:[ '’:*-][^\W\d_]+)*")
_AN = re.compile(r"hour|heir|hono|honest|(?!uni|us[ue]|eu|one\b)[aeiou]", re.IGNORECASE)
_SPELT_AN = re.compile(r"[AEFHILMNORSX][A-Z]")  # "an HR partner"


def faults(words: Mapping[str, Forms], *, language: str) -> list[str]:
    """Codes of what is wrong with the words somebody wants, as "word:code"; empty when all can be used.

    Codes: "half" (one form without the other), "letters", "long", "gender" (not one the texts can be said with),
    "taken" (two words would be called alike).
    """
    found = []
    for word, forms in words.items():
        if not (forms.singular and forms.plural):
            found.append(f"{word}:half")
        elif not all(_SAYABLE.fullmatch(form) for form in (forms.singular, forms.plural)):
            found.append(f"{word}:letters")
        elif max(len(forms.singular), len(forms.plural)) > LENGTH:
            found.append(f"{word}:long")
        elif (allowed := genders(word, language=language)) and forms.gender not in allowed:
            found.append(f"{word}:gender")
    said = {word: forms.singular.casefold() for word, forms in {**SOURCE[language], **words}.items()}
    found += [f"{word}:taken" for word in words if list(said.values()).count(said[word]) > 1]
    return found


def genders(word: str, *, language: str) -> tuple[str, ...]:
    """The genders a new word may have, the most usual first; none where the language asks for none."""
    return german.GENDERS_OF[word] if language == "de" else ()


def renamer(words: Mapping[str, Forms], *, language: str) -> Callable[[str], str]:
    """A function that says a text in these words: capitals and, in English, a or an follow the new word.

    Only whole words are replaced ("mentored" and "mentoring" stay), and nothing that stands in a placeholder.
    """
    if language == "de":
        return german.renamer(words, SOURCE["de"])
    said = {}
    for word, forms in words.items():
        source = SOURCE[language][word]
        said[source.singular] = forms.singular
        said[source.plural] = forms.plural
    either = "|".join(re.escape(form) for form in sorted(said, key=len, reverse=True))
    article = r"(?P<article>\ban?)(?P<gap>\s+)" if language == "en" else r"(?P<article>(?!))(?P<gap>)"
    pattern = re.compile(rf"(?P<kept>{KEPT})|(?:{article})?(?<![\w./])(?P<word>{either})(?!\w|[./]\w)", re.IGNORECASE)

    def replaced(found: re.Match[str]) -> str:
        if found["kept"]:
            return found["kept"]
        word = _in_case_of(found["word"], said[found["word"].lower()])
        if not found["article"]:
            return word
        return _in_case_of(found["article"], _article(word)) + found["gap"] + word

    @lru_cache(maxsize=4096)
    def rename(text: str) -> str:
        return pattern.sub(replaced, text)

    return rename


def _article(word: str) -> str:
    return "an" if _AN.match(word) or _SPELT_AN.match(word) else "a"


def _in_case_of(source: str, word: str) -> str:
    return word[0].upper() + word[1:] if source[0].isupper() else word
