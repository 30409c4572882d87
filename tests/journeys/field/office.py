"""An empty organisation gets its people, accounts, roles and figures."""

from tests.journeys import small_company
from tests.journeys.field import cast
from tests.journeys.walk.company import Company, until_done, upload
from tests.journeys.window import Window


def people_come_in(company: Company, administrator: Window) -> None:
    administrator.go("/people/")
    administrator.reads("Nobody")
    administrator.go("/people/imports/")
    upload(administrator, "people.csv", small_company.as_csv(cast.people(company.today)))
    administrator.press("Look at it")
    small_company.name_the_columns(administrator.page)
    administrator.press("Show what would change")
    administrator.press("Take all of it over")
    until_done(administrator)
    administrator.go("/people/")
    administrator.press("Invite ")


def roles_are_given(company: Company, administrator: Window) -> tuple[Window, Window, Window]:
    """Windows of the programme manager, the leader, and a reviewer who is in no file."""
    trainer, leader = company.accepts(cast.TRAINER), company.accepts(cast.LEADER)
    administrator.go("/access/")
    administrator.fill("E-mail address", cast.REVIEWER)
    administrator.page.get_by_label("reviewer").check()
    administrator.press("Send the invitation")
    for name, role in ((cast.TRAINER, "programme manager"), (cast.LEADER, "leader")):
        administrator.go("/access/")
        administrator.follow(small_company.address(name))
        administrator.press(role)
    reviewer = company.enters(company.letter_link(cast.REVIEWER, "invitation"))
    reviewer.reads("Nothing waits for you")
    return trainer, leader, reviewer


def figures_come_in(company: Company, trainer: Window) -> None:
    trainer.go("/outcomes/imports/")
    upload(trainer, "sales.csv", small_company.as_csv(cast.sales(company.today)))
    trainer.press("Take it over")
    until_done(trainer)
