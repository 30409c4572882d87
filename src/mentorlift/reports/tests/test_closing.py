"""Closing a programme: what is open, what everybody reads, and what nobody is told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentorlift.accounts.models import User
from mentorlift.jobs.work import drain
from mentorlift.mentorships import services as mentorships
from mentorlift.mentorships.models import GoingOnWord, InformalPair
from mentorlift.mentorships.queries.going_on import own_going_on
from mentorlift.mentorships.tests.builders import House, actor_for, offer, person, user_of
from mentorlift.notifications.models import Message
from mentorlift.programmes import closing, services
from mentorlift.programmes.models import FrozenPlan, RosterEntry
from mentorlift.programmes.queries.again import again_counts
from mentorlift.reports.closing.letters import groups_of

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Closed(House):
    """The house, its Ana on a list, a pair that lasted, and somebody who waited."""

    def __init__(self):
        super().__init__()
        self.now = timezone.now()
        self.cohort.starts_on = (self.now - timedelta(days=40)).date()
        self.cohort.save()
        self.waiting = person("Wanda Waits")
        for one in (self.ana, self.waiting):
            RosterEntry.objects.create(
                cohort=self.cohort, programme=self.programme, person=one, started_on=self.cohort.starts_on
            )
        self.the_pair = self.pair(starts_on=self.cohort.starts_on, now=self.now - timedelta(days=41))

    def close(self):
        services.close_programme(programme=self.programme, actor_id=self.manager.user_id, now=self.now)
        drain(limit=1000)


@pytest.fixture
def house():
    return Closed()


def letters():
    return {message.to: message for message in Message.objects.filter(key__startswith="closing:")}


def enter(client, someone):
    user = User.objects.filter(person_id=someone.id).first() or user_of(someone)
    client.force_login(user, backend=BACKEND)
    return client


def plan(house, due_on):
    FrozenPlan.objects.create(
        programme=house.programme, plan_toml="", plan_hash="0" * 64, answer_due_on=due_on, frozen_at=house.now,
        frozen_by="test",
    )  # fmt: skip


def test_both_groups_and_the_mentors_are_thanked_at_once_and_once(house):
    house.close()
    found = letters()
    assert set(found) == {"ana.novak@example.test", "wanda.waits@example.test", "martin.kern@example.test"}
    assert "having been there as a mentor. You gave your time to 1 colleague" in found["martin.kern@example.test"].body
    assert len({message.created_at for message in found.values()}) == 1
    for message in found.values():
        assert "What it did cannot be told" in message.body
        assert reverse("reports:outcome", args=[house.programme.id]) in message.body
    assert "go on talking" in found["ana.novak@example.test"].body
    assert "go on talking" not in found["wanda.waits@example.test"].body


def test_whoever_has_left_the_company_is_not_written_to(house):
    from mentorlift.people.models import Employment

    Employment.objects.filter(person=house.waiting).update(exited_on=house.now.date())
    assert house.waiting.id not in groups_of(house.programme, now=house.now)


def test_a_stopped_programme_thanks_nobody_with_a_result(house, client):
    services.stop(programme=house.programme, reason="harm was seen", actor_id="test", now=house.now)
    drain(limit=1000)
    assert not letters()
    assert enter(client, house.ana).get(reverse("reports:outcome", args=[house.programme.id])).status_code == 404


def test_what_is_open_stands_on_the_page_with_what_closing_makes_of_it(house, client):
    plan(house, (house.now + timedelta(days=30)).date())
    house.pair(protege=house.waiting, mentor=_second_mentor(house), starts_on=house.now.date(), now=house.now)
    lines = [str(one.line) for one in closing.open_ends(house.programme, now=house.now)]
    assert "Of 4 meetings nobody has said whether they took place." in lines
    assert "1 pair has meetings ahead." in lines
    assert any(line.startswith("The answer is not known before") for line in lines)
    page = enter(client, house.petra).get(reverse("programmes:ending", args=[house.programme.id])).content.decode()
    assert "1 pair has meetings ahead." in page
    assert "The letter to" in page
    assert "Alex Example" in page
    assert "What it did is not known yet" in page


def _second_mentor(house):
    someone = person("Mia Mentor")
    offer(house.programme, someone)
    return someone


def test_what_came_out_is_read_by_both_groups_and_names_nobody(house, client):
    url = reverse("reports:outcome", args=[house.programme.id])
    assert enter(client, house.ana).get(url).status_code == 404  # before it is closed
    plan(house, (house.now + timedelta(days=30)).date())
    house.close()
    for someone in (house.ana, house.waiting, house.martin):
        page = enter(client, someone).get(url).content.decode()
        assert "What it did is not known yet" in page
        assert "So few people took part that no count is shown" in page
        assert "Wanda Waits" not in page
    assert enter(client, person("Sam Stranger")).get(url).status_code == 404


def test_a_pair_goes_on_where_both_say_yes_and_neither_learns_of_a_no(house):
    house.close()
    ana, martin, now = house.protege, house.mentor, house.now + timedelta(minutes=1)
    house.the_pair.refresh_from_db()
    (asked,) = own_going_on(ana, now=now)
    assert not mentorships.say_going_on(pair=asked.pair, wants=True, actor=ana, now=now)
    assert not mentorships.say_going_on(pair=asked.pair, wants=False, actor=martin, now=now)
    (mine,) = own_going_on(ana, now=now)
    assert (mine.said, mine.goes_on, mine.is_open) == (True, False, True)  # as if the other had said nothing
    assert not InformalPair.objects.exists()
    assert mentorships.say_going_on(pair=asked.pair, wants=True, actor=martin, now=now)
    begun = InformalPair.objects.get()
    assert begun.accepted_at == now
    assert {begun.asked_by_id, begun.asked_id} == {house.ana.id, house.martin.id}
    assert mentorships.say_going_on(pair=asked.pair, wants=True, actor=martin, now=now)
    assert InformalPair.objects.count() == 1


def test_a_question_that_one_of_them_had_out_is_answered_by_going_on(house):
    mentorships.ask_to_talk(email="martin.kern@example.test", actor=house.protege, now=house.now)
    house.close()
    now = house.now + timedelta(minutes=1)
    for one in (house.protege, house.mentor):
        mentorships.say_going_on(pair=house.the_pair, wants=True, actor=one, now=now)
    assert InformalPair.objects.get().accepted_at == now


def test_others_and_late_answers_are_refused(house):
    house.close()
    later = house.now + timedelta(days=61)
    for actor, at in ((actor_for(user_of(house.waiting)), house.now), (house.protege, later)):
        with pytest.raises(mentorships.UnableToTalk):
            mentorships.say_going_on(pair=house.the_pair, wants=True, actor=actor, now=at)
    assert not GoingOnWord.objects.exists()


def test_would_you_take_part_again_is_one_tap_and_read_in_counts_alone(house, client):
    house.close()
    page = enter(client, house.ana).post(
        reverse("programmes:again", args=[house.programme.id]), {"answer": "yes"}, follow=True
    )
    assert "Noted, thank you" in page.content.decode()
    assert again_counts(house.manager, house.programme) == {"listed": None}
    people = [person(f"Lea {number}") for number in range(5)]
    for number, one in enumerate(people):
        RosterEntry.objects.create(
            cohort=house.cohort, programme=house.programme, person=one, started_on=house.cohort.starts_on
        )
        answer = "no" if number == 0 else "yes"
        actor = actor_for(user_of(one))
        services.say_again(programme=house.programme, answer=answer, actor=actor, now=house.now)
    assert again_counts(house.manager, house.programme) == {"listed": {"yes": 5, "perhaps": 0, "no": 1}}
    assert again_counts(house.protege, house.programme) == {}


def test_whoever_took_no_part_is_not_asked(house, client):
    house.close()
    url = reverse("programmes:again", args=[house.programme.id])
    assert enter(client, person("Sam Stranger")).post(url, {"answer": "yes"}).status_code == 404
