"""Why a meeting did not take place: one tap, counted for the site alone, read from five on."""

from datetime import timedelta

import pytest

from mentorlift.accounts.models import User
from mentorlift.audit.models import AuditRecord
from mentorlift.mentorships import services
from mentorlift.mentorships.models import MissedAnswer, MissedCount, Session
from mentorlift.mentorships.queries.missed import missed_by_site
from mentorlift.mentorships.tests.builders import NOW, offer, person
from mentorlift.people.models import Post

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
AFTER = NOW + timedelta(days=4)  # the first meeting was yesterday
pytestmark = pytest.mark.django_db


def no(session, actor):
    services.log_meeting(session=session, took_place=False, actor=actor, now=AFTER)


def missed(session, actor, why):
    no(session, actor)
    services.say_why(session=session, why=why, actor=actor, now=AFTER)


def many(house, reasons, *, site, start=0):
    """As many pairs with one missed meeting each."""
    for number, why in enumerate(reasons, start):
        mentor = person(f"Mentor {site}{number}")
        offer(house.programme, mentor)
        protege = person(f"Protege {site}{number}")
        Post.objects.filter(person=protege).update(site=site)
        pair = house.pair(protege=protege, mentor=mentor)
        from mentorlift.mentorships.tests.builders import actor_for, user_of

        missed(pair.sessions.get(week=1), actor_for(user_of(mentor)), why)


def test_a_reason_is_counted_once_a_meeting_whoever_of_the_two_taps(house, session):
    Post.objects.filter(person=house.ana).update(site="Leeds")
    missed(session, house.protege, "customer")
    no(session, house.mentor)
    with pytest.raises(services.UnableToLog, match="once for both"):
        services.say_why(session=session, why="forgot", actor=house.mentor, now=AFTER)
    assert list(MissedCount.objects.filter(said__gt=0).values_list("site", "why", "said", "shown")) == [
        ("Leeds", "customer", 1, 0)
    ]


def test_nobody_is_asked_who_has_not_said_no(house, session):
    for actor in (house.protege, house.manager):
        with pytest.raises(services.UnableToLog):
            services.say_why(session=session, why="floor", actor=actor, now=AFTER)
    services.log_meeting(session=session, took_place=True, actor=house.protege, now=AFTER)
    no(session, house.mentor)
    with pytest.raises(services.UnableToLog):
        services.say_why(session=session, why="floor", actor=house.protege, now=AFTER)
    with pytest.raises(services.UnableToLog):
        services.say_why(session=session, why="lazy", actor=house.mentor, now=AFTER)
    assert not MissedAnswer.objects.exists()


def test_what_is_kept_leads_to_no_meeting_and_no_person(house, session):
    written = AuditRecord.objects.count()
    missed(session, house.protege, "absent")
    assert AuditRecord.objects.count() == written + 1  # that they did not meet, never why
    assert {field.name for field in MissedCount._meta.fields} == {"id", "programme", "site", "why", "said", "shown"}
    assert {field.name for field in MissedAnswer._meta.fields} == {"session", "at"}
    assert MissedAnswer.objects.get().at == Session.objects.get(id=session.id).starts_at


def test_a_site_is_read_from_five_answers_on_and_moves_by_five(house):
    many(house, ["floor"] * 4, site="Leeds")
    many(house, ["forgot"] * 4, site="Hamburg")
    assert missed_by_site(house.manager, house.programme.id) == []
    many(house, ["customer"], site="Leeds", start=10)
    (leeds,) = missed_by_site(house.manager, house.programme.id)
    assert (leeds.site, leeds.told, leeds.others, leeds.all) == ("Leeds", [], 5, 5)
    many(house, ["floor"] * 4, site="Leeds", start=20)
    (leeds,) = missed_by_site(house.manager, house.programme.id)
    assert leeds.all == 5
    many(house, ["floor"], site="Leeds", start=30)
    (leeds,) = missed_by_site(house.manager, house.programme.id)
    assert (leeds.told, leeds.others) == ([("pulled to the floor", 9)], 1)
    assert missed_by_site(house.protege, house.programme.id) is None


def test_one_tap_after_the_no_on_today(house, session, client, time_machine):
    time_machine.move_to(AFTER)
    client.force_login(User.objects.get(person_id=house.ana.id), backend=BACKEND)
    answer = client.post(f"/meetings/{session.id}/word/", {"took_place": "no", "from": "today"}, follow=True)
    page = answer.content.decode()
    assert "What came in between?" in page
    assert "without the two of you" in page
    client.post(f"/meetings/{session.id}/missed/", {"why": "technical"})
    assert MissedCount.objects.get(why="technical").said == 1
    assert "What came in between?" not in client.get(f"/meetings/{session.id}/").content.decode()
    assert client.post(f"/meetings/{session.id}/missed/", {"why": "nonsense"}, follow=True).status_code == 200


def test_the_programme_manager_reads_sites_on_the_page_of_the_pairs(house, client):
    many(house, ["floor"] * 6, site="Leeds")
    client.force_login(User.objects.get(person_id=house.petra.id), backend=BACKEND)
    page = client.get(f"/pairs/?programme={house.programme.id}").content.decode()
    assert "Why meetings were missed, by site" in page
    assert "pulled to the floor: 5" in page
