"""What others have seen a possible mentor do well, in words."""

import pytest

from mentorlift.programmes import queries, services
from mentorlift.programmes.models import (
    MentorOffer,
    SeenWell,
)
from mentorlift.programmes.rules.support import holds_a_figure
from mentorlift.programmes.tests.builders import NOW, TODAY, WHO, cohort, people, person
from mentorlift.programmes.tests.profiles import body, mentor, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_time_of_the_builders")]


def test_a_manager_says_in_words_what_somebody_does_well(enter):
    boss = person(500)
    found = cohort(size=0)
    team = people(2, manager=boss)
    services.fill_roster(cohort=found, on=TODAY, **WHO)
    client, url = enter(person_id=boss.id), page("team_nominations", found.programme_id)
    text = body(client.get(url))
    assert "read by the programme manager and, once they have said yes, by the person themselves" in text
    one, other = team[0].id, team[1].id
    reply = client.post(url, {"person_id": [str(one)], f"seen_{one}": "Is in the top 3"})
    assert (reply.status_code, SeenWell.objects.exists()) == (422, False)
    assert "without figures" in body(reply)
    reply = client.post(url, {f"seen_{other}": "Listens"})
    assert "Tick the name too" in body(reply)
    assert not MentorOffer.objects.filter(person__in=team).exists()
    client.post(url, {"person_id": [str(one)], f"seen_{one}": "Listens to the end."})
    seen = SeenWell.objects.get()
    assert (seen.text, seen.by, seen.offer.person_id) == ("Listens to the end.", str(client.user.id), one)
    assert "Listens to the end." in body(client.get(url))
    client.post(url, {f"seen_{one}": "Listens."})
    assert SeenWell.objects.get().text == "Listens."
    client.post(url, {f"seen_{one}": ""})
    assert not SeenWell.objects.exists()
    with pytest.raises(services.UnableToMentor, match="without figures"):
        services.nominate_mentors(programme=found.programme, person_ids=[], seen_well={one: "5 of 5"}, **WHO)


def test_two_managers_each_have_their_own_words():
    offer = mentor()
    for actor in ("one", "two"):
        seen = {offer.person_id: f"Seen by {actor}."}
        services.nominate_mentors(programme=offer.programme, person_ids=[], seen_well=seen, actor_id=actor, now=NOW)
    assert [one.text for one in queries.own_profile(offer, now=NOW).seen] == ["Seen by one.", "Seen by two."]


@pytest.mark.parametrize(("text", "found"), [("Three of us", False), ("top 3", True), ("٣", True), ("", False)])
def test_a_figure_is_found_in_any_script(text, found):
    assert holds_a_figure(text) is found
