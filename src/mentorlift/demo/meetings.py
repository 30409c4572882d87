"""Pairs and their meetings, as both sides logged them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.demo.days import at
from mentorlift.demo.stage import Stage
from mentorlift.draws.models import Assignment
from mentorlift.mentorships.models import Pair, Session
from mentorlift.mentorships.services.missed import say_why
from mentorlift.mentorships.services.pairs import open_pairs
from mentorlift.mentorships.services.reports import log_meeting
from mentorlift.people.queries import facts_on, organisation_day
from mentorlift.programmes.models import Cohort, MentorOffer

CAME_BETWEEN = ("floor", "floor", "floor", "customer", "floor", "floor", "floor", "forgot", "floor", "partner")


def mentored(cohort: Cohort) -> list[UUID]:
    """Who was drawn for a mentor now, in the order of the list."""
    drawn = Assignment.objects.filter(draw__cohort=cohort, arm="mentored").order_by("code")
    return list(drawn.values_list("person_id", flat=True))


def pair_at_own_site(stage: Stage, cohort: Cohort, *, taken: dict[UUID, int], now: datetime) -> list[Pair]:
    """Everybody drawn with a mentor of their own site who has a place; `taken` counts places over several intakes."""
    offers = MentorOffer.objects.filter(programme=cohort.programme, accepted=True).order_by("person_id")
    places = {offer.person_id: offer.places for offer in offers}
    people = [*places, *(proteges := mentored(cohort))]
    facts = {found.person_id: found for found in facts_on(cohort.starts_on, person_ids=people)}
    pairs: list[tuple[UUID, UUID]] = []
    for protege in proteges:
        same_site = [mentor for mentor in places if facts[mentor].site == facts[protege].site]
        free = [mentor for mentor in same_site if taken.get(mentor, 0) < places[mentor]]
        mentor = min(free or [m for m in places if taken.get(m, 0) < places[m]], key=lambda m: taken.get(m, 0))
        taken[mentor] = taken.get(mentor, 0) + 1
        pairs.append((protege, mentor))
    return open_pairs(
        cohort=cohort, pairs=pairs, starts_on=cohort.starts_on, source="draft", actor=stage.actor, now=now
    )


def hold(
    sessions: Sequence[Session], *, until: date, meets: dict[UUID, bool], gone_on: dict[UUID, date | None]
) -> None:
    """Both sides log each meeting up to `until` that took place; who never meets says so and taps why, who has left
    says nothing."""
    number = 0
    for session in sessions:
        pair, day = session.pair, organisation_day(session.starts_at)
        gone = gone_on.get(pair.protege_id)
        if day >= until or (gone is not None and gone <= day):
            continue
        took_place = meets.get(pair.protege_id, True)
        for person_id, hours in ((pair.protege_id, 2), (pair.mentor_id, 5)):
            log_meeting(
                session=session,
                took_place=took_place,
                actor=Actor(user_id=str(person_id), person_id=person_id),
                now=max(session.starts_at, at(day)) + timedelta(hours=hours),
            )
        if not took_place:
            number += 1
            protege = Actor(user_id=str(pair.protege_id), person_id=pair.protege_id)
            say_why(session=session, why=CAME_BETWEEN[number % len(CAME_BETWEEN)], actor=protege, now=session.starts_at)
