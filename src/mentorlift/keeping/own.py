"""What is held on one person. Each room registers how it gathers its share; one file holds all of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mentorlift.keeping.kinds import Text


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom it is gathered for: the person of the directory (None for an outsider) and the account."""

    person_id: UUID | None
    user_id: str
    email: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A value that the file for machines has as it is held, and a page as one reads it."""

    value: object
    words: Text


@dataclass(frozen=True, slots=True)
class Part:
    """One table of what is held. `key` names it in the file for machines; every row has a value for each of `columns`.

    A column is (key, words). `note` says what is not in it, and why.
    """

    key: str
    title: Text
    columns: Sequence[tuple[str, Text]]
    rows: Sequence[Sequence[object]]
    note: Text = ""

    @property
    def filled(self) -> list[int]:
        """The columns in which any row has something: a page leaves the others out."""
        return [at for at in range(len(self.columns)) if any(row[at] not in (None, "") for row in self.rows)]

    @property
    def headings(self) -> list[Text]:
        """The words of the columns that a page shows."""
        return [self.columns[at][1] for at in self.filled]

    @property
    def cells(self) -> list[list[tuple[Text, object]]]:
        """Row by row, each value that a page shows with the words of its column."""
        filled = self.filled
        return [[(self.columns[at][1], row[at]) for at in filled] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Gatherer:
    """How one room finds its share: own facts and texts, and others' texts only where they are open to this person."""

    key: str
    position: int
    gather: Callable[[Whose, datetime], list[Part]]


_gatherers: dict[str, Gatherer] = {}


def register_gatherer(gatherer: Gatherer) -> None:
    """Add a gatherer, or replace the one of the same key; called in an AppConfig.ready."""
    _gatherers[gatherer.key] = gatherer


def held_on(whose: Whose, *, now: datetime) -> list[Part]:
    """Everything, room by room; tables without a row are left out."""
    ordered = sorted(_gatherers.values(), key=lambda one: (one.position, one.key))
    return [part for one in ordered for part in one.gather(whose, now) if part.rows]
