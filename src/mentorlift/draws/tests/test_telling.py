"""Both sides hear of the draw at one instant, in working hours, after those whom they report to."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentorlift.draws.services import tell_people
from mentorlift.draws.tests.conftest import NOW, hire
from mentorlift.jobs.work import drain
from mentorlift.notifications.models import Message
from mentorlift.people.models import Post

pytestmark = pytest.mark.django_db


def told(drawn, now=NOW):
    tell_people(draw=drawn, actor_id="u", now=now)
    drain()
    return list(Message.objects.filter(key__startswith="draw:"))


def work(drawn, *hours):
    """Everybody drawn works at one of these hours, in turn."""
    for number, post in enumerate(Post.objects.filter(person__assignments__draw=drawn).order_by("person_id")):
        post.attributes = {"working_hours": hours[number % len(hours)]}
        post.from_on = NOW.date() - timedelta(days=30)
        post.save()


@pytest.mark.parametrize(
    "hours",
    [["Europe/Berlin 09:00-17:00"], ["Europe/Berlin 09:00-17:00", "America/New_York 09:00-17:00"]],
)
def test_all_letters_are_due_at_one_instant_in_the_working_hours_of_all(drawn, settings, hours):
    settings.MAIL_HOURS = "working"
    work(drawn, *hours)
    letters = told(drawn)
    assert len(letters) == 20
    assert {letter.kind for letter in letters} == {"drawn_now", "drawn_not"}
    (due,) = {letter.not_before for letter in letters}
    for text in hours:
        zone, _, span = text.partition(" ")
        at, (start, end) = due.astimezone(ZoneInfo(zone)), span.split("-")
        assert at.weekday() < 5 and start <= f"{at:%H:%M}" < end
    assert {letter.hours for letter in letters} == set(hours)


def test_where_nobody_works_at_the_same_time_each_place_hears_at_its_own_and_both_sides_of_it_alike(drawn, settings):
    settings.MAIL_HOURS = "working"
    work(drawn, "Asia/Tokyo 09:00-17:00", "America/New_York 10:00-16:00")
    letters = told(drawn)
    assert len({letter.not_before for letter in letters}) == 1
    for place in {letter.hours for letter in letters}:
        assert {letter.kind for letter in letters if letter.hours == place} == {"drawn_now", "drawn_not"}


def test_managers_are_briefed_before_anybody_is_told(drawn, settings):
    settings.MAIL_HOURS = "working"
    boss = hire(77_000, name="Boris Boss")
    Post.objects.filter(person__assignments__draw=drawn).update(manager=boss, from_on=NOW.date() - timedelta(days=30))
    letters = told(drawn)
    briefing = drawn.cohort.programme.briefings.get()
    assert Message.objects.get(kind="briefing").to == "p77000@example.com"
    assert {letter.not_before > briefing.due_at for letter in letters} == {True}


def test_the_letters_are_written_all_or_none(drawn, monkeypatch):
    from mentorlift.draws import tasks

    count = []

    def failing(facts):
        count.append(facts)
        if len(count) == 11:
            raise SystemExit
        return Message.objects.create(
            key=facts["key"], message_id=facts["key"], to=facts["to"], created_at=datetime.now(tz=ZoneInfo("UTC"))
        )

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "put", failing)
        tell_people(draw=drawn, actor_id="u", now=NOW)
        with pytest.raises(SystemExit):
            drain()
    assert not Message.objects.filter(key__startswith="draw:").exists()
    drain()
    assert Message.objects.filter(key__startswith="draw:").count() == 20
