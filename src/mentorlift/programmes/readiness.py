"""Ready to start? What has to be in order before people are invited and drawn. Upper rooms add their own conditions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentorlift.programmes.models import Programme
from mentorlift.programmes.timeline import Text


class Act(StrEnum):
    """What a condition can hold up."""

    INVITE = "invite"  # writing to anybody: mentors, wishes
    DRAW = "draw"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a condition stands: `line` says what is there or missing; `owner`: whose turn; `url`: where it is done."""

    done: bool
    line: Text
    url: str = ""
    owner: Text = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the list. `holds_up`: the acts refused while it is not done; empty for good advice.

    `describe(programme, now)` returns None where the condition does not apply; a few queries, never one a person.
    """

    key: str
    position: int
    title: Text
    holds_up: frozenset[Act]
    describe: Callable[[Programme, datetime], Standing | None]


_conditions: dict[str, Condition] = {}


def register_condition(condition: Condition) -> None:
    """Add a condition, or replace the one of the same key; called in an AppConfig.ready."""
    _conditions[condition.key] = condition


def standing_of(programme: Programme, *, now: datetime) -> list[tuple[Condition, Standing]]:
    """Every condition that applies, in order, with how it stands."""
    ordered = sorted(_conditions.values(), key=lambda one: (one.position, one.key))
    return [(one, found) for one in ordered if (found := one.describe(programme, now)) is not None]


def missing_for(act: Act, programme: Programme, *, now: datetime) -> list[tuple[Condition, Standing]]:
    """What is not in order and holds up `act`; empty when it may be done."""
    found = standing_of(programme, now=now)
    return [(one, state) for one, state in found if act in one.holds_up and not state.done]
