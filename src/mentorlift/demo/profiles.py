"""What the mentors and protégés of the demo say of themselves, and what managers have seen."""

from datetime import date, datetime, timedelta
from uuid import UUID

from mentorlift.accounts.models import User
from mentorlift.accounts.services import create_account
from mentorlift.demo.days import at
from mentorlift.people.models import Identity
from mentorlift.people.queries import PersonFacts, facts_on
from mentorlift.programmes import services
from mentorlift.programmes.models import Cohort, MentorOffer, Programme

TOPICS = ("opening, first calls", "objections, price talks", "time, keeping the day in order", "product, needs")
ACHIEVED = (
    "a first large account, a promotion after three years",
    "from the phone to the field",
    "a team of my own",
    "steady months, a first large account",
)
WILL_NOT = ("Talk in the evening.", "Listen in on calls without being asked.", "Do the follow-up for you.")
WILLING = ("gladly", "gladly", "small", "gladly", "unsure")
SEEN = (
    "Explains the price without apologising for it, and lets the other side finish their sentence.",
    "Took two new colleagues along in spring, and both say they learned to plan their day from it.",
    "Stays calm when a call goes wrong, and says so openly in the team meeting afterwards.",
)
AIMS = ("a first large account", "a team of my own", "from the phone to the field", "steady months")


def fill_profiles(programme: Programme, *, now: datetime, paused_from: date | None = None) -> None:
    """Everybody who said yes; the last of them pauses from a day on, where one is given."""
    offers = list(
        MentorOffer.objects.filter(programme=programme, accepted=True).order_by("person__identity__code", "id")
    )
    facts = {found.person_id: found for found in facts_on(now.date(), person_ids=[o.person_id for o in offers])}
    for number, offer in enumerate(offers):
        _say(offer, number, now=now + timedelta(hours=2 + number % 40))
        if number % 3 != 2:
            _seen(offer, facts[offer.person_id], SEEN[number % len(SEEN)], now=now - timedelta(hours=3))
    if paused_from is not None:
        last = offers[-1]
        services.pause(
            offer=last,
            from_on=paused_from,
            to_on=paused_from + timedelta(weeks=4),
            actor_id=str(last.person_id),
            now=now + timedelta(days=2),
        )


def _say(offer: MentorOffer, number: int, *, now: datetime) -> None:
    by = {"actor_id": str(offer.person_id)}
    services.keep_profile(
        offer=offer,
        topics=TOPICS[number % len(TOPICS)],
        achieved=ACHIEVED[number % len(ACHIEVED)],
        will_not=WILL_NOT[number % len(WILL_NOT)],
        willing=WILLING[number % len(WILLING)],
        now=now,
        **by,
    )
    if number % 3 == 0:
        services.keep_support(
            offer=offer,
            helping="seldom" if number % 12 == 9 else "sometimes",
            backed="partly" if number % 4 == 1 else "yes",
            asks_for_help=number == 6,
            now=now + timedelta(minutes=3),
            **by,
        )


def _seen(offer: MentorOffer, facts: PersonFacts, text: str, *, now: datetime) -> None:
    if facts.manager_id is None:
        return
    services.nominate_mentors(
        programme=offer.programme,
        person_ids=[offer.person_id],
        seen_well={offer.person_id: text},
        actor_id=str(_account(facts.manager_id).id),
        now=now,
    )


def say_aims(cohort: Cohort, *, said_on: date) -> None:
    """Two of three on the list say what they aim for; what they want to learn stands in the file of people."""
    for number, entry in enumerate(cohort.roster.order_by("person_id")):
        if number % 3 != 2:
            services.keep_aims(
                programme=cohort.programme,
                person_id=entry.person_id,
                wants_to_learn="",
                aims_for=AIMS[number % len(AIMS)],
                actor_id=str(entry.person_id),
                now=at(said_on, 12) + timedelta(minutes=3 * number),
            )


def _account(person_id: UUID) -> User:
    """Of a manager, who signs in by mailed code or by the demo's door."""
    email = Identity.objects.get(person_id=person_id).email
    return User.objects.filter(person_id=person_id).first() or create_account(email=email, person_id=person_id)
