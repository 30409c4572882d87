"""What if, a swap with its cost before it is made, and the sheet by groups: whole, light and dark, with and without
JavaScript."""

from typing import Any

import pytest
from django.utils import timezone

from mentorlift.jobs.work import drain
from mentorlift.matching.models import Draft, Hold
from mentorlift.matching.tests.builders import Town, mentors
from mentorlift.people.models import Employment
from mentorlift.programmes.models import MentorOffer
from tests.journeys.test_own_choice import chromium, cookies
from tests.journeys.window import DESK, PHONE, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_a_question_to_a_draft_and_from_a_cost_to_a_swap(live_server: Any) -> None:
    town = Town()
    Employment.objects.filter(person=town.ruth).update(exited_on=timezone.localdate())
    MentorOffer.objects.filter(person=town.bea).update(places=2)
    draft = town.draft()
    signed = cookies(town.user, live_server.url)

    with chromium() as browser:

        def window(**looks: Any) -> Window:
            opened = Window(browser, live_server.url, **looks)
            opened.context.add_cookies(signed)
            return opened

        desk = window(size=DESK)
        desk.go(f"/match/drafts/{draft.id}/")
        desk.reads("Without the rule “no language in common” between these two they would have")
        desk.page.get_by_text("How it falls on groups").click()
        desk.reads("Groups of fewer than five people are hidden")
        desk.look()
        desk.page.get_by_label("no language in common").uncheck()
        desk.press("See who would move")
        desk.reads("the rule “no language in common” dropped")
        desk.look()
        desk.press("Make a draft of it")
        desk.reads("Draft 2 is being worked out.")
        desk.close()

        phone = window(size=PHONE, dark=True, script=False)
        phone.go(f"/match/drafts/{draft.id}/without/protege/")
        phone.reads("Mei Tanaka")
        phone.go(f"/match/drafts/{draft.id}/people/{town.dele.id}/mentor/")
        phone.press("See the cost")
        phone.reads("If Dele Okafor had")
        phone.press("Make this swap in a new draft")
        phone.reads("Draft 3 is being worked out.")
        phone.close()

        phone = window(size=PHONE, dark=True)
        phone.go(f"/match/drafts/{draft.id}/people/{town.luis.id}/mentor/")
        phone.look()
        phone.press("See the cost")
        phone.look()
        phone.go(f"/match/drafts/{draft.id}/without/mentor/")
        phone.look()
        phone.close()

    drain()
    assert town.mei.id in mentors(Draft.objects.get(number=2))
    hold = Hold.objects.get()
    assert (hold.kind, hold.protege_id) == ("lock", town.dele.id)
    assert mentors(Draft.objects.get(number=3))[town.dele.id] == hold.mentor_id
