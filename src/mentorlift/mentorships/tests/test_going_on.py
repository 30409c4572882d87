"""Somebody whose pair ended goes on with the weeks that are left, whichever way they get their next mentor."""

from datetime import date, timedelta

import pytest

from mentorlift.mentorships import services
from mentorlift.mentorships.models import Ending, Pair, Source
from mentorlift.mentorships.queries.left import first_week_left, parted
from mentorlift.mentorships.tests.builders import NOW, offer, person
from mentorlift.notifications.models import Message
from mentorlift.programmes.models import Question, QuestionSet

pytestmark = pytest.mark.django_db
AFTER_TWO = NOW + timedelta(days=12)


def nora(house, places=2):
    made = person("Nora Next")
    offer(house.programme, made, places=places)
    return made


def go_on(house, pair, **changes):
    services.end_pair(pair=pair, actor=house.protege, now=AFTER_TWO)
    facts = {"mentor": nora(house), "starts_on": date(2026, 3, 16), "now": AFTER_TWO}
    return house.pair(**(facts | changes))


def test_a_pair_opened_for_somebody_who_had_a_mentor_follows_and_begins_with_the_week_that_is_left(house, pair):
    opened = go_on(house, pair)
    assert opened.follows == pair
    assert [s.week for s in opened.sessions.order_by("week")] == [3, 4]


def test_beside_them_somebody_new_begins_with_week_one(house, pair):
    services.end_pair(pair=pair, actor=house.protege, now=AFTER_TWO)
    next_one, ben = nora(house), person("Ben Fresh")
    opened = services.open_pairs(
        cohort=house.cohort,
        pairs=[(house.ana.id, next_one.id), (ben.id, next_one.id)],
        starts_on=date(2026, 3, 16),
        source=Source.DRAFT,
        actor=house.manager,
        now=AFTER_TWO,
    )
    weeks = [[s.week for s in one.sessions.order_by("week")] for one in opened]
    assert weeks == [[3, 4], [1, 2, 3, 4]]


def test_the_questions_stay_those_of_the_beginning(house, pair):
    newer = QuestionSet.objects.create(programme=house.programme, version=2, written_at=NOW, written_by="test")
    Question.objects.create(question_set=newer, side="both", order=1, kind="free", text="New?", from_week=1)
    assert go_on(house, pair).question_set == pair.question_set


def test_whoever_has_been_through_all_weeks_is_not_paired_again(house, pair):
    late = NOW + timedelta(days=60)
    services.end_pair(pair=pair, actor=house.protege, now=late)
    assert first_week_left(pair) is None
    with pytest.raises(services.UnableToPair, match="Ana Novak has been through all weeks already"):
        house.pair(mentor=nora(house), starts_on=date(2026, 5, 4), now=late)
    assert Pair.objects.count() == 1


def test_two_who_parted_are_remembered_and_a_leaver_is_not(house, pair):
    services.end_pair(pair=pair, actor=house.protege, now=NOW)
    assert set(parted(house.programme.id)) == {(house.ana.id, house.martin.id)}
    pair.ending.kind = Ending.LEFT
    pair.ending.save()
    assert parted(house.programme.id) == {}


def test_both_are_told_in_words_that_blame_nobody(house, pair):
    Message.objects.all().delete()
    go_on(house, pair)
    letters = {message.to: f"{message.subject}\n{message.body}" for message in Message.objects.all()}
    told = letters["martin.kern@example.test"]
    assert "Nobody is to blame" in told and "nobody is told a reason" in told
    protege, mentor = letters["ana.novak@example.test"], letters["nora.next@example.test"]
    assert "You go on with week 3" in protege
    assert "Your new mentor cannot read it" in protege
    assert "you begin with week 3" in mentor
    assert "That says nothing about either of them" in mentor
    for letter in letters.values():
        assert "Martin" not in letter.replace("martin.kern", "")
