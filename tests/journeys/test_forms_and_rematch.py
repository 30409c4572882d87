"""A form is chosen, a pair is unwound without blame and the next begins, two colleagues note that they talk."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from mentorlift.matching.tests.builders import Town, somebody
from mentorlift.mentorships.models import InformalTalk, Pair, ReasonCount
from mentorlift.mentorships.tests.builders import offer, user_of
from mentorlift.people.models import Identity
from mentorlift.programmes.models import Programme
from tests.journeys.window import DESK, PHONE, Window
from tests.product import CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Of this test alone: while it is open the test itself reads nothing from the database."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield started
        started.close()


def cookies(user: Any, address: str) -> list[Any]:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return [{"name": name, "value": one.value, "url": address} for name, one in client.cookies.items()]


class Windows:
    """Windows of people who are signed in."""

    def __init__(self, address: str, users: dict[Any, Any]) -> None:
        self.address = address
        self.signed = {person.id: cookies(user, address) for person, user in users.items()}
        self.browser: Any = None

    def of(self, person: Any, **looks: Any) -> Window:
        opened = Window(self.browser, self.address, **looks)
        opened.context.add_cookies(self.signed[person.id])
        return opened


def test_a_form_fills_in_the_set_up_and_speaks_its_words(live_server: Any) -> None:
    town = Town()
    windows = Windows(live_server.url, {town.petra: town.user})
    with chromium() as windows.browser:
        for looks in ({"size": PHONE}, {"size": DESK, "dark": True}):
            petra = windows.of(town.petra, **looks)
            petra.go("/programmes/new/")
            petra.reads("Informal, without a label")
            petra.look()
            petra.close()
        petra = windows.of(town.petra, size=DESK)
        petra.go("/programmes/new/")
        petra.follow("Reverse")
        petra.reads("Form: Reverse.")
        petra.look()
        petra.fill("Name", "Fresh eyes")
        petra.press("Save and go on")
        made = petra.page.url.split("/programmes/")[1].split("/")[0]
        petra.go(f"/programmes/{made}/set-up/review/")
        petra.reads("at least three years less than the learner")
        petra.look()
        petra.close()
    assert Programme.objects.get(name="Fresh eyes").template == "reverse"


def test_a_pair_ends_without_blame_and_the_next_best_takes_the_weeks_that_are_left(live_server: Any) -> None:
    town = Town()
    offer(town.programme, somebody("Sam Spare", strong_in="price"))
    offer(town.programme, somebody("Rita Rest", strong_in="renewals"))
    opened = {pair.protege_id: pair for pair in town.publish(town.draft(), starts_on=date(2027, 3, 1))}
    pair = opened[town.luis.id]
    windows = Windows(live_server.url, {town.petra: town.user, town.luis: user_of(town.luis)})
    with chromium() as windows.browser:
        luis = windows.of(town.luis, size=PHONE)
        luis.go(f"/pairs/{pair.id}/")
        luis.follow("End this pairing without blame")
        luis.look()
        luis.page.get_by_label("We could hardly ever meet").check()
        luis.press("End the pairing")
        luis.reads("What was written stays between the two.")
        luis.look()
        luis.close()

        petra = windows.of(town.petra, size=DESK, dark=True)
        petra.go("/")
        petra.reads("Luis Prado needs a new mentor")
        petra.look()
        petra.follow("Find one: Luis Prado")
        petra.reads("Next best under the policy")
        petra.look()
        proposed = petra.page.locator("article h2").inner_text()
        petra.press("Pair them and tell both")
        petra.reads("Both have been told.")
        petra.look()
        petra.go(f"/pairs/?programme={town.programme.id}")
        petra.reads("So far there are not enough to show.")
        petra.look()
        petra.close()
    follower = Pair.objects.get(protege=town.luis, ended_at=None)
    assert follower.follows_id == pair.id
    assert Identity.objects.get(person=follower.mentor_id).name in proposed
    assert follower.mentor_id != pair.mentor_id
    assert set(Pair.objects.filter(ended_at=None).exclude(id=follower.id)) == {
        one for person_id, one in opened.items() if person_id != town.luis.id
    }
    assert ReasonCount.objects.get(reason="reach").said == 1


def test_two_colleagues_note_that_they_talk(live_server: Any) -> None:
    town = Town()
    windows = Windows(live_server.url, {one: user_of(one) for one in (town.dele, town.luis)})
    with chromium() as windows.browser:
        dele = windows.of(town.dele, size=PHONE)
        dele.go("/")
        dele.follow("People I talk with")
        dele.look()
        dele.fill("Their e-mail address at work", "luis.prado@example.test")
        dele.press("Ask")
        dele.reads("has not answered yet")
        dele.look()
        luis = windows.of(town.luis, size=DESK, dark=True, script=False)
        luis.go("/")
        luis.reads("Dele Okafor would like to note that you two talk")
        luis.follow("Answer: Dele Okafor")
        luis.press("Yes, we do")
        luis.reads("no talk noted yet")
        luis.close()
        dele.go("/talks/")
        dele.page.get_by_text("We talked").first.click()
        dele.page.get_by_label("yes", exact=True).check()
        dele.look()
        dele.press("Note it")
        dele.reads("1 talk, on")
        dele.look()
        dele.close()
    assert InformalTalk.objects.get().good == "yes"
