"""Somebody new takes over: arm, dates and history stay, old sheets stay closed, and both are told kindly."""

from datetime import timedelta

import pytest

from mentorlift.accounts.actors import Actor
from mentorlift.mentorships import services
from mentorlift.mentorships.models import MentorSeat, Pair
from mentorlift.mentorships.queries.sheets import sheet_of
from mentorlift.mentorships.tests.builders import NOW, fill, offer, person
from mentorlift.notifications.models import Message

pytestmark = pytest.mark.django_db
AFTER = NOW + timedelta(days=4)


@pytest.fixture
def nora(house):
    found = person("Nora Next")
    offer(house.programme, found)
    return found


def replace(house, pair, nora):
    return services.re_pair(pair=pair, mentor_id=nora.id, starts_on=AFTER.date(), actor=house.manager, now=AFTER)


def test_the_protege_reads_who_goes_on_and_the_former_mentor_a_thank_you(house, pair, nora):
    replace(house, pair, nora)
    told = {one.to: one for one in Message.objects.filter(created_at=AFTER)}
    assert set(told) == {"ana.novak@example.test", "martin.kern@example.test", "nora.next@example.test"}
    ana, martin = told["ana.novak@example.test"], told["martin.kern@example.test"]
    assert ana.subject == "Nora Next is your mentor"
    assert "says nothing about you, nor about whom you had before" in ana.body
    assert ana.body.count("\n- ") == 3
    assert martin.subject == "Somebody else goes on from here: thank you"
    assert "nobody is to blame" in martin.body
    assert "Nora" not in martin.body
    assert Message.objects.filter(created_at=AFTER).count() == 3


def test_dates_and_history_stay(house, pair, nora):
    dates = (house.cohort.starts_on, pair.starts_on, pair.question_set_id)
    held = pair.sessions.get(week=1)
    services.log_meeting(session=held, took_place=True, actor=house.mentor, now=AFTER)
    opened = replace(house, pair, nora)
    pair.refresh_from_db()
    house.cohort.refresh_from_db()
    assert (house.cohort.starts_on, pair.starts_on, opened.question_set_id) == dates
    assert (opened.cohort_id, opened.follows_id) == (pair.cohort_id, pair.id)
    assert held.reports.count() == 1
    assert [one.week for one in opened.sessions.order_by("week")] == [2, 3, 4]


def test_the_new_mentor_reads_no_old_sheet(house, pair, nora):
    session = pair.sessions.get(week=1)
    for actor in (house.protege, house.mentor):
        fill(session, actor)
    opened = replace(house, pair, nora)
    new = Actor(user_id="nora", person_id=nora.id)
    with pytest.raises((PermissionError, ValueError, LookupError)):
        sheet_of(new, session)
    assert opened.sessions.filter(sheets__isnull=False).count() == 0


def test_a_letter_is_sent_once_however_often_the_button_is_pressed(house, pair, nora):
    replace(house, pair, nora)
    with pytest.raises(services.UnableToPair):
        replace(house, pair, nora)
    assert Pair.objects.count() == 2
    assert MentorSeat.objects.count() == 1
    assert Message.objects.filter(created_at=AFTER).count() == 3
