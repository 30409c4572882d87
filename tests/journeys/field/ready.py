"""What has to be in order before anybody is written to: approvals, letters, somebody to trust, closed dates."""

from datetime import timedelta

from tests.journeys.field import cast
from tests.journeys.walk.company import Company
from tests.journeys.window import Window


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
