"""Points 2 and 3: people and figures come in from files, accounts and roles are given."""

from tests.journeys import small_company
from tests.journeys.walk.company import ANALYST, LEADER, TRAINER, Company, until_done, upload
from tests.journeys.window import Window


def a_faulty_file_is_refused_whole(company: Company, window: Window) -> None:
    window.go("/people/")
    window.reads("Nobody")
    window.look()
    window.go("/people/imports/")
    window.look()
    upload(window, "people.csv", small_company.as_csv(small_company.faulty(company.today)))
    window.press("Look at it")
    window.look()
    small_company.name_the_columns(window.page)
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


def people_come_in(company: Company, window: Window) -> None:
    window.go("/people/imports/")
    people = small_company.people(company.today)
    upload(window, "people.csv", small_company.as_csv(people))
    window.press("Look at it")
    remembered = window.page.get_by_label("Id of the person", exact=True)
    assert remembered.input_value() == "Personnel no"
    window.press("Show what would change")
    window.reads(f"{len(people)} people in people.csv, and nothing wrong with it.")
    window.look()
    window.press("Take all of it over")
    until_done(window)
    window.look()
    window.go("/people/teams/")
    window.reads("Team Leipzig")
    window.look()
    window.go("/people/imports/")
    upload(window, "people.csv", small_company.as_csv(people))
    window.press("Look at it")
    window.press("Show what would change")
    window.reads("This file changes nothing.")
    window.press("Forget this file")


def everybody_is_invited(administrator: Window) -> None:
    administrator.go("/people/")
    administrator.look()
    administrator.press("Invite ")


def roles_are_given(company: Company, administrator: Window) -> tuple[Window, Window, Window]:
    """The trainer becomes programme manager; a leader, and an analyst who is in no file. Returns their windows."""
    trainer, leader = company.accepts(TRAINER), company.accepts(LEADER)
    administrator.go("/access/")
    administrator.fill("E-mail address", ANALYST)
    administrator.page.get_by_label("analyst").check()
    administrator.press("Send the invitation")
    administrator.look()
    analyst = company.enters(company.letter_link(ANALYST, "invitation"))
    for name, role in ((TRAINER, "programme manager"), (LEADER, "leader")):
        administrator.go("/access/")
        administrator.follow(small_company.address(name))
        administrator.look()
        administrator.press(role)
    trainer.go("/")
    trainer.look()
    return trainer, leader, analyst


def figures_come_in(company: Company, window: Window) -> None:
    window.go("/outcomes/imports/")
    window.look()
    upload(window, "sales.csv", small_company.as_csv(small_company.sales(company.today)))
    window.press("Take it over")
    until_done(window)
    window.look()
    window.go("/outcomes/")
    window.reads("revenue")
    window.look()
    window.go("/outcomes/quality/")
    window.look()
