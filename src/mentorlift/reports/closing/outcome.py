"""The page "what came out": counts and the effect with its interval, for all who took part. No person is in it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.draws.models import Assignment, Preparation
from mentorlift.experiments import policies
from mentorlift.mentorships.models import Pair
from mentorlift.mentorships.queries.counts import FEWEST_SHOWN, own_counts
from mentorlift.mentorships.queries.going_on import GoingOn, own_going_on
from mentorlift.people.queries import names
from mentorlift.programmes.models import Closing, Programme
from mentorlift.programmes.queries.again import again_counts, own_again, side_of
from mentorlift.reports.closing.result import Result, result_of


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people were drawn, and what became of the meetings; each None where fewer than five are behind it."""

    mentored: int | None
    later: int | None
    mentors: int | None
    held: int | None
    passed: int | None


@dataclass(frozen=True, kw_only=True)
class WhatCameOut:
    """`side`: of the one who looks, "" for readers of results. `draws`: addresses at which anybody can check them."""

    programme: Programme
    closing: Closing
    result: Result
    counts: Counts
    draws: list[UUID]
    side: str
    again: str
    again_counts: dict[str, dict[str, int] | None]  # for those who may read the life of programmes
    going_on: list[GoingOn]
    owner: str


def what_came_out(actor: Actor, programme_id: UUID, *, now: datetime) -> WhatCameOut | None:
    """None while the programme is not closed, and for whoever neither took part nor may read results."""
    programme = Programme.objects.select_related("closing").filter(id=programme_id, closing__isnull=False).first()
    if programme is None:
        return None
    side = side_of(actor, programme)
    if side is None and not policies.may_read_results(actor):
        return None
    draws = Preparation.objects.filter(cohort__programme=programme, draw__isnull=False)
    return WhatCameOut(
        programme=programme,
        closing=programme.closing,
        result=result_of(programme),
        counts=counts_of(programme, now=now),
        draws=list(draws.order_by("cohort__starts_on", "id").values_list("id", flat=True)),
        side=side or "",
        again=own_again(actor, programme),
        again_counts=again_counts(actor, programme),
        going_on=[one for one in own_going_on(actor, now=now) if one.pair.programme_id == programme.id],
        owner=names([programme.owner_id]).get(programme.owner_id, ""),
    )


def counts_of(programme: Programme, *, now: datetime) -> Counts:
    """From the draws and the meetings of the plan."""
    drawn = Assignment.objects.filter(draw__cohort__programme=programme)
    mentored = drawn.filter(arm="mentored").count()
    later = drawn.count() - mentored
    groups = min(mentored, later) >= FEWEST_SHOWN
    pairs = Pair.objects.filter(programme=programme)
    mentors = pairs.order_by().values("mentor").distinct().count()
    meetings = own_counts(programme, now=now)
    shown = meetings.pairs >= FEWEST_SHOWN
    return Counts(
        mentored=mentored if groups else None,
        later=later if groups else None,
        mentors=mentors if mentors >= FEWEST_SHOWN else None,
        held=meetings.held if shown else None,
        passed=meetings.passed if shown else None,
    )
