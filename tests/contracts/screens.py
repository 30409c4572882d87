"""What a person sees and hears of a page: its texts, and the texts of its marks that are read aloud."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

SPOKEN = ("aria-label", "aria-description", "title", "alt", "placeholder", "data-label")
SILENT = ("script", "style", "code", "pre", "kbd", "blockquote")
OWN_WORDS = ("textarea", "option")  # what people wrote, and choices that are data


class _Screen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT + OWN_WORDS:
            self._inside.append(tag)
        elif not self._inside:
            self.texts += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and data.strip():
            self.texts.append(" ".join(data.split()))


def texts(page: str) -> list[str]:
    """Each piece of text of an HTML page, in order, without codes and without what people wrote into fields."""
    screen = _Screen()
    screen.feed(page)
    return screen.texts


def words_in(pieces: list[str], words: str) -> Iterator[str]:
    """The pieces that hold one of the words, which are a pattern for whole words of any case."""
    pattern = re.compile(rf"(?<![\w/._-])(?:{words})(?![\w/_-])", re.IGNORECASE)
    yield from (piece for piece in pieces if pattern.search(piece))
