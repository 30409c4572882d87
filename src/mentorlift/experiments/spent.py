"""What a programme has cost to date: hours of the meetings that took place, and what was entered. Never a benefit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from mentorlift.accounts.actors import Actor
from mentorlift.experiments import policies
from mentorlift.experiments.models import Analysis, Ledger
from mentorlift.mentorships.models import Session
from mentorlift.mentorships.queries.circles import meets_in_circles
from mentorlift.mentorships.queries.states import held_states
from mentorlift.people.queries import organisation_day
from mentorlift.programmes.models import FrozenPlan, Programme

ENTERED = ("training", "lunches", "licences", "fixed")


@dataclass(frozen=True, slots=True)
class Minutes:
    """Working time that meetings took, in minutes by side."""

    proteges: int
    mentors: int


def minutes_of(sessions: Iterable[Session], *, in_circles: bool) -> Minutes:
    """Of meetings that come with their pairs; in a circle the mentor's time counts once for all who meet together."""
    found = list(sessions)
    proteges = sum(one.minutes for one in found)
    if not in_circles:
        return Minutes(proteges, proteges)
    together = {(one.pair.mentor_id, one.starts_at): one.minutes for one in found}
    return Minutes(proteges, sum(together.values()))


@dataclass(frozen=True, slots=True)
class Hours:
    """One side's hours at its rate. `cost` in the ledger's currency."""

    hours: Decimal
    rate: Decimal

    @property
    def cost(self) -> Decimal:
        return self.hours * self.rate


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Costs to date; `entered` are the amounts above zero by their field of the ledger. `ledger` is None before one.

    `due_on`: the day of the answer, None while no plan is fixed; `is_answered`: it was worked out.
    """

    ledger: Ledger | None
    held: int
    unknown: int
    proteges: Hours
    mentors: Hours
    entered: list[tuple[str, Decimal]]
    due_on: date | None
    is_due: bool
    is_answered: bool
    may_enter: bool

    @property
    def total(self) -> Decimal:
        return self.proteges.cost + self.mentors.cost + sum((amount for _name, amount in self.entered), Decimal(0))


def spent(actor: Actor, programme: Programme, *, now: datetime) -> Spent | None:
    """None for whoever may not read costs. Seven queries, whatever the number of meetings."""
    if not policies.may_read_costs(actor):
        return None
    ledger = Ledger.objects.filter(programme=programme).first()
    plan = FrozenPlan.objects.filter(programme=programme).first()
    held, unknown = _held(programme, now) if ledger else ([], 0)
    minutes = minutes_of(held, in_circles=meets_in_circles(programme))
    rate = ledger.hour_cost if ledger else Decimal(0)
    return Spent(
        ledger=ledger,
        held=len(held),
        unknown=unknown,
        proteges=Hours(Decimal(minutes.proteges) / 60, rate),
        mentors=Hours(Decimal(minutes.mentors) / 60, mentor_rate(ledger) if ledger else rate),
        entered=[(name, amount) for name in ENTERED if ledger and (amount := getattr(ledger, name))],
        due_on=plan.answer_due_on if plan else None,
        is_due=plan is not None and plan.answer_due_on <= organisation_day(now),
        is_answered=Analysis.objects.filter(programme=programme).exists(),
        may_enter=policies.may_enter_costs(actor),
    )


def mentor_rate(ledger: Ledger) -> Decimal:
    """What an hour of a mentor costs: the rate of the others where no other was entered."""
    return ledger.hour_cost if ledger.mentor_hour_cost is None else ledger.mentor_hour_cost


def _held(programme: Programme, now: datetime) -> tuple[list[Session], int]:
    """Meetings that took place, talks beyond the plan included; and of how many that have passed nobody has spoken."""
    rows = list(Session.objects.filter(pair__programme=programme, dropped_at=None).select_related("pair"))
    states = held_states(rows, now=now)
    held = [one for one in rows if states[one.id].took_place]
    return held, sum(states[one.id].is_unknown for one in rows if one.starts_at <= now)
