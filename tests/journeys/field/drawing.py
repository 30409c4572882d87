"""The lot is drawn, and everybody on the list can read how."""

from tests.journeys import small_company
from tests.journeys.field import cast
from tests.journeys.field.seats import Seats
from tests.journeys.walk.company import Company, until_done
from tests.journeys.window import Window


def the_lot_is_drawn(company: Company, trainer: Window, programme: str) -> None:
    trainer.go(f"{programme}draws/")
    trainer.fill("Mentored now", str(cast.NOW))
    trainer.page.get_by_label("date").check()
    trainer.fill("Of which day", company.today.isoformat())
    trainer.press("Settle it")
    trainer.press("Draw by lot")
    until_done(trainer)
    trainer.reads(f"{cast.NOW} now, {len(cast.WILLING) - cast.NOW} later")
    trainer.look()
    trainer.press("Write to everybody drawn")
    trainer.reads("Everybody drawn was written to")


def each_reads_how(seats: Seats, programme: str, waiting: str, starting: str) -> None:
    """Whoever starts now, who waits, who said no, who said nothing."""
    said = {starting: "You get a mentor now", waiting: "You get a mentor later"}
    said |= dict.fromkeys((cast.DECLINING, cast.SILENT), "You are not in the draw")
    for name, words in said.items():
        seats[name].go(f"{programme}my-draw/")
        seats[name].reads(words)
        seats[name].look()
    seats[starting].reads(cast.TRUSTED)
    seats[waiting].reads("This says nothing about you.")
    seats[waiting].reads("Nothing is taken away")


def who_waits(company: Company, starting: set[str]) -> str:
    """One of those drawn later, told so by letter."""
    name = next(one for one in cast.WILLING if one not in starting)
    assert company.letter_link(small_company.address(name), "You get a mentor later")
    return name
