"""Pairs: places, meetings, endings, and who comes after."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mentorlift.audit.models import AuditRecord
from mentorlift.audit.services import verify_chain
from mentorlift.mentorships import services
from mentorlift.mentorships.models import Ending, MentorSeat, Pair, Session
from mentorlift.mentorships.queries.pairs import pairs_to_rematch
from mentorlift.mentorships.tests.builders import NOW, STARTS_ON, actor_for, offer, person, user_of
from mentorlift.notifications.models import Message
from mentorlift.people.models import Employment
from mentorlift.programmes.models import ClosedDate, Closing

pytestmark = pytest.mark.django_db


def test_a_pair_gets_a_meeting_a_week_and_both_are_told(house):
    pair = house.pair()
    assert [s.week for s in pair.sessions.order_by("starts_at")] == [1, 2, 3, 4]
    assert {m.to for m in Message.objects.all()} == {"ana.novak@example.test", "martin.kern@example.test"}
    assert AuditRecord.objects.filter(action="mentorships.open_pairs").count() == 1
    assert verify_chain().intact


def test_no_meeting_lies_on_a_closed_date(house):
    ClosedDate.objects.create(programme=house.programme, on=STARTS_ON + timedelta(days=3))
    first = house.pair().sessions.get(week=1)
    assert timezone.localdate(first.starts_at) == STARTS_ON + timedelta(days=2)


def test_meetings_lie_inside_both_working_hours(house):
    early = person("Early Bird", hours="Europe/Berlin 06:00-12:00")
    pair = house.pair(protege=early)
    assert {s.starts_at.hour for s in pair.sessions.all()} == {10}  # half past eleven in Berlin, half past ten here


def test_a_protege_has_one_mentor_at_a_time_in_a_programme(house):
    house.pair()
    other = person("Other Mentor")
    offer(house.programme, other)
    with pytest.raises(services.UnableToPair, match="already has a mentor"):
        house.pair(mentor=other)


def test_a_mentor_is_given_no_more_proteges_than_places(house):
    house.pair()
    house.pair(protege=person("Bea"))
    with pytest.raises(services.UnableToPair, match="no free place"):
        house.pair(protege=person("Cem"))
    assert MentorSeat.objects.count() == 2


def test_nothing_is_saved_when_one_of_many_pairs_cannot_be(house):
    ben, gone = person("Ben"), person("Gone", exited_on=date(2026, 2, 1))
    with pytest.raises(services.UnableToPair) as raised:
        services.open_pairs(
            cohort=house.cohort,
            pairs=[(house.ana.id, house.martin.id), (ben.id, ben.id), (gone.id, house.martin.id)],
            starts_on=STARTS_ON,
            source="hand",
            actor=house.manager,
            now=NOW,
        )
    assert len(raised.value.faults) == 2
    assert not Pair.objects.exists()
    assert not Message.objects.exists()


def test_only_a_programme_manager_pairs_people(house):
    with pytest.raises(services.UnableToPair):
        house.pair(actor=house.mentor)


def test_either_side_ends_a_pair_without_a_reason_and_the_place_is_free(house):
    for actor in (house.protege, house.mentor, house.manager):
        pair = house.pair()
        services.end_pair(pair=pair, actor=actor, now=NOW)
        assert pair.ending.kind == Ending.ENDED
        assert not MentorSeat.objects.exists()
        assert not Session.objects.filter(pair=pair, dropped_at=None).exists()


def test_a_stranger_cannot_end_a_pair_and_nobody_ends_it_twice(house):
    pair = house.pair()
    with pytest.raises(services.UnableToEnd):
        services.end_pair(pair=pair, actor=actor_for(user_of(house.boss)), now=NOW)
    services.end_pair(pair=pair, actor=house.protege, now=NOW)
    with pytest.raises(services.UnableToEnd):
        services.end_pair(pair=pair, actor=house.mentor, now=NOW)


def test_a_new_mentor_takes_the_weeks_that_are_left(house):
    pair = house.pair()
    after_two = NOW + timedelta(days=12)
    successor = person("Nora Next")
    offer(house.programme, successor)
    opened = services.re_pair(
        pair=pair, mentor_id=successor.id, starts_on=date(2026, 3, 16), actor=house.manager, now=after_two
    )
    assert [s.week for s in opened.sessions.order_by("week")] == [3, 4]
    pair.refresh_from_db()
    assert pair.ending.kind == Ending.REPLACED
    assert list(Pair.objects.filter(cohort=house.cohort).order_by("created_at")) == [pair, opened]


def test_an_ended_pair_is_followed_once(house):
    pair = house.pair()
    successor = person("Nora Next")
    offer(house.programme, successor, places=2)
    facts = {"pair": pair, "mentor_id": successor.id, "starts_on": STARTS_ON, "actor": house.manager, "now": NOW}
    services.re_pair(**facts)
    with pytest.raises(services.UnableToPair):
        services.re_pair(**facts)


def test_a_failed_change_of_mentor_leaves_the_pair_as_it_was(house):
    pair, full = house.pair(), person("Nobody Free")
    with pytest.raises(services.UnableToPair, match="no free place"):
        services.re_pair(pair=pair, mentor_id=full.id, starts_on=STARTS_ON, actor=house.manager, now=NOW)
    pair.refresh_from_db()
    assert pair.ended_at is None
    assert pair.sessions.filter(dropped_at=None).count() == 4


def test_a_leavers_pair_is_closed_and_the_partner_waits_for_a_new_mentor(house):
    pair = house.pair()
    Employment.objects.filter(person=house.martin).update(exited_on=date(2026, 3, 10))
    assert services.close_pairs_of_leavers(now=NOW, today=date(2026, 3, 9)) == 0
    later = NOW + timedelta(days=8)
    assert services.close_pairs_of_leavers(now=later, today=date(2026, 3, 10)) == 1
    assert services.close_pairs_of_leavers(now=later, today=date(2026, 3, 10)) == 0
    pair.refresh_from_db()
    assert pair.ending.kind == Ending.LEFT
    (waiting,) = pairs_to_rematch(house.manager, now=later)
    assert (waiting.person_id, waiting.needs_mentor) == (house.ana.id, True)
    assert pairs_to_rematch(house.protege, now=later) == []


def test_a_mentor_whose_protege_left_has_a_free_place_again(house):
    house.pair()
    Employment.objects.filter(person=house.ana).update(exited_on=date(2026, 3, 10))
    later = NOW + timedelta(days=8)
    services.close_pairs_of_leavers(now=later, today=date(2026, 3, 10))
    (waiting,) = pairs_to_rematch(house.manager, now=later)
    assert (waiting.person_id, waiting.needs_mentor) == (house.martin.id, False)
    assert pairs_to_rematch(house.manager, now=later + timedelta(days=15)) == []


def test_whoever_was_paired_again_waits_no_more(house):
    pair = house.pair()
    services.end_pair(pair=pair, actor=house.protege, now=NOW)
    assert len(pairs_to_rematch(house.manager, now=NOW)) == 1
    successor = person("Nora Next")
    offer(house.programme, successor)
    services.re_pair(pair=pair, mentor_id=successor.id, starts_on=STARTS_ON, actor=house.manager, now=NOW)
    assert pairs_to_rematch(house.manager, now=NOW) == []


def test_the_sweep_closes_the_pairs_of_a_closed_programme(house):
    pair = house.pair()
    Closing.objects.create(programme=house.programme, at=NOW, by="test")
    from mentorlift.mentorships.services.endings import close_pairs_of_ended_programmes

    assert close_pairs_of_ended_programmes(now=NOW) == 1
    pair.refresh_from_db()
    assert pair.ending.kind == Ending.CLOSED
