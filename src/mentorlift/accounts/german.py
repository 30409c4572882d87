"""How a German text is said with other role words: article, adjective and ending follow the new gender. Pure.

The texts of the catalogue say "Mentor" and "Mentee", which are masculine because only there every article tells its
case (der, den, dem, des); "Programm" and the two "...leitung" are not, so those keep to the genders in GENDERS_OF.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from mentorlift.accounts.words import KEPT, Forms

MASCULINE, FEMININE, NEUTER, BOTH = "m", "f", "n", "mf"
ARTICLES = {MASCULINE: "der", FEMININE: "die", NEUTER: "das", BOTH: "der:die"}
GENDERS_OF = {
    "protege": (MASCULINE, FEMININE, NEUTER, BOTH),
    "mentor": (MASCULINE, FEMININE, NEUTER, BOTH),
    "sales_manager": (FEMININE,),
    "programme_manager": (FEMININE,),
    "programme": (NEUTER, FEMININE),
}
NOMINATIVE, ACCUSATIVE, DATIVE, GENITIVE = range(4)

# Endings by gender and case of: der, dies-er, ein, and of an adjective after each of the last two kinds.
_DER = {
    MASCULINE: ("der", "den", "dem", "des"),
    FEMININE: ("die", "die", "der", "der"),
    NEUTER: ("das", "das", "dem", "des"),
    BOTH: ("der:die", "den:die", "dem:der", "des:der"),
}
_DIESER = {
    MASCULINE: ("er", "en", "em", "es"),
    FEMININE: ("e", "e", "er", "er"),
    NEUTER: ("es", "es", "em", "es"),
    BOTH: ("e:r", "e:n", "em:er", "es:er"),
}
_EIN = {
    MASCULINE: ("", "en", "em", "es"),
    FEMININE: ("e", "e", "er", "er"),
    NEUTER: ("", "", "em", "es"),
    BOTH: (":e", "e:n", "em:er", "es:er"),
}
_WEAK = {
    MASCULINE: ("e", "en", "en", "en"),
    FEMININE: ("e", "e", "en", "en"),
    NEUTER: ("e", "e", "en", "en"),
    BOTH: ("e", "e:n", "en", "en"),
}
_STRONG = {MASCULINE: ("er", "en"), FEMININE: ("e", "e"), NEUTER: ("es", "es"), BOTH: ("e:r", "e:n")}
_MERGED = {
    "zum": (DATIVE, {FEMININE: "zur", BOTH: "zum:zur"}),
    "vom": (DATIVE, {FEMININE: "von der", BOTH: "von dem:der"}),
    "beim": (DATIVE, {FEMININE: "bei der", BOTH: "bei dem:der"}),
    "im": (DATIVE, {FEMININE: "in der", BOTH: "in dem:der"}),
    "am": (DATIVE, {FEMININE: "an der", BOTH: "an dem:der"}),
    "ins": (ACCUSATIVE, {FEMININE: "in die"}),
    "ans": (ACCUSATIVE, {FEMININE: "an die"}),
}
_OF_DIESER = ("dies", "jed", "jen", "welch")
_OF_EIN = ("ein", "kein", "mein", "sein", "ihr", "unser")
ADJECTIVES = ("neu", "ander", "gut", "früher", "nächst", "passend", "eigen", "weiter", "einzig", "letzt", "erst")
_WEAK_NOUN = re.compile(r"(?<!e)e$|(?:ent|ant|ist|at|ot|and)$")
# Before a plural: what asks for the dative ("mit Mentoren"), also with a number or another role word between.
_ASKS_DATIVE = re.compile(
    r"\b(?:mit|von|vom|zu|bei|nach|aus|seit|ab|unter|zwischen|den|vielen|wenigen|allen|"
    r"(?:dies|kein|mein|ihr|unser|ander|manch|solch|einig|mehrer|beid)en)"
    r"(?:\s+(?:\w+en|\d+|zwei|drei|vier|fünf|%\(\w+\)[ds]|\{\w+\}|\w+ (?:und|oder)))*\s+$",
    re.IGNORECASE,
)


def source() -> dict[str, Forms]:
    """The role words as the German texts say them."""
    return {
        "protege": Forms("Mentee", "Mentees", MASCULINE),
        "mentor": Forms("Mentor", "Mentoren", MASCULINE),
        "sales_manager": Forms("Vertriebsleitung", "Vertriebsleitungen", FEMININE),
        "programme_manager": Forms("Programmleitung", "Programmleitungen", FEMININE),
        "programme": Forms("Programm", "Programme", NEUTER),
    }


def genitive(word: Forms) -> str:
    """Of one: des Mentors, der Patin, des Neulings, des Paten."""
    if word.gender not in (MASCULINE, NEUTER):
        return word.singular
    if word.gender == MASCULINE and _WEAK_NOUN.search(word.singular):
        return oblique(word)
    return word.singular + ("es" if word.singular[-1] in "sßxz" else "s")


def oblique(word: Forms) -> str:
    """Accusative and dative of one: den Mentor, den Paten."""
    if word.gender == MASCULINE and _WEAK_NOUN.search(word.singular):
        return word.singular + ("n" if word.singular.endswith("e") else "en")
    return word.singular


def dative_plural(word: Forms) -> str:
    """Of several: den Mentoren, den Neulingen, den Buddys."""
    return word.plural if word.plural[-1] in "ns" or ":" in word.plural or "*" in word.plural else word.plural + "n"


def renamer(words: Mapping[str, Forms], known: Mapping[str, Forms]) -> Callable[[str], str]:
    """A function that says a German text in these words; `known` are the words the texts have."""
    said: dict[str, tuple[Forms, Forms]] = {}
    for word, forms in words.items():
        old = known[word]
        said |= dict.fromkeys((old.singular, genitive(old), old.plural, dative_plural(old)), (old, forms))
    pattern = _pattern(tuple(said))

    def replaced(found: re.Match[str]) -> str:
        if found["kept"]:
            return found["kept"]
        old, new = said[found["word"]]
        return _said(found, old, new)

    @lru_cache(maxsize=4096)
    def rename(text: str) -> str:
        return pattern.sub(replaced, text)

    return rename


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    before = [*_DER[MASCULINE], *_DER[FEMININE], *_DER[NEUTER], *_MERGED]
    before += [f"{stem}(?:e[rnms]|e)" for stem in _OF_DIESER] + [f"{stem}(?:e[rnms]|e)?" for stem in _OF_EIN]
    determiner = "|".join(sorted(set(before), key=len, reverse=True))
    adjective = "|".join(ADJECTIVES)
    return re.compile(
        rf"(?P<kept>{KEPT})"
        rf"|(?:\b(?P<determiner>(?i:{determiner}))(?P<gap>\s+))?(?:\b(?P<adjective>(?i:{adjective}))(?P<ending>e[rnms]?)"
        rf"(?P<space>\s+))?(?<![\w./])(?P<word>{either})(?!\w|[./]\w)"
    )


def _said(found: re.Match[str], old: Forms, new: Forms) -> str:
    determiner, adjective = found["determiner"] or "", found["adjective"] or ""
    case = _case(determiner, found["ending"] or "", old.gender)
    if found["word"] == genitive(old) not in (old.singular, old.plural):
        case = GENITIVE  # the noun says so where the article does not: dieses Programms
    if _is_plural(found["word"], old, case):
        dative = _ASKS_DATIVE.search(found.string[: found.start("word")])
        return found[0][: found.start("word") - found.start()] + _capital(dative_plural(new) if dative else new.plural)
    text = _determiner(determiner, case, new.gender) + (found["gap"] or "") if determiner else ""
    if adjective:
        text += adjective + _adjective_ending(determiner, found["ending"], case, new.gender) + found["space"]
    noun = (new.singular, oblique(new), oblique(new), genitive(new))[case]
    return text + _capital(noun)


def _is_plural(word: str, old: Forms, case: int) -> bool:
    """ "Mentees" is a plural and, after "des", a genitive."""
    return word in (old.plural, dative_plural(old)) and not (case == GENITIVE and word == genitive(old))


def _case(determiner: str, ending: str, gender: str) -> int:
    """What the article says of the case; without one the ending of an adjective, and else the nominative."""
    word = determiner.lower()
    if word in _MERGED:
        return _MERGED[word][0]
    if not word:
        return ACCUSATIVE if ending == "en" and gender == MASCULINE else DATIVE if ending == "em" else NOMINATIVE
    if word in _DER[gender]:
        return _DER[gender].index(word)
    stem, table = _stem(word)
    end = word[len(stem) :]
    return table[gender].index(end) if end in table[gender] else NOMINATIVE


def _stem(word: str) -> tuple[str, Mapping[str, tuple[str, ...]]]:
    for stems, table in ((_OF_EIN, _EIN), (_OF_DIESER, _DIESER)):
        for stem in stems:
            if word.startswith(stem):
                return stem, table
    return word, _EIN


def _determiner(determiner: str, case: int, gender: str) -> str:
    word = determiner.lower()
    if word in _MERGED:
        new = _MERGED[word][1].get(gender, word)
    elif word in _DER[MASCULINE] or word in ("die", "das"):
        new = _DER[gender][case]
    else:
        stem, table = _stem(word)
        ending = table[gender][case]
        again = _capital(stem) if determiner.startswith("Ihr") else stem
        new = stem + (ending.replace(":", f":{again}") if case >= DATIVE else ending)  # ein:e, but einem:einer
    return _capital(new) if determiner[0].isupper() else new


def _adjective_ending(determiner: str, ending: str, case: int, gender: str) -> str:
    if case in (DATIVE, GENITIVE):
        return ending
    bare = not determiner or (_stem(determiner.lower())[1] is _EIN and determiner.lower() in _OF_EIN)
    mixed = bool(determiner) and _stem(determiner.lower())[0] in _OF_EIN
    return (_STRONG if bare or mixed else _WEAK)[gender][case]


def _capital(word: str) -> str:
    return word[0].upper() + word[1:]
