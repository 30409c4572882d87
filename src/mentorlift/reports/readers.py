"""Who reads what, as it is put to those who approve: the table of accounts.readings, and no list of its own."""

from collections.abc import Iterable
from functools import lru_cache

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.readings import WORDS, Reader, Reading, Row, Seen, readings, table
from mentorlift.programmes.models import Programme
from mentorlift.programmes.scope import Content, Part, register_part
from mentorlift.programmes.timeline import Text


def register() -> None:
    """Called in ReportsConfig.ready."""
    register_part(Part("readers", 50, _("Who reads what"), _readers))


def _readers(_programme: Programme, _found: None) -> Content:
    """The same for every programme, worked out once for the rules in force; said in words where somebody reads it."""
    rows = _rows(tuple(readings()))
    return Content([_code(row) for row in rows], [_said(row) for row in rows])


@lru_cache(maxsize=1)
def _rows(_in_force: tuple[Reading, ...]) -> list[Row]:
    return table()


def _code(row: Row) -> str:
    """The same in every language; another reader, or one who reads more or less, is another code."""
    got = " ".join(f"{reader.key}={seen}" for reader, seen, _words in row.cells if seen != Seen.NONE)
    return f"{row.reading.key}: {got}"


def _line(row: Row) -> Text:
    parts = [
        f"{WORDS[seen]}: {_names(reader for reader, got, _words in row.cells if got == seen)}"
        for seen in Seen
        if seen != Seen.NONE and any(got == seen for _reader, got, _words in row.cells)
    ]
    return f"{row.reading.title} – {'; '.join(parts)}"


_said = lazy(_line, str)


def _names(readers: Iterable[Reader]) -> str:
    return " / ".join(str(reader.words) for reader in readers)
