"""Ready to start? What has to be in order before people are invited and drawn. Upper rooms add their own conditions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import Programme, Waiver
from mentorlift.programmes.once import once
from mentorlift.programmes.queries.people import actor_names
from mentorlift.programmes.timeline import Text


class Act(StrEnum):
    """What a condition can hold up."""

    INVITE = "invite"  # writing to anybody: mentors, wishes
    DRAW = "draw"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a condition stands: `line` is a sentence on what is there or missing; `owner`: whose turn; `url`: where it
    is done. `waived`: it is not done, and somebody signed why it need not be.

    Everybody who reads set-ups reads `line` and `owner`, the works council too: neither says of a named person what
    that person did or said. `by_name` does, for those who run the programme.
    """

    done: bool
    line: Text
    url: str = ""
    owner: Text = ""
    waived: bool = False
    by_name: Text = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the list. `holds_up`: the acts refused while it is not done; empty for good advice.

    `describe(programme, now)` returns None where the condition does not apply; a few queries, never one a person.
    `waiver`: what somebody who runs the programme may sign instead ("There are no closed dates"), with a reason that
    everybody who reads the list reads; empty where nothing can stand in for it.
    """

    key: str
    position: int
    title: Text
    holds_up: frozenset[Act]
    describe: Callable[[Programme, datetime], Standing | None]
    waiver: Text = ""


_conditions: dict[str, Condition] = {}


def register_condition(condition: Condition) -> None:
    """Add a condition, or replace the one of the same key; called in an AppConfig.ready."""
    _conditions[condition.key] = condition


def condition_of(key: str) -> Condition | None:
    return _conditions.get(key)


def standing_of(programme: Programme, *, now: datetime, act: Act | None = None) -> list[tuple[Condition, Standing]]:
    """Every condition that applies, in order, with how it stands; with `act`, only those that can hold it up."""
    waived = {row.condition: row for row in Waiver.objects.filter(programme=programme, withdrawn_at=None)}
    who = actor_names(row.by for row in waived.values()) if waived else {}
    asked = [one for one in _conditions.values() if act is None or act in one.holds_up]
    found = []
    for one in sorted(asked, key=lambda one: (one.position, one.key)):
        state = one.describe(programme, now)
        if state is not None and not state.done and one.waiver and one.key in waived:
            row = waived[one.key]
            state = replace(state, done=True, waived=True, line=_signed(one, row, who.get(row.by, "")))
        if state is not None:
            found.append((one, state))
    return found


def own_standing(programme: Programme, *, now: datetime) -> list[tuple[Condition, Standing]]:
    """`standing_of` for a page of several parts that ask for it, all at the same `now`."""
    return once(programme, now, "readiness", lambda: standing_of(programme, now=now))


def missing_for(act: Act, programme: Programme, *, now: datetime) -> list[tuple[Condition, Standing]]:
    """What is not in order and holds up `act`; empty when it may be done."""
    return [(one, state) for one, state in standing_of(programme, now=now, act=act) if not state.done]


def require(act: Act, programme: Programme, *, now: datetime, fault: type[Exception]) -> None:
    """Raise `fault`, one sentence for each thing that is missing, unless `act` may be done.

    For services: the programme is read again, so that nothing a page found earlier is asked.
    """
    missing = missing_for(act, Programme.objects.get(id=programme.id), now=now)
    if missing:
        raise fault(" ".join([_("Not ready yet."), *(str(state.line) for _one, state in missing)]))


def _signed(condition: Condition, row: Waiver, name: str) -> str:
    words = {
        "what": condition.waiver,
        "reason": row.reason.rstrip("."),
        "name": name or _("somebody whose account is gone"),
        "day": date_format(organisation_day(row.at)),
    }
    return _("%(what)s: %(reason)s. Signed by %(name)s on %(day)s.") % words
