"""The main job from the first account to a sheet that both have read, as the people concerned do it."""

import os
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import small_company as company
from tests.journeys.mailbox import letters, link_in_letter
from tests.journeys.window import PATIENCE, PHONE, Window
from tests.product import COMMAND, running

pytestmark = pytest.mark.browser
PASSWORD = "eleven green bottles"
ADMINISTRATOR = "it@example.com"
TRAINER = company.address("Jonas Petersen")


class Company:
    """The product under test, and a window for each of the people."""

    def __init__(self, browser: Browser, address: str, data: Path) -> None:
        self.browser, self.address, self.data = browser, address, data
        self.today: date = datetime.now(UTC).date()
        self.windows: list[Window] = []

    def window(self, *, phone: bool = False) -> Window:
        made = Window(self.browser, self.address, **({"size": PHONE} if phone else {}))
        self.windows.append(made)
        return made

    def first_link(self) -> str:
        environment = {**os.environ, "MENTORLIFT_DATA": str(self.data), "MENTORLIFT_URL": self.address}
        environment.pop("DATABASE_URL", None)
        said = subprocess.run(
            [COMMAND, "init-admin", ADMINISTRATOR], env=environment, capture_output=True, text=True, check=True
        ).stdout
        return re.findall(r"https?://\S+", said)[-1]

    def letter_link(self, to: str, about: str) -> str:
        return link_in_letter(self.data, to=to, about=about)

    def enters(self, link: str, *, phone: bool = False) -> Window:
        """Somebody opens an invitation and chooses a password."""
        window = self.window(phone=phone)
        window.go(link)
        window.look()
        window.fill("Choose a password", PASSWORD)
        window.press("Make my account")
        assert window.page.url == f"{self.address}/"
        return window


@pytest.fixture(scope="module")
def small(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    data = tmp_path_factory.mktemp("company")
    with running(data, demo=False) as address:
        made = Company(browser, address, data)
        yield made
        for window in made.windows:
            window.close()


def test_four_people_go_from_a_file_of_people_to_an_open_sheet(small: Company) -> None:
    administrator = small.enters(small.first_link())
    administrator.look()
    a_faulty_file_is_refused_whole(small, administrator)
    people_come_in(small, administrator)
    trainer = the_trainer_gets_the_role(small, administrator)
    figures_come_in(small, trainer)
    programme = a_programme_is_set_up(trainer)
    the_plan_is_fixed(trainer, programme)
    yes = people_say_what_they_wish(small, trainer, programme)
    mentors_say_yes(small, trainer, programme)
    the_lot_is_drawn(trainer, programme)
    protege, mentor = pairs_are_published(small, trainer, programme)
    assert protege in yes
    the_two_write_and_read(small, administrator, protege, mentor)
    the_sales_manager_sees_the_team(small, administrator)
    it_is_too_early_for_results(trainer, programme)


def upload(window: Window, name: str, content: bytes) -> None:
    window.page.get_by_label("File", exact=True).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def until_done(window: Window) -> None:
    """Stay on the page of the background work until it has ended, then go on."""
    window.look()
    window.reads("Done.")
    window.follow("Go on")


def a_faulty_file_is_refused_whole(small: Company, window: Window) -> None:
    window.go("/people/")
    window.reads("Nobody")
    window.look()
    window.go("/people/imports/")
    window.look()
    upload(window, "people.csv", company.as_csv(company.faulty(small.today)))
    window.press("Look at it")
    window.look()
    company.name_the_columns(window.page)
    window.press("Show what would change")
    window.look()
    listed = window.page.locator(".faults li").all_inner_texts()
    assert [line.split(": ")[0] for line in listed] == [
        "people.csv:4:Manager no",
        "people.csv:9:Personnel no",
        "people.csv:12:Joined",
        "people.csv:15:Left",
    ], listed
    assert all(";" in line.split(": ", 1)[1] for line in listed)  # what is wrong; what to do
    assert window.page.get_by_role("button", name="Take all of it over").count() == 0
    window.go("/people/")
    window.reads("Nobody")


def people_come_in(small: Company, window: Window) -> None:
    window.go("/people/imports/")
    upload(window, "people.csv", company.as_csv(company.people(small.today)))
    window.press("Look at it")
    remembered = window.page.get_by_label("Id of the person", exact=True)
    assert remembered.input_value() == "Personnel no"
    window.press("Show what would change")
    window.reads("40 people in people.csv, and nothing wrong with it.")
    window.look()
    window.press("Take all of it over")
    until_done(window)
    window.look()
    window.go("/people/teams/")
    window.reads("Team Leipzig")
    window.look()
    window.go("/people/imports/")
    upload(window, "people.csv", company.as_csv(company.people(small.today)))
    window.press("Look at it")
    window.press("Show what would change")
    window.reads("This file changes nothing.")
    window.press("Forget this file")


def invited(small: Company, administrator: Window, name: str, *, phone: bool = False) -> Window:
    """The administrator invites a person of the directory, who answers by the link in the letter."""
    administrator.go(f"/people/?words={name.replace(' ', '+')}")
    administrator.follow(name)
    administrator.press("Send an invitation")
    return small.enters(small.letter_link(company.address(name), "invitation"), phone=phone)


def the_trainer_gets_the_role(small: Company, administrator: Window) -> Window:
    trainer = invited(small, administrator, "Jonas Petersen")
    administrator.go("/access/")
    administrator.look()
    administrator.follow(TRAINER)
    administrator.look()
    administrator.press("programme manager")
    trainer.go("/")
    trainer.look()
    return trainer


def figures_come_in(small: Company, window: Window) -> None:
    window.go("/outcomes/imports/")
    window.look()
    upload(window, "sales.csv", company.as_csv(company.sales(small.today)))
    window.press("Take it over")
    until_done(window)
    window.look()
    window.go("/outcomes/")
    window.reads("revenue")
    window.look()
    window.go("/outcomes/quality/")
    window.look()


def a_programme_is_set_up(window: Window) -> str:
    """Through the wizard with little typed; returns the programme's address."""
    window.go("/programmes/")
    window.look()
    window.follow("Choose a template")
    window.look()
    window.follow("New-hire onboarding")
    window.fill("Name", "Onboarding, autumn class")
    window.look()
    window.press("Save and go on")
    window.fill("Hired within the last … days", "30")
    window.page.get_by_label("new hire").check()
    window.page.get_by_text(re.compile(r"\b24\b")).first.wait_for()  # counted while one chooses
    window.look()
    window.press("Save and go on")
    window.page.get_by_label("Everyone is asked").check()
    window.fill("How many people should have a mentor", "8")
    window.fill("Who asks", "Sales training")
    window.look()
    window.press("Save and go on")
    window.page.get_by_label("A number of weeks after the first").check()
    window.fill("Weeks after the first day", "26")
    window.look()
    window.press("Save and go on")
    window.reads("Days on which nobody meets")
    window.look()
    window.follow("Go on")
    window.look()
    window.press("Save and go on")
    window.look()
    window.press("Open the programme")
    window.look()
    return window.page.url


def the_plan_is_fixed(window: Window, programme: str) -> None:
    window.go(f"{programme}measure/")
    window.look()
    window.fill("The smallest gain worth having, in percent", "10")
    window.press("Fix what we measure")
    window.reads("Check code")
    window.look()


def people_say_what_they_wish(small: Company, window: Window, programme: str) -> set[str]:
    """List, question, answers by link, list fixed. Returns the names of those who said yes."""
    window.go(f"{programme}intakes/")
    window.fill("Name of the intake", "Autumn class")
    window.fill("First day of those mentored now", small.today.isoformat())
    window.look()
    window.press("Open the intake")
    window.reads("24 people")
    window.press("Put them on the list")
    window.look()
    window.press("Ask them")
    window.reads("24 people are being asked.")
    intake = window.page.url
    said_yes = set()
    visitor = small.window(phone=True)
    for place, row in enumerate(company.people(small.today)[-company.NEW :]):
        answer = ("Yes, I would like a mentor", "Yes, I would like a mentor", "No, thank you", "")[place % 4]
        if not answer:
            continue
        visitor.go(small.letter_link(row["E-mail"], "Would you like a mentor"))
        if place < 2:
            visitor.look()
        visitor.page.get_by_label(answer).check()
        visitor.press("Send my answer")
        visitor.reads("Your answer is kept")
        if answer.startswith("Yes"):
            said_yes.add(row["Name"])
    visitor.look()
    window.go(intake)
    window.look()
    window.press("Close the wishes now")
    window.press("Fix the list")
    window.reads("The list is fixed")
    window.look()
    return said_yes


def mentors_say_yes(small: Company, window: Window, programme: str) -> None:
    sellers = company.people(small.today)[4 : 4 + company.SELLERS]
    for seller in sellers[:9]:
        window.go(f"{programme}mentors/?q={seller['Name'].replace(' ', '+')}")
        window.page.get_by_label(seller["Name"]).check()
        window.press("Add them")
    window.look()
    window.press("Invite those not invited yet")
    visitor = small.window(phone=True)
    for place, seller in enumerate(sellers[:9]):
        visitor.go(small.letter_link(seller["E-mail"], "Would you mentor somebody"))
        if place == 0:
            visitor.look()
        visitor.page.get_by_label("Not this time" if place == 8 else "Yes, one person").check()
        visitor.press("Send my answer")
    visitor.look()
    window.go(f"{programme}mentors/")
    window.reads("8 places are confirmed, 8 are needed.")
    window.look()


def the_lot_is_drawn(window: Window, programme: str) -> None:
    window.go(f"{programme}draws/")
    window.look()
    window.fill("Mentored now", "6")
    window.page.get_by_label("date").check()
    window.fill("Of which day", datetime.now(UTC).date().isoformat())
    window.press("Settle it")
    window.look()
    window.press("Draw by lot")
    until_done(window)
    window.reads("6 now, 6 later")
    window.look()
    window.press("Write to everybody drawn")
    window.reads("Everybody drawn was written to")


def pairs_are_published(small: Company, window: Window, programme: str) -> tuple[str, str]:
    """Match and publish; returns the names of one pair."""
    window.go(f"{programme}match/")
    window.look()
    window.press("Work out the first draft")
    window.page.get_by_role("link", name="Publish").first.wait_for()
    window.look()
    window.follow("Publish")
    window.look()
    window.fill("First day of the pairs", small.today.isoformat())
    first = window.page.locator(".tick").first.inner_text()
    window.press("Publish and tell them")
    window.look()
    protege, mentor = (part.strip() for part in first.split(" with "))
    return protege, mentor


def the_two_write_and_read(small: Company, administrator: Window, protege: str, mentor: str) -> None:
    one = invited(small, administrator, protege, phone=True)
    other = invited(small, administrator, mentor, phone=True)
    fill_the_sheet(one, "I listened to the end of the call", partner=mentor)
    one.look()
    assert "I held the talk" not in one.page.content()
    fill_the_sheet(other, "I held the talk on price yesterday", partner=protege)
    other.go("/")
    other.look()
    other.follow("Read the sheets")
    other.reads("I listened to the end of the call")
    other.look()
    one.go("/")
    one.follow("Read the sheets")
    one.reads("I held the talk on price yesterday")
    they_met(one)
    they_met(other)
    one.go("/")
    one.look()
    other.go("/pairs/")
    other.look()
    subjects = [str(letter["Subject"]) for letter in letters(small.data, company.address(protege))]
    assert len(subjects) >= 3  # the question, the draw, the pair


def fill_the_sheet(window: Window, text: str, *, partner: str) -> None:
    window.go("/")
    window.reads(partner.split(maxsplit=1)[0])
    window.look()
    window.follow("Fill in my sheet")
    window.reads("only")  # who can read it is said before one writes
    window.look()
    for _ in range(12):
        window.page.locator("#answer").fill(text)
        last = window.page.get_by_role("button", name="Done, share with").count()
        window.press("Done, share with" if last else "Next")
        if last:
            return
    raise AssertionError("the sheet does not end")


def they_met(window: Window) -> None:
    window.go("/pairs/")
    window.page.locator("main a[href^='/pairs/']").first.click()
    window.page.locator("main a[href^='/meetings/']").filter(has_text="Week 1").first.click()
    window.follow("Log the meeting")
    window.look()
    window.press("We met")
    window.look()


def the_sales_manager_sees_the_team(small: Company, administrator: Window) -> None:
    manager = invited(small, administrator, "Marlene Voss")
    manager.look()
    manager.reads("My team")
    words = manager.page.content()
    assert "I listened to the end of the call" not in words
    for address in ("/outcomes/", "/programmes/", "/access/", "/audit/"):
        manager.expected_refusal = True
        assert manager.go(address).status == 404, address


def it_is_too_early_for_results(window: Window, programme: str) -> None:
    window.go(f"{programme}results/")
    window.reads("Too early")
    window.look()
    assert window.page.get_by_role("button", name="Compute the answer").count() == 0
    token = window.page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    answer = window.context.request.post(
        f"{programme}results/computation/",
        form={"csrfmiddlewaretoken": token or ""},
        headers={"Referer": window.page.url},
        timeout=PATIENCE,
    )
    assert answer.ok and answer.url.endswith("/results/")
    assert "known on" in answer.text()
    window.go(programme)
    window.look()
