"""What waits for whoever approves: read of all programmes at once, and the same as of each alone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentorlift.matching.models import MatchPolicy
from mentorlift.mentorships.tests.builders import NOW, House, actor_for, person, programme, user_of
from mentorlift.people.words import column_word
from mentorlift.programmes import services
from mentorlift.programmes.models import FrozenPlan
from mentorlift.programmes.scope import scope_of, scopes_of

pytestmark = pytest.mark.django_db
FIRST, SECOND = (f'[[criterion]]\nkind = "same"\nfield = "{field}"\nweight = 1\n' for field in ("site", "team"))


@pytest.fixture
def programmes():
    """Four; the first has a fixed plan, and the last has no policy while the others have two versions of one."""
    house = House()
    made = [house.programme, *(programme(house.petra, name=f"Programme {number}") for number in range(3))]
    for one, (older, newer) in zip(
        made, ((FIRST, SECOND), (SECOND, FIRST), (FIRST, SECOND), (None, None)), strict=True
    ):
        for version, toml in enumerate((older, newer), 1):
            if toml:
                MatchPolicy.objects.create(
                    programme=one, version=version, toml=toml, digest="0" * 64, written_at=NOW, written_by="test"
                )
    FrozenPlan.objects.create(
        programme=made[0], plan_toml="", plan_hash="0" * 64, answer_due_on=NOW.date(), frozen_at=NOW, frozen_by="test"
    )
    return made


def test_the_scope_of_many_programmes_is_that_of_each(programmes):
    found = scopes_of(programmes)
    assert found == {one.id: scope_of(one) for one in programmes}
    fields = [next(part.lines for part in found[one.id] if part.key == "matching") for one in programmes]
    assert fields[:3] == [[column_word("team")], [column_word("site")], [column_word("team")]]
    assert "none chosen yet" in fields[3][0]


def test_today_of_a_leader_asks_as_much_for_many_programmes_as_for_one(programmes):
    lia = user_of(person("Lia Lead"), "leader")
    who = {"actor": actor_for(lia, "leader"), "now": NOW}
    services.decide(programme=programmes[0], approver="leadership", approves=True, **who)
    services.decide(programme=programmes[1], approver="leadership", approves=False, comment="Later", **who)
    client = Client(headers={"host": "localhost"})
    client.force_login(lia, backend="allauth.account.auth_backends.AuthenticationBackend")

    def waiting():
        """The programmes that wait for her, by their place, and how many questions that took."""
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("reports:today")).content.decode()
        links = [reverse("programmes:approval", args=[one.id, "leadership"]) for one in programmes]
        return [link in page for link in links], len(asked)

    waiting()
    found, asked = waiting()
    assert found == [False, True, True, True]
    programmes.append(programme(programmes[0].owner, name="One more"))
    assert waiting() == ([*found, True], asked)
