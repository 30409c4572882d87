"""What has to be in order before anybody is written to: approvals, letters, somebody to trust, closed dates."""

from datetime import timedelta

from tests.journeys.field import cast
from tests.journeys.walk.company import Company
from tests.journeys.window import Window

AGREEMENT = "Works agreement 12/2026, section 4"


def nothing_goes_out_yet(trainer: Window, programme: str) -> None:
    """The list says what is missing, and inviting a mentor is refused with the same words."""
    trainer.go(f"{programme}ready/")
    trainer.reads("things are missing")
    trainer.look()
    trainer.go(f"{programme}mentors/?q={cast.MENTORS[0].replace(' ', '+')}")
    trainer.page.get_by_label(cast.MENTORS[0]).check()
    trainer.press("Add them")
    trainer.expected_refusal = True
    trainer.press("Invite those not invited yet")
    trainer.reads("Not ready yet.")
    trainer.expected_refusal = False


def a_day_is_closed(company: Company, trainer: Window, programme: str) -> None:
    trainer.go(f"{programme}set-up/weeks/")
    trainer.page.get_by_text("Close a day", exact=True).click()
    form = trainer.page.locator("form[action$='/closed-dates/']")
    form.get_by_label("Day", exact=True).fill((company.today + timedelta(days=22)).isoformat())
    form.get_by_label("What for").fill("Stocktaking")
    trainer.press("Close it")
    trainer.reads("Stocktaking")


def the_legal_basis_is_chosen(reviewer: Window, programme: str) -> None:
    """By whoever answers for data protection, who finds it on the sheet of everything that is used and read."""
    reviewer.go(programme)
    reviewer.follow("Data sheet")
    reviewer.reads("None has been chosen yet.")
    reviewer.look()
    reviewer.follow("Enter the legal basis")
    reviewer.look()
    reviewer.page.get_by_label("A works agreement").check()
    reviewer.fill("In words", AGREEMENT)
    reviewer.fill("Chosen and signed by", cast.OFFICER)
    reviewer.press("Keep this")
    the_data_sheet_is_read(reviewer)


def the_data_sheet_is_read(window: Window) -> None:
    """For what, on which basis, which fields, who reads them, and for how long: nobody's name beside any of it."""
    words = window.page.locator("main").inner_text()
    for part in ("For what", "Legal basis", "Facts about people", "Figures", "Who reads what", "Kept how long"):
        window.reads(part)
    for said in (AGREEMENT, f"Chosen and signed by {cast.OFFICER}, data protection officer", "revenue"):
        assert said in words, said
    assert not [name for name in (*cast.NEW, *cast.MENTORS) if name in words]
    window.look()


def they_approve(reviewer: Window, leader: Window) -> None:
    """Each signed in as themself, from their own Today."""
    for window, approver in ((reviewer, "Works council"), (reviewer, "Data protection"), (leader, "Leadership")):
        window.go("/")
        window.look()
        window.follow(f"Look at it: {approver}: waits for your decision")
        window.look()
        window.press("Approve")
        window.reads("decided here, signed in")


def somebody_to_trust_is_named(trainer: Window, programme: str) -> None:
    """Not somebody in the line."""
    trainer.go(f"{programme}trusted-contact/")
    trainer.fill("Name, number or address", cast.LEADER)
    trainer.expected_refusal = True
    trainer.press("Name them")
    trainer.expected_refusal = False
    trainer.look()
    trainer.fill("Name, number or address", cast.TRUSTED)
    trainer.press("Name them")
    trainer.look()
    trainer.reads("trusted contact ·")


def everything_is_in_order(trainer: Window, programme: str) -> None:
    trainer.go(f"{programme}ready/")
    trainer.reads("Everything is in order")
    trainer.look()
    assert trainer.page.locator("main .tag--red, main .tag--amber").count() == 0
