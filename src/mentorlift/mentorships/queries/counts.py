"""How many meetings took place: counts, never whose."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships.models import Pair, Session
from mentorlift.mentorships.queries.states import held_states
from mentorlift.mentorships.queries.tally import Counts, tally
from mentorlift.people.queries import Line, line_of, names
from mentorlift.programmes.models import Programme
from mentorlift.programmes.once import once

FEWEST_SHOWN = 5  # smaller groups would tell of single people


def meeting_counts(programme: Programme, *, now: datetime) -> Counts:
    """All weekly meetings of a programme, counted by the database."""
    return tally(programme, now=now, extra=False)


def own_counts(programme: Programme, *, now: datetime) -> Counts:
    """`meeting_counts` for a page of several parts that ask for it, all at the same `now`."""
    return once(programme, now, "meetings", lambda: meeting_counts(programme, now=now))


def _counts(sessions: QuerySet[Session], now: datetime) -> Counts:
    """The weekly meetings among these few, which may be of several programmes."""
    weekly = list(sessions.filter(week__isnull=False, dropped_at=None).select_related("pair"))
    states = held_states(weekly, now=now)
    passed = [states[s.id] for s in weekly if s.starts_at <= now or not states[s.id].is_unknown]
    held, unknown = sum(s.took_place for s in passed), sum(s.is_unknown for s in passed)
    return Counts(
        pairs=len({session.pair_id for session in weekly}),
        held=held,
        not_held=len(passed) - held - unknown,
        unknown=unknown,
        ahead=len(weekly) - len(passed),
    )


@dataclass(frozen=True, slots=True)
class Taking:
    """Somebody of a team who takes part, and on which side."""

    person_id: UUID
    name: str
    programme: str
    as_mentor: bool


@dataclass(frozen=True, slots=True)
class Team:
    """Who of a manager's people takes part. `counts` is None below five protégés."""

    size: int
    taking: list[Taking]
    counts: Counts | None


def own_team(actor: Actor, *, now: datetime, today: date, line: Line | None = None) -> Team | None:
    """The direct reports of the actor, or their `line` where it was read already; None where nobody reports to them."""
    line = line or line_of(actor.person_id, day=today)
    if not line.ids:
        return None
    mine = Q(protege__in=line.among) | Q(mentor__in=line.among)
    pairs = list(Pair.objects.filter(mine, ended_at=None).select_related("programme").order_by("programme__name"))
    proteges = {pair.protege_id for pair in pairs} & line.ids
    counts = None
    if len(proteges) >= FEWEST_SHOWN:
        counts = _counts(Session.objects.filter(pair__protege__in=line.among, pair__ended_at=None), now)
    return Team(size=len(line.ids), taking=_taking(pairs, line.ids), counts=counts)


def _taking(pairs: Iterable[Pair], reports: Collection[UUID]) -> list[Taking]:
    seen = {(pair.protege_id, pair.programme.name, False) for pair in pairs}
    seen |= {(pair.mentor_id, pair.programme.name, pair.week is None) for pair in pairs}
    known = names(person_id for person_id, _name, _side in seen)
    found = [Taking(person, known.get(person, ""), name, side) for person, name, side in seen if person in reports]
    return sorted(found, key=lambda one: (one.name.casefold(), one.programme))
