"""What other rooms ask about people on a day."""

import datetime as dt

import pytest

from mentorlift.people.models import Employment, Post
from mentorlift.people.queries import gone_by, posts_from, posts_held
from mentorlift.people.tests.builders import START, hire

pytestmark = pytest.mark.django_db
LEFT, BACK = dt.date(2026, 2, 27), dt.date(2026, 6, 1)


def test_whoever_has_left_is_gone_until_they_are_hired_again():
    ana, luis, mei = hire("ana"), hire("luis"), hire("mei")
    Employment.objects.filter(person__in=(ana, luis)).update(exited_on=LEFT)
    Employment.objects.create(person_id=ana, hired_on=BACK)
    assert gone_by(LEFT, person_ids=[ana, luis, mei]) == {luis}
    assert gone_by(LEFT - dt.timedelta(days=1), person_ids=[luis]) == set()
    assert gone_by(BACK, person_ids=[ana, mei]) == set()


def test_the_post_is_the_one_held_or_else_the_next_to_begin(django_assert_num_queries):
    ana = hire("ana")
    Post.objects.filter(person=ana).update(until_on=LEFT)
    Post.objects.create(person_id=ana, from_on=BACK, until_on=BACK + dt.timedelta(days=30), team="Next")
    later = Post.objects.create(person_id=ana, from_on=BACK + dt.timedelta(days=30), team="Later")
    expected = {
        START - dt.timedelta(days=9): "North",
        START: "North",
        LEFT: "Next",
        BACK: "Next",
        later.from_on: "Later",
    }
    for day, team in expected.items():
        with django_assert_num_queries(1):
            found = posts_from(day, person_ids=[ana])
        assert found[ana].team == team
        assert found == {post.person_id: post for post in posts_held(day)}
