"""Moving, logging and adding meetings; the dose."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from mentorlift.mentorships import services
from mentorlift.mentorships.models import Report, Session
from mentorlift.mentorships.queries.dose import Dose, dose
from mentorlift.mentorships.queries.states import held_states
from mentorlift.mentorships.rules.held import Held
from mentorlift.mentorships.tests.builders import NOW, actor_for, user_of
from mentorlift.notifications.models import Message

pytestmark = pytest.mark.django_db
AFTER = NOW + timedelta(days=4)  # the first meeting was yesterday


def state(session, now=AFTER):
    return held_states([Session.objects.select_related("pair").get(id=session.id)], now=now)[session.id]


def test_a_move_within_the_week_keeps_the_uid_and_raises_the_sequence(house, session):
    uid, to_at = session.uid, session.starts_at + timedelta(days=1)
    services.move_session(session=session, to_at=to_at, actor=house.protege, now=NOW)
    assert (session.starts_at, session.sequence, session.uid) == (to_at, 1, uid)
    mail = Message.objects.filter(key__startswith="mentorships:move", to__startswith="martin").get()
    (event,) = Calendar.from_ical(bytes(mail.calendar)).walk("VEVENT")
    assert (str(event["UID"]), event["SEQUENCE"]) == (uid, 1)
    assert "Ana Novak moved it" in mail.body


def test_a_meeting_is_not_moved_out_of_its_week_nor_into_the_past(house, session):
    for to_at in (session.starts_at + timedelta(days=7), NOW - timedelta(hours=1)):
        with pytest.raises(services.UnableToMove):
            services.move_session(session=session, to_at=to_at, actor=house.mentor, now=NOW)
    assert not session.moves.exists()


def test_when_both_move_at_once_the_first_stands(house, session):
    stale = Session.objects.get(id=session.id)
    services.move_session(session=session, to_at=session.starts_at + timedelta(hours=1), actor=house.mentor, now=NOW)
    with pytest.raises(services.UnableToMove, match="just been moved"):
        services.move_session(session=stale, to_at=stale.starts_at + timedelta(hours=2), actor=house.protege, now=NOW)


def test_a_stranger_or_the_programme_manager_moves_nothing(house, session):
    for actor in (house.manager, actor_for(user_of(house.boss))):
        with pytest.raises(services.UnableToMove):
            services.move_session(session=session, to_at=session.starts_at, actor=actor, now=NOW)


def test_a_meeting_is_confirmed_by_both(house, session):
    services.log_meeting(session=session, took_place=True, actor=house.mentor, now=AFTER)
    assert state(session) is Held.WAITING
    services.confirm(session=session, actor=house.protege, now=AFTER)
    assert state(session) is Held.BOTH


def test_saying_the_same_twice_is_one_row(house, session):
    for _again in range(3):
        services.log_meeting(session=session, took_place=True, actor=house.mentor, now=AFTER)
    assert Report.objects.count() == 1


def test_a_dispute_in_time_makes_it_unknown_and_a_late_one_is_refused(house, session):
    services.log_meeting(session=session, took_place=True, actor=house.mentor, now=AFTER)
    with pytest.raises(services.UnableToLog, match="Three working days"):
        services.dispute(session=session, actor=house.protege, now=AFTER + timedelta(days=7))
    assert state(session, AFTER + timedelta(days=7)) is Held.ONE
    services.dispute(session=session, actor=house.protege, now=AFTER + timedelta(days=2))
    assert state(session) is Held.DISPUTED


def test_nobody_says_that_a_meeting_ahead_did_not_take_place(house, session):
    with pytest.raises(services.UnableToLog, match="ahead"):
        services.log_meeting(session=session, took_place=False, actor=house.mentor, now=NOW)


def test_a_meeting_is_not_logged_for_tomorrow_or_before_the_pair(house, session):
    for days in (1, -40):
        with pytest.raises(services.UnableToLog):
            services.log_meeting(
                session=session,
                took_place=True,
                met_on=(AFTER + timedelta(days=days)).date(),
                actor=house.mentor,
                now=AFTER,
            )


def test_only_the_two_log_their_meetings(house, session):
    for actor in (house.manager, actor_for(user_of(house.boss))):
        with pytest.raises(services.UnableToLog):
            services.log_meeting(session=session, took_place=True, actor=actor, now=AFTER)


def test_the_mentor_adds_a_talk_and_the_protege_is_told(house, pair):
    extra = services.add_extra_meeting(pair=pair, at=NOW + timedelta(days=2), actor=house.mentor, now=NOW)
    assert extra.is_extra
    mail = Message.objects.get(key__startswith="mentorships:extra")
    assert (mail.to, mail.subject) == ("ana.novak@example.test", "Martin Kern added a talk with you")
    assert "minute" not in mail.body


def test_a_protege_adds_no_talk(house, pair):
    with pytest.raises(services.UnableToMove):
        services.add_extra_meeting(pair=pair, at=NOW + timedelta(days=2), actor=house.protege, now=NOW)


def test_a_talk_that_has_taken_place_is_logged_by_adding_it(house, pair):
    extra = services.add_extra_meeting(pair=pair, at=AFTER - timedelta(hours=3), actor=house.mentor, now=AFTER)
    assert state(extra) is Held.WAITING


def test_the_dose_tells_what_took_place_from_what_nobody_knows(house, pair, session):
    second = pair.sessions.get(week=2)
    later = NOW + timedelta(days=16)
    for actor in (house.protege, house.mentor):
        services.log_meeting(session=session, took_place=True, actor=actor, now=AFTER)
    assert dose(house.cohort, now=later) == {house.ana.id: Dose(held=1, unknown=1)}
    services.log_meeting(session=second, took_place=False, actor=house.mentor, now=later)
    assert dose(house.cohort, now=later + timedelta(days=3)) == {house.ana.id: Dose(held=1, unknown=2)}
    # five working days on the "no" stands; the third meeting has passed and nobody said anything
    assert dose(house.cohort, now=later + timedelta(days=7)) == {house.ana.id: Dose(held=1, unknown=1)}


def test_the_dose_of_a_protege_counts_over_both_mentors(house, pair, session):
    from mentorlift.mentorships.tests.builders import offer, person

    services.log_meeting(session=session, took_place=True, actor=house.mentor, now=AFTER)
    successor = person("Nora Next")
    offer(house.programme, successor)
    opened = services.re_pair(pair=pair, mentor_id=successor.id, starts_on=AFTER.date(), actor=house.manager, now=AFTER)
    later = AFTER + timedelta(days=7)
    services.log_meeting(
        session=opened.sessions.get(week=2), took_place=True, actor=actor_for(user_of(successor)), now=later
    )
    assert dose(house.cohort, now=later + timedelta(days=7))[house.ana.id].held == 2
