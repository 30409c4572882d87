"""Two people who say that they talk: opt-in of both, a light log, counts for the programme managers, and no label."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorlift.accounts.models import User
from mentorlift.audit.models import AuditRecord
from mentorlift.mentorships import services
from mentorlift.mentorships.models import InformalPair, InformalTalk
from mentorlift.mentorships.queries.informal import own_talks, talk_counts, whom_i_talk_with
from mentorlift.mentorships.services.informal import end_talks_of_leavers
from mentorlift.mentorships.tests.builders import actor_for, person, user_of
from mentorlift.notifications.models import Message
from mentorlift.people.models import Employment
from mentorlift.people.queries import organisation_day

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLE_WORD = re.compile(r"\b(mentor\w*|protégés?|mentees?)\b", re.IGNORECASE)


def now():
    return timezone.now()


def today():
    return organisation_day(now())


def text(response):
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return page.replace("Mentorlift", "")  # the product's own name


class Two:
    def __init__(self):
        self.ada, self.ben = person("Ada Lund"), person("Ben Roth")
        self.a, self.b = actor_for(user_of(self.ada)), actor_for(user_of(self.ben))

    def ask(self):
        services.ask_to_talk(email="BEN.roth@example.test", actor=self.a, now=now())
        return InformalPair.objects.get()

    def agree(self):
        pair = self.ask()
        services.say_yes(pair=pair, actor=self.b, now=now())
        return pair


@pytest.fixture
def two():
    return Two()


def browser(someone):
    client = Client()
    client.force_login(User.objects.get(person_id=someone.id), backend=BACKEND)
    return client


def test_nothing_can_be_noted_before_both_agree(two):
    pair = two.ask()
    for actor in (two.a, two.b):
        with pytest.raises(services.UnableToTalk, match="have not agreed"):
            services.note_talk(pair=pair, on=today(), good="", actor=actor, now=now())
    with pytest.raises(services.UnableToTalk, match="not open any more"):
        services.say_yes(pair=pair, actor=two.a, now=now())  # one cannot agree with oneself
    services.say_yes(pair=pair, actor=two.b, now=now())
    services.note_talk(pair=pair, on=today(), good="yes", actor=two.a, now=now())
    services.note_talk(pair=pair, on=today(), good="somewhat", actor=two.b, now=now())
    (row,) = whom_i_talk_with(two.a)
    assert (row.name, row.talks) == ("Ben Roth", 1)


def test_the_same_day_noted_again_replaces_what_one_said(two):
    pair = two.agree()
    for good in ("no", "yes"):
        services.note_talk(pair=pair, on=today(), good=good, actor=two.a, now=now())
    assert InformalTalk.objects.get().good == "yes"


@pytest.mark.parametrize(("days", "good"), [(-1, ""), (31, ""), (0, "splendid")])
def test_a_day_ahead_or_long_ago_and_an_unknown_answer_are_refused(two, days, good):
    pair = two.agree()
    with pytest.raises(services.UnableToTalk):
        services.note_talk(pair=pair, on=today() - timedelta(days=days), good=good, actor=two.a, now=now())
    assert not InformalTalk.objects.exists()


def test_an_address_that_nobody_has_is_answered_like_any_other(two):
    client = browser(two.ada)
    answers = []
    for email in ("nobody@example.test", "ben.roth@example.test", "ada.lund@example.test"):
        answers.append(text(client.post(reverse("mentorships:talks"), {"email": email}, follow=True)))
    assert all("If a colleague here has this address, they have been asked." in answer for answer in answers)
    assert InformalPair.objects.get().asked_id == two.ben.id
    assert "Their e-mail address at work" in text(client.post(reverse("mentorships:talks"), {"email": "not one"}))


def test_nobody_is_asked_twice_and_only_a_few_at_a_time(two):
    pair = two.ask()
    services.stop_talks(pair=pair, actor=two.b, now=now())
    services.ask_to_talk(email="ben.roth@example.test", actor=two.a, now=now())
    assert InformalPair.objects.count() == 1
    for number in range(5):
        services.ask_to_talk(email=f"colleague.{number}@example.test", actor=two.a, now=now())
    assert InformalPair.objects.count() == 1
    for number in range(5):
        person(f"Colleague {number}")
        services.ask_to_talk(email=f"colleague.{number}@example.test", actor=two.a, now=now())
    with pytest.raises(services.UnableToTalk, match="have not answered yet"):
        services.ask_to_talk(email="colleague.1@example.test", actor=two.a, now=now())


def test_the_two_who_ask_each_other_have_one(two):
    two.ask()
    services.ask_to_talk(email="ada.lund@example.test", actor=two.b, now=now())
    assert InformalPair.objects.count() == 1


def test_either_ends_it_alone_and_nothing_is_sent(two):
    pair = two.agree()
    Message.objects.all().delete()
    services.stop_talks(pair=pair, actor=two.a, now=now())
    assert (whom_i_talk_with(two.a), whom_i_talk_with(two.b)) == ([], [])
    assert not Message.objects.exists()
    with pytest.raises(services.UnableToTalk):
        services.note_talk(pair=pair, on=today(), good="", actor=two.b, now=now())


def test_to_everybody_else_it_does_not_exist(two, enter):
    pair = two.agree()
    stranger = person("Sam Stranger")
    outsiders = [actor_for(user_of(stranger)), actor_for(user_of(person("Petra Lang")), "programme_manager")]
    for actor in outsiders:
        assert not own_talks(actor).exists()
        for act in (services.say_yes, services.stop_talks):
            with pytest.raises(services.UnableToTalk, match="not yours"):
                act(pair=pair, actor=actor, now=now())
    for client in (browser(stranger), enter("programme_manager"), enter("administrator"), enter("leader")):
        assert "Ben Roth" not in text(client.get(reverse("mentorships:talks")))
        for name in ("talk_yes", "talk_end", "talk_note"):
            assert client.post(reverse(f"mentorships:{name}", args=[pair.id]), {"on": today()}).status_code == 404
    pair.refresh_from_db()
    assert pair.ended_at is None


def test_the_audit_record_names_no_second_person(two):
    two.agree()
    told = repr(list(AuditRecord.objects.filter(action__startswith="mentorships.").values("ids", "subject")))
    assert str(two.ada.id) not in told and str(two.ben.id) not in told


def test_programme_managers_read_counts_and_these_from_five_on(two):
    manager = actor_for(user_of(person("Petra Lang"), "programme_manager"), "programme_manager")
    pairs = [two.agree()]
    for number in range(4):
        one, other = person(f"One {number}"), person(f"Other {number}")
        asks, answers = actor_for(user_of(one)), actor_for(user_of(other))
        services.ask_to_talk(email=f"other.{number}@example.test", actor=asks, now=now())
        pair = InformalPair.objects.get(asked=other)
        if number == 3:
            found = talk_counts(manager, now=now())
            assert (found.pairs, found.talks, found.good) == (None, None, None)
        services.say_yes(pair=pair, actor=answers, now=now())
        services.note_talk(pair=pair, on=today(), good="yes", actor=asks, now=now())
        pairs.append(pair)
    found = talk_counts(manager, now=now())
    assert (found.pairs, found.talks, found.good) == (5, None, None)
    services.note_talk(pair=pairs[0], on=today(), good="no", actor=two.a, now=now())
    found = talk_counts(manager, now=now())
    assert (found.pairs, found.talks, found.good, found.answers) == (5, 5, 4, 5)
    assert talk_counts(two.a, now=now()) is None
    shown = text(browser_of_manager(manager).get(reverse("mentorships:pairs")))
    assert "4 of 5" in shown and "Ada Lund" not in shown and "One 1" not in shown


def browser_of_manager(manager):
    client = Client()
    user = User.objects.get(id=manager.user_id)
    client.force_login(user, backend=BACKEND)
    return client


def test_who_leaves_the_company_ends_it(two):
    two.agree()
    Employment.objects.filter(person=two.ben).update(exited_on=today())
    assert end_talks_of_leavers(today=today() - timedelta(days=1), now=now()) == 0
    assert end_talks_of_leavers(today=today(), now=now()) == 1
    assert whom_i_talk_with(two.a) == []


def test_no_page_and_no_letter_of_it_calls_anybody_anything(two):
    pages = [browser(two.ada).get(reverse("mentorships:talks"))]
    two.ask()
    for someone in (two.ada, two.ben):
        pages += [browser(someone).get(address) for address in (reverse("mentorships:talks"), reverse("reports:today"))]
    pair = InformalPair.objects.get()
    browser(two.ben).post(reverse("mentorships:talk_yes", args=[pair.id]))
    note = {"on": today().isoformat(), "good": "yes"}
    pages.append(browser(two.ada).post(reverse("mentorships:talk_note", args=[pair.id]), note, follow=True))
    assert "1 talk" in text(pages[-1])
    for page in pages:
        assert page.status_code == 200
        assert not ROLE_WORD.findall(text(page))
    letters = list(Message.objects.all())
    assert len(letters) == 2
    assert not [one for one in letters if ROLE_WORD.search(f"{one.subject} {one.body}")]


def test_an_unreadable_day_is_said_and_nothing_noted(two):
    pair = two.agree()
    answer = browser(two.ada).post(reverse("mentorships:talk_note", args=[pair.id]), {"on": "31 June"}, follow=True)
    assert "Choose the day on which you talked." in text(answer)
    assert not InformalTalk.objects.exists()
