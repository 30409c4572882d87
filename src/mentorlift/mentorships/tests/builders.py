"""A small organisation with one running programme, made in the database for a test."""

from datetime import UTC, date, datetime, timedelta

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.models import GrantedRole, User
from mentorlift.mentorships import services
from mentorlift.people.models import Employment, Identity, Person, Post
from mentorlift.programmes.models import (
    Cohort,
    Kind,
    Launch,
    MentorOffer,
    Participation,
    Programme,
    ProgrammeWeek,
    Purpose,
    Question,
    QuestionSet,
    Side,
)

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday
STARTS_ON = date(2026, 3, 2)
TITLES = ("Getting started", "Finding the need", "Handling the price question", "Closing")
QUESTIONS = (
    (Side.BOTH, Kind.ADVICE_RESULT, "What happened with last week's advice?", 2),
    (Side.BOTH, Kind.STRENGTHS, "What went well?", 1),
    (Side.BOTH, Kind.CHALLENGE, "What was hard?", 1),
    (Side.PROTEGE, Kind.ADVICE_RECEIVED, "What were you advised?", 1),
    (Side.MENTOR, Kind.FEEDBACK, "Your feedback", 1),
    (Side.MENTOR, Kind.FREE, "What did you take from this yourself?", 1),
)


def person(name, *, manager=None, team="North", hired_on=date(2025, 1, 1), exited_on=None, hours=""):
    made = Person.objects.create(created_at=NOW)
    code = name.lower().replace(" ", ".")
    Identity.objects.create(person=made, code=f"{code}-{made.id}", name=name, email=f"{code}@example.test")
    Employment.objects.create(person=made, hired_on=hired_on, exited_on=exited_on)
    attributes = {"working_hours": hours} if hours else {}
    Post.objects.create(person=made, from_on=hired_on, team=team, site="Kiel", manager=manager, attributes=attributes)
    return made


def user_of(someone, *roles, email=None):
    address = email or (Identity.objects.get(person=someone).email if someone else "outsider@example.test")
    user = User.objects.create_user(email=address, person_id=someone.id if someone else None)
    for role in roles:
        GrantedRole.objects.create(user=user, role=role, granted_at=NOW)
    return user


def actor_for(user, *roles):
    return Actor(user_id=str(user.id), person_id=user.person_id, roles=frozenset(roles))


def programme(owner, *, name="Onboarding", weeks=4):
    made = Programme.objects.create(
        name=name,
        template="onboarding",
        purpose=Purpose.RAMP_UP,
        purpose_text="New colleagues find their feet sooner.",
        participation=Participation.MANDATORY,
        owner=owner,
        weeks=weeks,
        created_at=NOW,
        created_by="test",
    )
    Launch.objects.create(programme=made, at=NOW, by="test")
    for number, title in enumerate(TITLES[:weeks], 1):
        ProgrammeWeek.objects.create(programme=made, number=number, title=title, guide=f"Guide to {title}.")
    questions = QuestionSet.objects.create(programme=made, version=1, written_at=NOW, written_by="test")
    for order, (side, kind, text, week) in enumerate(QUESTIONS, 1):
        Question.objects.create(question_set=questions, side=side, order=order, kind=kind, text=text, from_week=week)
    return made


def cohort(of, *, starts_on=STARTS_ON, name="March"):
    return Cohort.objects.create(
        programme=of, name=name, starts_on=starts_on, created_at=NOW - timedelta(days=30), created_by="test"
    )


def offer(of, someone, places=1):
    return MentorOffer.objects.create(
        programme=of,
        person=someone,
        nominated_at=NOW,
        nominated_by="test",
        invited_at=NOW,
        answered_at=NOW,
        accepted=True,
        places=places,
    )


class House:
    """Ana is mentored by Martin; Boss leads Ana, Petra runs the programme."""

    def __init__(self):
        self.petra, self.boss = person("Petra Lang"), person("Boris Boss")
        self.ana, self.martin = person("Ana Novak", manager=self.boss), person("Martin Kern", team="South")
        self.programme = programme(self.petra)
        self.cohort = cohort(self.programme)
        offer(self.programme, self.martin, places=2)
        self.manager = actor_for(user_of(self.petra, "programme_manager"), "programme_manager")
        self.protege, self.mentor = actor_for(user_of(self.ana)), actor_for(user_of(self.martin))

    def pair(self, protege=None, mentor=None, **changes):
        facts = {
            "cohort": self.cohort,
            "pairs": [((protege or self.ana).id, (mentor or self.martin).id)],
            "starts_on": STARTS_ON,
            "source": "draft",
            "actor": self.manager,
            "now": NOW,
        }
        return services.open_pairs(**(facts | changes))[0]


def answers(session, actor, **by_kind):
    """Question id -> text for the questions of the given kinds."""
    from mentorlift.mentorships.queries.questions import questions_for

    return {str(q.id): by_kind[q.kind] for q in questions_for(session, actor.person_id) if q.kind in by_kind}


def fill(session, actor, *, now=NOW, done=True, **by_kind):
    texts = {"strengths": "S", "challenge": "C", "advice_result": "R"} | by_kind
    services.save_sheet(session=session, texts=answers(session, actor, **texts), actor=actor, now=now)
    if done:
        services.answer_sheet(session=session, actor=actor, now=now)
