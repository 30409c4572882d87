"""Every letter of every programme of the demo, as somebody who would get it reads it, in every language."""

import re

import pytest
from django.conf import settings
from django.utils import timezone

from mentorlift.draws.models import Assignment
from mentorlift.notifications.models import Message
from mentorlift.programmes.letters import To
from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries.letter_readers import recipients
from mentorlift.programmes.queries.letters import rendered, unread, worded_letters

pytestmark = pytest.mark.django_db
LEFT_OVER = re.compile(r"[{}‹›]|%\(|\bNone\b")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_nothing_is_left_over_in_any_letter_of_any_programme(demo: None, language: str) -> None:
    now, seen = timezone.now(), set()
    for programme in Programme.objects.all():
        by_group = {to: sorted(recipients(programme, to, now=now)) for to in To}
        for worded in worded_letters(programme, language):
            people = by_group[worded.kind.to]
            for person in [None, *people[:1], *people[-1:]]:
                shown = rendered(worded, programme, person_id=person, now=now)
                assert shown.subject and shown.body
                assert not LEFT_OVER.search(shown.subject + shown.body), (worded.kind.key, shown)
                seen.add(worded.kind.key)
    assert len(seen) >= 15


def test_what_the_demo_sent_has_nothing_left_over_either(demo: None) -> None:
    letters = Message.objects.exclude(kind="").exclude(body="")
    assert letters.count() > 100
    assert [one.subject for one in letters if LEFT_OVER.search(one.subject + one.body)] == []


def test_a_preview_tells_nobody_s_draw(demo: None) -> None:
    """Whoever starts later reads "now" in the letter of those who start now, and the other way round."""
    assignment = Assignment.objects.exclude(arm="mentored").select_related("draw__cohort__programme")[0]
    programme = assignment.draw.cohort.programme
    letters = {one.kind.key: one for one in worded_letters(programme, "en")}
    shown = rendered(letters["drawn_now"], programme, person_id=assignment.person_id, now=timezone.now())
    assert shown.subject == "You get a mentor now"
    assert str(assignment.draw.cohort.starts_on.year) in shown.body


def test_the_letters_of_what_runs_in_the_demo_were_read_and_those_of_what_is_set_up_were_not(demo: None) -> None:
    missing = {
        programme.name: unread(programme, now=timezone.now()).missing
        for programme in Programme.objects.select_related("launch")
        if hasattr(programme, "launch")
    }
    assert set(missing.values()) == {0}, missing
    being_set_up = Programme.objects.get(launch=None)
    assert unread(being_set_up, now=timezone.now()).missing > 10
