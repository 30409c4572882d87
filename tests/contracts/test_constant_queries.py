"""A list costs the same number of queries however long it is."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentorlift.accounts.models import Role
from mentorlift.accounts.services import invite
from mentorlift.jobs.services import enqueue
from mentorlift.mentorships.tests.builders import House, cohort, offer, person, programme, user_of
from mentorlift.notifications.services import send
from mentorlift.outcomes.models import OutcomeImport
from mentorlift.people.models import PeopleImport
from mentorlift.programmes.models import Outside, RosterEntry

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OF_A_PROGRAMME = ["approvals", "charter", "intakes", "letters", "mentors", "programme", "ready"]
PAGES = [
    "reports:today",
    "people:directory",
    "people:teams",
    "people:imports",
    "outcomes:imports",
    "programmes:list",
    *[f"programmes:{name}" for name in OF_A_PROGRAMME],
    "programmes:intake",
    "draws:list",
    "draws:ledger",
    "mentorships:pairs",
    "accounts:users",
    "notifications:log",
    "jobs:list",
    "keeping:periods",
    "keeping:own",
    "programmes:objections",
    "mentorships:confidence",
    "audit:records",
]


class Growing(House):
    """A house in which of everything that is listed there can be more."""

    def grow(self, number: int, *, programmes: bool = True) -> None:
        """One more of everything; `number` tells it from the others."""
        now = timezone.now()
        protege = person(f"New {number}", manager=self.boss, team=f"Team {number}")
        mentor = person(f"Old {number}", team=f"Team {number}")
        offer(self.programme, mentor)
        entry = {"programme": self.programme, "person": protege, "started_on": now.date()}
        RosterEntry.objects.create(cohort=self.cohort, **entry)
        Outside.objects.create(cohort=self.cohort, person=mentor, reason="on a project", at=now, by="test")
        self.pair(protege, mentor)
        user_of(protege, Role.LEADER)
        invite(email=f"invited{number}@example.com", person_id=None, actor_id=self.manager.user_id, now=now)
        send(key=f"letter {number}", to=f"to{number}@example.com", subject="S", body="B", now=now)
        enqueue("matching.run", now=now, requested_by=self.manager.user_id, key=f"job {number}", draft_id=str(number))
        if programmes:
            cohort(programme(self.petra, name=f"Programme {number}"))
        cohort(self.programme, name=f"Class {number}")
        imported = {"file_name": f"file{number}.csv", "uploaded_at": now, "uploaded_by": self.manager.user_id}
        PeopleImport.objects.create(kind=PeopleImport.PEOPLE, **imported)
        OutcomeImport.objects.create(bytes=1, **imported)


@pytest.fixture
def house() -> Growing:
    made = Growing()
    for number in range(3):
        made.grow(number)
    return made


@pytest.fixture
def client_of_all(house: Growing) -> Client:
    """Signed in as somebody who runs programmes and the installation."""
    client = Client()
    client.force_login(user_of(person("Olga Office"), Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR), backend=BACKEND)
    return client


@pytest.mark.parametrize("name", PAGES)
def test_a_list_twice_as_long_costs_no_more_queries(name: str, house: Growing, client_of_all: Client) -> None:
    arguments = {
        "programmes:intake": [house.programme.id, house.cohort.id],
        "draws:list": [house.programme.id],
        "draws:ledger": [house.programme.id],
        **{f"programmes:{one}": [house.programme.id] for one in OF_A_PROGRAMME},
    }
    address = reverse(name, args=arguments.get(name, []))
    asked(client_of_all, address)  # what is remembered for the length of a process is remembered now
    cache.clear()  # counts are kept until one of what they count changes, as it does below
    before = asked(client_of_all, address)
    for number in range(3, 6):
        # Today asks each programme under way for the step it is at; those are few, whatever else grows
        house.grow(number, programmes=name != "reports:today")
    cache.clear()
    after = asked(client_of_all, address)
    assert len(after) <= len(before), "\n".join(query[:160] for query in after)


def asked(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in found.captured_queries]
