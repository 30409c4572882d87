"""A town whose protégés choose for themselves, made in the database for a test."""

from datetime import date, timedelta

from mentorlift.matching import services
from mentorlift.matching.models import Choosing, MentorRequest
from mentorlift.matching.queries.choosing import candidates
from mentorlift.matching.tests.builders import NOW, POLICY, Town
from mentorlift.mentorships.tests.builders import actor_for, user_of
from mentorlift.notifications.models import Message
from mentorlift.people.models import Identity

MONDAY = date(2026, 3, 2)
LATER = NOW + timedelta(days=9)


class ChoosingTown(Town):
    """As Town: Dele and Luis can have anybody but Mei's languages bind her to Ruth, and Ana cannot have Bea."""

    def __init__(self, *, shown=5, days=5, policy=POLICY):
        super().__init__()
        self.policy(policy)
        self.choosing = services.open_choosing(cohort=self.cohort, shown=shown, days=days, actor=self.manager, now=NOW)
        self._users = {self.petra.id: self.user}

    def user_of(self, person):
        if person.id not in self._users:
            self._users[person.id] = user_of(person)
        return self._users[person.id]

    def actor(self, person):
        return actor_for(self.user_of(person))

    def ask(self, protege, mentor, line="", now=NOW):
        choosing = Choosing.objects.select_related("cohort__programme").get(id=self.choosing.id)
        return services.ask_mentor(
            choosing=choosing, mentor_id=mentor.id, line=line, actor=self.actor(protege), now=now
        )

    def accept(self, request, now=NOW + timedelta(hours=1)):
        return services.accept_request(request=fresh(request), actor=self.actor(request.mentor), now=now)

    def decline(self, request, line="", now=NOW + timedelta(hours=1)):
        services.decline_request(request=fresh(request), line=line, actor=self.actor(request.mentor), now=now)

    def withdraw(self, request, now=NOW + timedelta(hours=1)):
        services.withdraw_request(request=fresh(request), actor=self.actor(request.protege), now=now)


def fresh(request):
    found = MentorRequest.objects.select_related("programme", "choosing__cohort__programme", "pair")
    return found.get(id=request.id)


def shown(town, protege, today=MONDAY):
    return [one.mentor.name for one in candidates(town.choosing, protege.id, today=today)]


def letters(person, since=0):
    address = Identity.objects.get(person=person).email
    return [m.subject for m in Message.objects.filter(to=address).order_by("created_at")][since:]
