"""The class whose new hires choose their mentor themselves: one pair, one request open, one declined, others to ask."""

from datetime import timedelta
from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.demo.days import Days, at
from mentorlift.demo.meetings import mentored
from mentorlift.demo.stage import Stage, fix_and_draw
from mentorlift.matching.models import Choosing, MentorRequest
from mentorlift.matching.queries.choosing import candidates
from mentorlift.matching.services import accept_request, ask_mentor, decline_request, open_choosing
from mentorlift.programmes.models import Cohort
from mentorlift.science.simulation.staff import mentor_id

SHOWN, WORKING_DAYS = 5, 5
OTHERS = range(66, 65 + SHOWN)  # mentors of this class; with the one behind the demo's door as many as are shown
LINES = (
    "I come from a shop and have never sold by phone. Could we begin with first calls?",
    "I would like to know how you keep your day in order.",
    "I like talking to people and am afraid of talking about the price.",
)


def mentor_codes(stage: Stage, asked: UUID) -> list[str]:
    """Who mentors this class: `asked`, whose door visitors enter by, and some more."""
    return [stage.codes()[asked], *(mentor_id(number) for number in OTHERS)]


def let_choose(stage: Stage, cohort: Cohort, *, asked: UUID) -> UUID:
    """Drawn three days ago, chosen from since the day after. Returns somebody who has not asked yet."""
    today = stage.days.today
    fix_and_draw(
        stage,
        cohort,
        share=0.5,
        fixed_on=today - timedelta(days=6),
        drawn_on=today - timedelta(days=3),
        number="07 19 41",
    )
    opened = at(today - timedelta(days=2))
    choosing = open_choosing(cohort=cohort, shown=SHOWN, days=WORKING_DAYS, actor=stage.actor, now=opened)
    people = mentored(cohort)
    # the lot decides who is in this class; a rule can bar the mentor behind the door from all of them, if hardly ever
    asking = next((person for person in people if asked in _offered(choosing, person, stage.days)), None)
    accepting, declining, still_to_ask = [person for person in people if person != asking][:3]
    if asking is not None:
        _ask(choosing, asking, asked, LINES[0], stage.days)
    request = _ask(choosing, accepting, _offered(choosing, accepting, stage.days)[0], LINES[1], stage.days)
    accept_request(request=request, actor=_as(request.mentor_id), now=at(today - timedelta(days=1)))
    request = _ask(choosing, declining, _offered(choosing, declining, stage.days)[0], LINES[2], stage.days)
    decline_request(request=request, line="", actor=_as(request.mentor_id), now=at(today - timedelta(days=1), 11))
    return still_to_ask


def _offered(choosing: Choosing, person: UUID, days: Days) -> list[UUID]:
    return [one.mentor.person_id for one in candidates(choosing, person, today=days.today)]


def _ask(choosing: Choosing, person: UUID, mentor: UUID, line: str, days: Days) -> MentorRequest:
    """On the day on which the choosing opened, in the afternoon."""
    asked_at = at(days.today - timedelta(days=2), 14)
    request = ask_mentor(choosing=choosing, mentor_id=mentor, line=line, actor=_as(person), now=asked_at)
    return MentorRequest.objects.select_related("programme", "choosing__cohort__programme", "pair").get(id=request.id)


def _as(person: UUID) -> Actor:
    return Actor(user_id=str(person), person_id=person)
