"""What the database counts about managers and hours is what one finds by going through them one by one."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from mentorlift.mentorships.models import HoursAgreement, HoursRequest
from mentorlift.mentorships.queries.agreed import words_of_intakes
from mentorlift.mentorships.queries.answered import answers_of
from mentorlift.mentorships.tests.builders import NOW, cohort, offer, person
from mentorlift.people.models import Employment, Person, Post
from mentorlift.people.queries import posts_held
from mentorlift.programmes.models import RosterEntry

TODAY = date(2026, 3, 2)


@pytest.fixture(params=range(12))
def chance(request) -> Random:
    return Random(request.param)


def day(chance: Random) -> date:
    return TODAY + timedelta(days=chance.randint(-40, 40))


def changing_line(someone: Person, managers: list[Person], chance: Random) -> None:
    """Posts one after the other, under one manager or another or none; the first begins in the past or ahead."""
    Post.objects.filter(person=someone).delete()
    days = sorted({day(chance) for _ in range(3)})
    for begins, ends in zip(days, [*days[1:], None], strict=True):
        manager = chance.choice([*managers, None])
        Post.objects.create(person=someone, from_on=begins, until_on=ends, team="N", site="Kiel", manager=manager)


@pytest.fixture
def people(house, chance) -> list[Person]:
    managers = [person(f"Manager {n}") for n in range(4)]
    for one in managers[:2]:
        Employment.objects.filter(person=one).update(exited_on=chance.choice([None, day(chance)]))
    made = [person(f"Person {n}") for n in range(8)]
    for one in made:
        changing_line(one, managers, chance)
    intakes = [house.cohort, cohort(house.programme, starts_on=TODAY + timedelta(days=20), name="April")]
    for one in made[:5]:
        chosen = chance.choice(intakes)
        RosterEntry.objects.create(cohort=chosen, programme=house.programme, person=one, started_on=chosen.starts_on)
    for one in made[5:]:
        offer(house.programme, one)
    for intake in intakes:
        for manager in managers:
            if chance.random() < 0.6:
                HoursRequest.objects.create(cohort=intake, manager=manager, at=NOW, by="test")
            for hour in range(chance.randint(0, 2)):
                said = {"weekdays": chance.choice([[], [1]]), "dates": chance.choice([[], [], ["2026-03-20"]])}
                at = NOW + timedelta(hours=hour)
                HoursAgreement.objects.create(cohort=intake, manager=manager, at=at, by="test", **said)
    return made


def test_managers_are_counted_as_they_are_listed(house, people):
    intakes = list(house.programme.cohorts.order_by("starts_on"))
    listed = words_of_intakes(intakes, today=TODAY)
    wanted = Counter(
        (intake.id, word.asked_at, word.said is not None, bool(word.days_off))
        for intake in intakes
        for word in listed[intake.id]
    )
    found = answers_of(intakes, today=TODAY)
    assert Counter((one.cohort.id, one.asked_at, one.has_answered, one.has_days) for one in found) == wanted
    assert wanted


def test_an_intake_without_a_list_concerns_nobody(house):
    offer(house.programme, person("Mia Mentor", manager=house.boss))
    assert answers_of([house.cohort], today=TODAY) == []
    assert answers_of([], today=TODAY) == []


def test_the_post_held_is_the_one_of_the_day_or_the_next(house, people):
    found = {post.person_id: post.id for post in posts_held(TODAY).filter(person__in=people)}
    for one in people:
        still = [post for post in one.posts.order_by("from_on") if post.until_on is None or post.until_on > TODAY]
        assert found.get(one.id) == still[0].id
