"""A protégé asks a mentor on the phone, the mentor says yes, the programme manager sees it: whole, light and dark."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from mentorlift.matching.tests.choosing import ChoosingTown
from mentorlift.mentorships.models import Pair
from tests.journeys.window import DESK, PHONE, Window
from tests.product import CHROMIUM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LINE = "I would like to hear how you begin a call."


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


def test_from_a_list_on_the_phone_to_a_pair(live_server: Any) -> None:
    town = ChoosingTown()
    address = live_server.url
    signed = {one.id: cookies(town.user_of(one), address) for one in (town.luis, town.dele, town.tom, town.petra)}

    with chromium() as browser:

        def window(person: Any, **looks: Any) -> Window:
            opened = Window(browser, address, **looks)
            opened.context.add_cookies(signed[person.id])
            return opened

        luis = window(town.luis, size=PHONE)
        luis.go("/")
        luis.look()
        luis.follow("See who fits")
        luis.look()
        luis.follow("Ask Tom Hill")
        luis.look()
        luis.fill("A line, if you like", LINE)
        luis.press("Ask Tom")
        luis.reads("You asked Tom Hill")
        luis.look()
        luis.close()

        petra = window(town.petra, size=DESK, dark=True)
        petra.go(f"/match/{town.cohort.id}/")
        petra.reads("asked Tom Hill, answer until")
        petra.look()

        dele = window(town.dele, size=PHONE, dark=True, script=False)  # and all of it without JavaScript
        dele.go("/")
        dele.follow("See who fits")
        dele.follow("Ask Tom Hill")
        dele.press("Ask Tom")
        dele.reads("You asked Tom Hill")
        dele.press("Take the request back")
        dele.reads("You took your request to Tom Hill back.")
        dele.close()

        tom = window(town.tom, size=PHONE, dark=True)
        tom.go("/")
        tom.reads("Luis Prado asks you to be their mentor")
        tom.look()
        tom.follow("Read and answer: Luis Prado")
        tom.reads(LINE)
        tom.look()
        tom.press("Yes, gladly")
        tom.reads("Both of you are told, and the meetings are planned.")
        tom.close()

        petra.go(f"/match/{town.cohort.id}/")
        petra.reads("1 of 4 have found a mentor.")
        petra.press("End the choosing")
        petra.reads("3 people wait for a mentor.")
        petra.close()

    pair = Pair.objects.get()
    assert (pair.protege_id, pair.mentor_id) == (town.luis.id, town.tom.id)
