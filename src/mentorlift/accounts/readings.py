"""Who can read what: a register from which the page, the data sheet and a contract test are made.

Each room registers its things with a rule that calls the policy functions its queries use. The columns are the people a
thing is between, and every granted role: a new role is a column without another line here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.models import Role

Text = str | Promise


class Seen(StrEnum):
    """How much of a thing somebody gets."""

    ALL = "all"
    FACT = "fact"  # that it is there, or when; not what it says
    COUNTS = "counts"  # numbers of groups of five or more
    NONE = "none"


WORDS: dict[Seen, Text] = {
    Seen.ALL: _("reads it"),
    Seen.FACT: _("sees that it is there"),
    Seen.COUNTS: _("counts of groups"),
    Seen.NONE: _("nothing"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A thing between people: who wrote it or whom it is about, for whom it is, who leads the writer's team, and the
    trusted contact it may have been written to."""

    writer: UUID
    other: UUID
    leader: UUID
    trusted: UUID


CASE = Case(writer=UUID(int=1), other=UUID(int=2), leader=UUID(int=3), trusted=UUID(int=4))


@dataclass(frozen=True, slots=True)
class Reader:
    """One column: a person of the case, or somebody with one granted role and nothing to do with it."""

    key: str
    words: Text
    actor: Actor


@dataclass(frozen=True, slots=True)
class Reading:
    """One kind of thing. `note`: on which condition, for whoever reads it. `rule` asks the policies of its room."""

    key: str
    position: int
    title: Text
    note: Text
    rule: Callable[[Actor, Case], Seen]


_readings: dict[str, Reading] = {}


def register_reading(reading: Reading) -> None:
    """Add a kind of thing, or replace the one of the same key; called in an AppConfig.ready."""
    _readings[reading.key] = reading


def readings() -> list[Reading]:
    """All kinds of things, in order."""
    return sorted(_readings.values(), key=lambda one: (one.position, one.key))


def readers() -> list[Reader]:
    """The columns: the people of the case, then every granted role there is."""
    people = (
        ("writer", _("who wrote it, or whom it is about"), CASE.writer),
        ("other", _("the other one of the two"), CASE.other),
        ("sales_manager", _("sales manager of the writer"), CASE.leader),
        ("trusted_contact", _("trusted contact"), CASE.trusted),
    )
    involved = [Reader(key, words, Actor(user_id=key, person_id=person)) for key, words, person in people]
    return involved + [Reader(role, role.label, Actor(user_id=role, roles=frozenset({role}))) for role in Role]


def seen_by(reading: Reading, reader: Reader) -> Seen:
    """What the rules in force give this reader of this thing."""
    return reading.rule(reader.actor, CASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing with what every reader gets of it, for a page."""

    reading: Reading
    cells: list[tuple[Reader, Seen, Text]]

    @property
    def in_full(self) -> list[Text]:
        """Who reads it, in words."""
        return [reader.words for reader, seen, _words in self.cells if seen == Seen.ALL]


def table() -> list[Row]:
    """Every thing by every reader, worked out now from the rules."""
    columns = readers()
    found = []
    for reading in readings():
        seen = [(reader, seen_by(reading, reader)) for reader in columns]
        found.append(Row(reading, [(reader, what, WORDS[what]) for reader, what in seen]))
    return found
