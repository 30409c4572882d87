"""Ending a pair without blame: a reason may be ticked, and nothing that is kept leads back to who did."""

import pytest
from django.db import connection
from django.urls import reverse

from mentorlift.accounts.actors import Actor
from mentorlift.audit.models import AuditRecord
from mentorlift.mentorships import services
from mentorlift.mentorships.models import PairEnding, ReasonCount
from mentorlift.mentorships.queries.reasons import reasons
from mentorlift.mentorships.rules.reasons import is_due, readable
from mentorlift.mentorships.tests.builders import NOW, actor_for, offer, person, user_of
from mentorlift.notifications.models import Message

pytestmark = pytest.mark.django_db


def end_many(house, ticked):
    for reason in ticked:
        one = person(f"Somebody {PairEnding.objects.count()}")
        pair = house.pair(protege=one)
        services.end_pair(pair=pair, actor=actor_for(user_of(one)), now=NOW, reason=reason)


def test_the_counts_move_by_five_answers_or_more():
    assert not is_due({"fit": 4}, {})
    assert is_due({"fit": 4, "time": 1}, {})
    assert not is_due({"fit": 8, "time": 1}, {"fit": 4, "time": 1})
    assert is_due({"fit": 9, "time": 1}, {"fit": 4, "time": 1})


def test_a_rare_reason_is_not_told_by_name():
    assert readable({"fit": 6, "badly": 1, "time": 2}) == ({"fit": 6}, 3)


def test_counts_appear_with_the_fifth_answer_and_stand_until_the_tenth(house):
    end_many(house, ["fit"] * 4)
    assert reasons(house.manager, house.programme.id).all == 0
    end_many(house, ["badly"])
    found = reasons(house.manager, house.programme.id)
    assert (found.told, found.others) == ([], 5)
    end_many(house, ["time"] * 4)
    assert reasons(house.manager, house.programme.id) == found
    end_many(house, ["fit"])
    found = reasons(house.manager, house.programme.id)
    assert (found.told, found.others) == ([("We did not fit", 5)], 5)


def test_nothing_that_is_kept_leads_from_the_reason_to_the_pair(house):
    offer(house.programme, house.petra, places=1)
    pair = house.pair()
    services.end_pair(pair=pair, actor=house.protege, now=NOW, reason="badly")
    assert {field.name for field in ReasonCount._meta.get_fields()} == {"id", "programme", "reason", "said", "shown"}
    assert "badly" not in repr(list(PairEnding.objects.values())) + repr(list(AuditRecord.objects.values()))
    assert "badly" not in repr(list(Message.objects.values()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mentorships_reasoncount WHERE said > 0")
        assert cursor.fetchone() == (1,)


def test_only_the_two_tick_a_reason_and_only_one_of_the_list(house):
    pair = house.pair()
    for actor, reason in ((house.manager, "fit"), (house.protege, "because of him")):
        with pytest.raises(services.UnableToEnd, match="Choose one of the reasons, or none"):
            services.end_pair(pair=pair, actor=actor, now=NOW, reason=reason)
    pair.refresh_from_db()
    assert pair.ended_at is None
    assert not ReasonCount.objects.exists()


def test_counts_are_for_programme_managers_alone(house):
    for actor in (house.protege, house.mentor, Actor(user_id="1", person_id=None, roles=frozenset({"leader"}))):
        assert reasons(actor, house.programme.id) is None


def test_the_page_asks_one_of_the_two_and_says_who_sees_it(house, client):
    pair = house.pair()
    url = reverse("mentorships:ending", args=[pair.id])
    client.force_login(house_user(house.ana), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(url).content.decode()
    assert "Would you like to say why?" in page
    assert "without your name, this pair or the day" in page
    client.post(url, {"reason": "topics"})
    pair.refresh_from_db()
    assert pair.ended_at is not None
    assert ReasonCount.objects.get(reason="topics").said == 1


def test_a_reason_from_outside_the_list_is_refused_by_the_page_too(house, client):
    pair = house.pair()
    client.force_login(house_user(house.ana), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.post(reverse("mentorships:ending", args=[pair.id]), {"reason": "his fault"})
    assert page.status_code == 200
    pair.refresh_from_db()
    assert pair.ended_at is None


def test_a_programme_manager_ends_without_being_asked_and_reads_the_counts(house, client):
    end_many(house, ["time"] * 5)
    client.force_login(house_user(house.petra), backend="allauth.account.auth_backends.AuthenticationBackend")
    pair = house.pair()
    ending = client.get(reverse("mentorships:ending", args=[pair.id])).content.decode()
    assert "Would you like to say why?" not in ending
    listed = client.get(reverse("mentorships:pairs"), {"programme": house.programme.id}).content.decode()
    assert "Why pairs ended, in counts" in listed
    assert "No time for it" in listed


def house_user(someone):
    from mentorlift.accounts.models import User

    return User.objects.get(person_id=someone.id)
