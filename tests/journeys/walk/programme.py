"""Points 4 and 5: the programme, what is measured, who would like a mentor and who is one."""

import re

from tests.journeys import small_company
from tests.journeys.walk.company import TRAINER, Company
from tests.journeys.window import Window

NOW, LATER = 12, 12
MENTORS = 9  # of whom the last says no, and half of whom have room for two


def a_programme_is_set_up(window: Window, *, fitting: int = small_company.NEW, now: int = NOW) -> str:
    """Through the wizard with little typed, for so many people who fit; returns the programme's address."""
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
    window.page.get_by_text(re.compile(rf"\b{fitting}\b")).first.wait_for()  # counted while one chooses
    window.look()
    window.press("Save and go on")
    window.page.get_by_label("Everyone is asked").check()
    window.fill("How many people should have a mentor", str(now))
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
    window.page.locator("section table").first.wait_for()  # worked out while one reads
    window.look()
    window.fill("The smallest gain worth having, in percent", "10")
    window.press("Fix what we measure")
    window.reads("Check code")
    window.look()


def everything_is_in_order(company: Company, window: Window, leader: Window, programme: str) -> None:
    """What is missing is listed; each of it is done where the list leads to, and the leader agrees with an own hand."""
    window.go(f"{programme}ready/")
    window.reads("things are missing")
    window.look()
    window.go(f"{programme}approvals/works_council/")
    window.look()
    window.fill("Who approved it", "Works council, Inga Thoma")
    window.fill("Or where it can be read", "Agreement 12/3")
    window.press("Keep the approval")
    window.look()
    window.go(f"{programme}approvals/data_protection/")
    window.page.get_by_text("It is not needed", exact=True).click()
    window.fill("Not needed, because", "Covered by the record of processing of the training programme")
    window.press("Sign")
    leader.go("/")
    leader.follow("Look at it: Leadership: waits for your decision")
    leader.look()
    leader.press("Approve")
    leader.reads("decided here, signed in")
    _sign(window, programme, "There are none", "the class ends before the holidays")
    somebody_is_trusted(company, window, programme)
    the_letters_are_read(company, window, programme)
    window.go(f"{programme}ready/")
    window.look()


def somebody_is_trusted(company: Company, window: Window, programme: str) -> None:
    """The last of the sellers, who mentors nobody and leads nobody."""
    seller = small_company.people(company.today)[4 + small_company.SELLERS - 1]
    window.go(f"{programme}trusted-contact/")
    window.look()
    window.fill("Name, number or address", seller["Name"])
    window.press("Name them")
    window.reads(seller["Name"])
    window.look()


def the_letters_are_read(company: Company, window: Window, programme: str) -> None:
    """All of them, and one comes as a test, whose link says so."""
    window.go(f"{programme}letters/")
    window.look()
    window.follow("Read them all")
    window.look()
    window.press("I have read them all")
    window.go(f"{programme}letters/wish/")
    window.look()
    window.press("Send me a test")
    window.go(company.letter_link(small_company.address(TRAINER), "Would you like a mentor"))
    window.press("I received it")
    window.reads("Good, it came.")
    window.look()


def the_managers_agree(company: Company, window: Window, programme: str) -> dict[str, Window]:
    """Asked for the hours of their people, each answers at the link of the letter; their windows, by name."""
    window.go(f"{programme}hours/")
    window.look()
    window.press("Ask 2 managers")
    window.look()
    found = {}
    for name in small_company.MANAGERS:
        manager = found[name] = company.accepts(name)
        manager.go(company.letter_link(small_company.address(name), "Do these hours suit"))
        manager.look()
        manager.page.get_by_label("I agree to these hours").check()
        manager.press("Send my answer")
        manager.look()
    return found


def _sign(window: Window, programme: str, instead: str, why: str) -> None:
    """On the list, instead of a condition that need not be met."""
    window.go(f"{programme}ready/")
    window.page.get_by_text(f"{instead} …").click()
    window.page.get_by_label(f"{instead}, because").fill(why)
    with window.page.expect_navigation():
        window.page.get_by_role("button", name="Sign", exact=True).click()
    window.reads("Signed. It stands on the list with your name.")


def people_say_what_they_wish(company: Company, window: Window, programme: str) -> tuple[set[str], dict[str, Window]]:
    """List, question, answers by link, list fixed. Returns the names of those who said yes, and the managers."""
    window.go(f"{programme}intakes/")
    window.fill("Name of the intake", "Autumn class")
    window.fill("First day of those mentored now", company.today.isoformat())
    window.look()
    window.press("Open the intake")
    window.reads(f"{small_company.NEW} people")
    window.press("Put them on the list")
    window.look()
    window.press("Ask them")
    window.reads(f"{small_company.NEW} people are being asked.")
    intake = window.page.url
    said_yes = set()
    visitor = company.window(phone=True)
    for place, row in enumerate(small_company.people(company.today)[-small_company.NEW :]):
        answer = ("Yes, I would like a mentor", "Yes, I would like a mentor", "No, thank you", "")[place % 4]
        if not answer:
            continue
        visitor.go(company.letter_link(row["E-mail"], "Would you like a mentor"))
        if place < 2:
            visitor.look()
        visitor.page.get_by_label(answer).check()
        visitor.press("Send my answer")
        visitor.reads("Your answer is kept")
        if answer.startswith("Yes"):
            said_yes.add(row["Name"])
    visitor.look()
    managers = the_managers_agree(company, window, programme)
    window.go(intake)
    window.look()
    window.press("Close the wishes now")
    window.press("Fix the list")
    window.reads("Nobody has signed in yet as: mentor, protégé.")
    _sign(window, programme, "Not waited for", "they answered by the link in their letter")
    window.go(intake)
    window.press("Fix the list")
    window.reads("The list is fixed")
    window.look()
    return said_yes, managers


def mentors_say_yes(company: Company, window: Window, programme: str) -> None:
    sellers = small_company.people(company.today)[4 : 4 + small_company.SELLERS]
    for seller in sellers[:MENTORS]:
        window.go(f"{programme}mentors/?q={seller['Name'].replace(' ', '+')}")
        window.page.get_by_label(seller["Name"]).check()
        window.press("Add them")
    window.look()
    window.press("Invite those not invited yet")
    visitor = company.window(phone=True)
    for place, seller in enumerate(sellers[:MENTORS]):
        visitor.go(company.letter_link(seller["E-mail"], "Would you mentor somebody"))
        if place == 0:
            visitor.look()
        visitor.page.get_by_label(_answer(place)).check()
        visitor.press("Send my answer")
    visitor.look()
    window.go(f"{programme}mentors/")
    window.reads(f"{NOW} places are confirmed, {NOW} are needed.")
    window.look()


def _answer(place: int) -> str:
    if place == MENTORS - 1:
        return "Not this time"
    return "Yes, up to 2 people" if place // 2 % 2 else "Yes, one person"  # as many places at each site
