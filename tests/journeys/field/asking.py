"""Mentors, managers and those on the list are asked, and some say no or nothing."""

from tests.journeys import small_company
from tests.journeys.field import cast
from tests.journeys.walk.company import Company
from tests.journeys.window import Window


def an_intake_is_opened(company: Company, trainer: Window, programme: str) -> str:
    """Returns its address; eight people are on its list."""
    trainer.go(f"{programme}intakes/")
    trainer.fill("Name of the intake", "Autumn class")
    trainer.fill("First day of those mentored now", company.today.isoformat())
    trainer.press("Open the intake")
    trainer.reads(f"{len(cast.NEW)} people")
    trainer.press("Put them on the list")
    trainer.look()
    return trainer.page.url


def mentors_are_asked(company: Company, trainer: Window, programme: str) -> None:
    """By link; whoever says yes reads the guide there and then."""
    for name in cast.MENTORS[1:]:
        trainer.go(f"{programme}mentors/?q={name.replace(' ', '+')}")
        trainer.page.get_by_label(name).check()
        trainer.press("Add them")
    trainer.press("Invite those not invited yet")
    visitor = company.window(phone=True)
    for name in cast.MENTORS:
        link = company.letter_link(small_company.address(name), "Would you mentor somebody")
        visitor.go(link)
        if name == cast.MENTORS[-1]:
            visitor.page.get_by_label("Not this time").check()
            visitor.press("Send my answer")
            continue
        visitor.page.get_by_label("Yes, one person").check()
        visitor.press("Send my answer")
        visitor.go(f"{link.rstrip('/')}/guide/")
        if name == cast.MENTORS[0]:
            visitor.look()
        visitor.press("I have read it")
        visitor.reads("The guide stays here")
    trainer.go(f"{programme}mentors/")
    trainer.reads(f"{len(cast.MENTORS) - 1} places are confirmed, {cast.NOW} are needed.")
    trainer.look()


def managers_are_asked(company: Company, trainer: Window, programme: str) -> tuple[Window, Window]:
    """One cannot spare anybody on a Thursday, the other agrees. Returns their windows."""
    trainer.go(f"{programme}hours/")
    trainer.look()
    trainer.press("Ask 2 managers")
    refusing, agreeing = company.accepts(cast.REFUSING), company.accepts(cast.AGREEING)
    for window, name in ((refusing, cast.REFUSING), (agreeing, cast.AGREEING)):
        assert company.letter_link(small_company.address(name), "Do these hours suit your team")
        window.go("/")
        window.look()
        window.go("/team/hours/")
        window.follow("Answer")
        window.look()
        if window is refusing:
            window.page.get_by_label("These days are impossible").check()
            window.page.get_by_label("Thursday").check()
        else:
            window.page.get_by_label("I agree to these hours").check()
        window.press("Send my answer")
        window.look()
    trainer.go(f"{programme}hours/")
    trainer.reads("Thursday")
    trainer.look()
    return refusing, agreeing


def wishes_are_asked(company: Company, trainer: Window, intake: str) -> None:
    """Six say yes, one says no, one says nothing, and nobody in the company is shown who."""
    trainer.go(intake)
    trainer.press("Ask them")
    trainer.reads(f"{len(cast.NEW)} people are being asked.")
    visitor = company.window(phone=True)
    for name in cast.NEW:
        link = company.letter_link(small_company.address(name), "Would you like a mentor")
        if name == cast.SILENT:
            continue
        visitor.go(link)
        yes = name != cast.DECLINING
        visitor.page.get_by_label("Yes, I would like a mentor" if yes else "No, thank you").check()
        visitor.press("Send my answer")
        visitor.reads("Your answer is kept")
    visitor.look()
    trainer.go(intake)
    trainer.press("Close the wishes now")
    trainer.look()
    words = trainer.page.locator("main").inner_text()
    assert "No, thank you" not in words


def the_list_is_fixed(trainer: Window, intake: str) -> None:
    trainer.go(intake)
    trainer.press("Fix the list")
    trainer.reads("The list is fixed")
    trainer.look()
