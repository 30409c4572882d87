"""Small worlds for tests: people, a programme in a given state."""

from datetime import UTC, date, datetime, time, timedelta

from mentorlift.accounts.actors import Actor
from mentorlift.people.models import Employment, Identity, Person, Post
from mentorlift.programmes import readiness, services
from mentorlift.programmes.models import Approver, Cohort, FrozenPlan, Launch, Participation, Programme, TrialLetter
from mentorlift.programmes.queries.letters import worded_letters

TODAY = date(2026, 3, 2)
NOW = datetime.combine(TODAY, time(9), tzinfo=UTC)
STARTS_ON = TODAY + timedelta(days=14)
WHO = {"actor_id": "test", "now": NOW}
SITES = ("Hamburg", "Leeds")


def person(number: int, *, hired_on: date = TODAY, site: str = "", manager: Person | None = None) -> Person:
    """Somebody of the directory, number `number`."""
    made = Person.objects.create(created_at=NOW)
    Identity.objects.create(person=made, code=f"p{number}", name=f"Person {number:03}", email=f"p{number}@example.com")
    Employment.objects.create(person=made, hired_on=hired_on)
    Post.objects.create(
        person=made, from_on=hired_on, site=site or SITES[number % 2], team="North", role="Sales rep", manager=manager
    )
    return made


def people(count: int, *, start: int = 1, **facts: object) -> list[Person]:
    return [person(number, **facts) for number in range(start, start + count)]


def programme(
    participation: str = Participation.MANDATORY, *, owner: Person | None = None, **changes: object
) -> Programme:
    """A programme being set up, from the onboarding template: hired within 60 days."""
    count = Programme.objects.count()
    made = services.create_programme(
        template="onboarding",
        name=f"Onboarding {count}",
        purpose="ramp_up",
        purpose_text="So that everybody finds their feet.",
        owner_id=(owner or person(900 + count, hired_on=TODAY - timedelta(days=2000))).id,
        asked_in_name_of="Training",
        **WHO,
    )
    services.change_participation(programme=made, participation=participation, places_wanted=None, **WHO)
    return made


def fix_plan(made: Programme) -> None:
    services.freeze_plan(
        programme=made,
        plan_toml="[outcome]\n",
        plan_hash="a" * 64,
        answer_due_on=TODAY + timedelta(days=200),
        **WHO,
    )


def make_ready(made: Programme, *, now: datetime = NOW) -> None:
    """Everything the start of a programme asks for, by the services: plan, launch, approvals, and what can be signed.

    A room that adds a condition which nothing can stand in for does here what fulfils it.
    """
    signs = Actor(user_id="test", roles=frozenset({"programme_manager"}))
    if not FrozenPlan.objects.filter(programme=made).exists():
        fix_plan(made)
    if not Launch.objects.filter(programme=made).exists():
        services.launch(programme=made, actor_id="test", now=now)
    if not made.trusted_contacts.filter(ended_at=None).exists():  # somebody who leads nobody
        trusted = person(950 + Programme.objects.count(), hired_on=date(2016, 1, 1))
        made.trusted_contacts.create(person=trusted, named_at=now, named_by="test")
    for approver in Approver:
        services.sign_not_needed(programme=made, approver=approver, reason="a test", actor=signs, now=now)
    fresh = Programme.objects.get(id=made.id)
    read = [(one.kind.key, one.digest) for one in worded_letters(fresh, "en")]
    services.note_previews(programme=fresh, language="en", read=read, actor_id="test", now=now)
    TrialLetter.objects.create(programme=made, kind="wish", language="en", sent_at=now, sent_by="test", received_at=now)
    for condition, _state in readiness.standing_of(Programme.objects.get(id=made.id), now=now):
        if condition.waiver:
            services.waive(programme=made, condition=condition.key, reason="a test", actor=signs, now=now)


def confirm_mentor(made: Programme) -> None:
    """Somebody has said yes to mentor up to three people."""
    mentor = person(960 + Programme.objects.count(), hired_on=date(2016, 1, 1))
    said = {"invited_at": NOW, "answered_at": NOW, "accepted": True, "places": 3}
    made.mentor_offers.create(person=mentor, nominated_at=NOW, nominated_by="test", **said)


def cohort(
    participation: str = Participation.MANDATORY, *, size: int = 12, is_open: bool = True, name: str = "March"
) -> Cohort:
    """An intake with `size` people on its list; with `is_open` the programme is open and everything is ready."""
    made = programme(participation)
    people(size)
    if is_open:
        make_ready(made)
        confirm_mentor(made)
    found = services.open_cohort(programme=made, name=name, starts_on=STARTS_ON, **WHO)
    services.fill_roster(cohort=found, on=TODAY, **WHO)
    return found


def asked(size: int = 12) -> Cohort:
    """An intake of a voluntary programme whose wishes are open for three days."""
    found = cohort(Participation.VOLUNTARY, size=size)
    services.ask_wishes(cohort=found, closes_at=NOW + timedelta(days=3), **WHO)
    found.refresh_from_db()
    return found


def say(found: Cohort, answers: str, *, now: datetime = NOW) -> None:
    """Answer for the people of `found` in turn: "y", "n", or "-" for silence."""
    for wish, letter in zip(found.wishes.order_by("id"), answers, strict=False):
        if letter != "-":
            answer = {"y": "yes", "n": "no"}[letter]
            services.answer_wish(wish=wish, answer=answer, language="en", actor_id="person:x", now=now)


def frozen(participation: str = Participation.MANDATORY, *, size: int = 12) -> Cohort:
    found = cohort(participation, size=size)
    if participation == Participation.VOLUNTARY:
        services.ask_wishes(cohort=found, closes_at=NOW + timedelta(days=3), **WHO)
        say(found, "yyyyyynnnn")
        services.close_wishes(cohort=found, actor_id="test", now=NOW)
    return services.freeze_roster(cohort=found, today=TODAY, **WHO)
