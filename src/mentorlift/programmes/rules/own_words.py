"""Lists in somebody's own words, and one spelling for the same word."""

import re
from collections import Counter
from collections.abc import Iterable


def entries(text: str) -> list[str]:
    """What is separated by commas, semicolons, bars or lines, each once."""
    return list(dict.fromkeys(part.strip() for part in re.split(r"[,;|\n]", text) if part.strip()))


def one_spelling(lists: Iterable[Iterable[str]]) -> dict[str, str]:
    """Word without regard to case -> the spelling that came first."""
    known: dict[str, str] = {}
    for words in lists:
        for word in words:
            known.setdefault(word.casefold(), word)
    return known


def most_said(texts: Iterable[str], *, most: int = 12) -> list[str]:
    """The entries that occur most often, whatever their case; those said equally often by the alphabet."""
    lists = [entries(text) for text in texts]
    spelling = one_spelling(lists)
    counts = Counter(word.casefold() for words in lists for word in words)
    return [spelling[key] for key, _n in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most]]
