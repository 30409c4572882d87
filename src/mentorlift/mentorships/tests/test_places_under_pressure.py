"""Two people never win one place: real transactions in real threads, on whichever database the tests run."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from mentorlift.mentorships import services
from mentorlift.mentorships.models import MentorSeat, MissedCount, Pair, Session, SessionMove
from mentorlift.mentorships.tests.builders import NOW, House, offer, person
from mentorlift.people.models import Leave
from mentorlift.programmes.models import MentorOffer
from mentorlift.programmes.services.mentors import UnableToMentor, answer_offer

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run the calls in threads that start together; the outcomes, in their order."""
    barrier, outcomes = Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            barrier.wait()
            outcomes[place] = call()
        except Exception as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_the_last_places_of_a_mentor_go_to_as_many_as_there_are():
    house = House()  # Martin has two places
    people = [person(f"Person {number}") for number in range(5)]
    outcomes = at_once(*(lambda p=p: house.pair(protege=p) for p in people))
    assert sum(isinstance(outcome, Pair) for outcome in outcomes) == 2
    assert all(isinstance(outcome, Pair | services.UnableToPair) for outcome in outcomes), outcomes
    assert Pair.objects.count() == MentorSeat.objects.count() == 2
    assert Session.objects.count() == 8


def test_a_protege_whom_two_managers_pair_at_once_gets_one_mentor():
    house = House()
    outcomes = at_once(house.pair, house.pair, house.pair)
    assert sum(isinstance(outcome, Pair) for outcome in outcomes) == 1
    assert all(isinstance(outcome, Pair | services.UnableToPair) for outcome in outcomes), outcomes
    assert Pair.objects.count() == MentorSeat.objects.count() == 1


def test_a_place_is_not_taken_while_its_mentor_takes_it_back():
    house = House()
    given = MentorOffer.objects.get(programme=house.programme)
    outcomes = at_once(house.pair, lambda: answer_offer(offer=given, accepted=False, actor_id="martin", now=NOW))
    given.refresh_from_db()
    assert MentorSeat.objects.count() <= given.places, outcomes
    assert sum(isinstance(one, services.UnableToPair | UnableToMentor) for one in outcomes) == 1, outcomes


def test_two_lists_with_the_same_mentors_in_another_order_take_turns():
    house, second = House(), person("Second Mentor")
    offer(house.programme, second, places=2)
    people = [person(f"Person {number}") for number in range(4)]

    def open_list(first, last):
        pairs = [(people[first].id, house.martin.id), (people[last].id, second.id)]
        return lambda: house.pair(pairs=pairs if first < last else pairs[::-1])

    outcomes = at_once(open_list(0, 1), open_list(3, 2))
    assert all(isinstance(one, Pair) for one in outcomes), outcomes
    assert MentorSeat.objects.count() == 4


def test_of_two_who_replace_a_mentor_at_once_one_does():
    house, nora, olaf = House(), person("Nora Next"), person("Olaf Other")
    for mentor in (nora, olaf):
        offer(house.programme, mentor)
    pair = house.pair()

    def replace(mentor):
        own = Pair.objects.select_related("programme", "cohort", "question_set").get(id=pair.id)
        return services.re_pair(
            pair=own, mentor_id=mentor.id, starts_on=NOW.date(), actor=house.manager, now=NOW + timedelta(hours=1)
        )

    outcomes = at_once(lambda: replace(nora), lambda: replace(olaf), lambda: replace(nora))
    assert sum(isinstance(one, Pair) for one in outcomes) == 1, outcomes
    assert all(isinstance(one, Pair | services.UnableToPair) for one in outcomes), outcomes
    assert Pair.objects.filter(protege=house.ana, ended_at=None).count() == 1
    assert MentorSeat.objects.count() == 1
    assert Session.objects.filter(pair__ended_at=None).count() == 4


def test_the_last_place_of_a_successor_goes_to_one_of_two_proteges():
    house, nora, bea = House(), person("Nora Next"), person("Bea Berg")
    offer(house.programme, nora)
    pairs = [house.pair(), house.pair(protege=bea)]

    def replace(pair):
        own = Pair.objects.select_related("programme", "cohort", "question_set").get(id=pair.id)
        return services.re_pair(
            pair=own, mentor_id=nora.id, starts_on=NOW.date(), actor=house.manager, now=NOW + timedelta(hours=1)
        )

    outcomes = at_once(*(lambda p=p: replace(p) for p in pairs))
    assert sorted(isinstance(one, Pair) for one in outcomes) == [False, True], outcomes
    assert Pair.objects.filter(ended_at=None).count() == MentorSeat.objects.count() == 2
    assert MentorSeat.objects.filter(mentor=nora).count() == 1


def test_of_a_move_and_a_pause_at_once_both_are_counted():
    house = House()
    pair = house.pair()
    session = pair.sessions.get(week=2)
    Leave.objects.create(person=house.ana, from_on=session.week_from, to_on=session.week_from + timedelta(days=7))

    def move():
        own = Session.objects.select_related("pair__programme").get(id=session.id)
        return services.move_session(session=own, to_at=own.starts_at - timedelta(days=1), actor=house.mentor, now=NOW)

    at_once(move, lambda: services.pause_weeks(now=NOW))
    session.refresh_from_db()
    assert session.sequence == SessionMove.objects.filter(session=session).count()
    services.pause_weeks(now=NOW)
    for one in pair.sessions.all():
        assert not Leave.objects.filter(from_on__lte=one.starts_at.date(), to_on__gt=one.starts_at.date()).exists()
        assert one.sequence == one.moves.count()


def test_of_one_missed_meeting_one_reason_counts():
    house = House()
    session, after = house.pair().sessions.get(week=1), NOW + timedelta(days=4)
    for actor in (house.protege, house.mentor):
        services.log_meeting(session=session, took_place=False, actor=actor, now=after)

    def say(actor, why):
        own = Session.objects.select_related("pair__programme").get(id=session.id)
        return services.say_why(session=own, why=why, actor=actor, now=after)

    outcomes = at_once(lambda: say(house.protege, "floor"), lambda: say(house.mentor, "forgot"))
    assert sum(isinstance(one, services.UnableToLog) for one in outcomes) == 1, outcomes
    assert sum(MissedCount.objects.values_list("said", flat=True)) == 1


def test_of_two_moves_at_once_one_counts():
    house = House()
    session = house.pair().sessions.get(week=1)

    def move(actor, hours):
        own = Session.objects.select_related("pair").get(id=session.id)
        return services.move_session(session=own, to_at=own.starts_at + timedelta(hours=hours), actor=actor, now=NOW)

    at_once(lambda: move(house.protege, 1), lambda: move(house.mentor, 2))
    session.refresh_from_db()
    assert session.sequence == SessionMove.objects.count()


def test_both_answering_at_once_opens_the_sheets_and_tells_each_once():
    from mentorlift.mentorships.queries.sheets import sheet_of
    from mentorlift.mentorships.tests.builders import fill
    from mentorlift.notifications.models import Message

    house = House()
    session = house.pair().sessions.get(week=1)
    for actor in (house.protege, house.mentor):
        fill(session, actor, done=False)
    outcomes = at_once(
        lambda: services.answer_sheet(session=session, actor=house.protege, now=NOW),
        lambda: services.answer_sheet(session=session, actor=house.mentor, now=NOW),
    )
    assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes
    assert sheet_of(house.protege, session).theirs is not None
    assert Message.objects.filter(key__startswith="mentorships:sheets").count() == 2
