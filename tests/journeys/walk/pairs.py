"""Points 6 and 7: the lot is drawn, the pairs are matched and published."""

from pathlib import Path

from tests.journeys.walk.company import Company, until_done
from tests.journeys.walk.programme import LATER, NOW
from tests.journeys.window import Window


def the_lot_is_drawn(company: Company, window: Window, programme: str) -> None:
    window.go(f"{programme}draws/")
    window.look()
    window.expected_refusal = True
    _settle(company, window)
    window.reads("less 10 % reserve = 10; the draw asks for 12: find 2 more places or draw 10.")
    window.look()
    window.expected_refusal = False
    window.go(f"{programme}mentors/")
    window.page.get_by_text("Reserve: 10 %").click()
    window.fill("Kept back, in %", "0")
    window.press("Change")
    window.reads("The reserve holds from the next draw on.")
    window.go(f"{programme}draws/")
    _settle(company, window)
    window.look()
    window.press("Draw by lot")
    until_done(window)
    window.reads(f"{NOW} now, {LATER} later")
    window.look()
    window.press("Write to everybody drawn")
    window.reads("Everybody drawn was written to")


def _settle(company: Company, window: Window) -> None:
    window.fill("Mentored now", str(NOW))
    window.page.get_by_label("date").check()
    window.fill("Of which day", company.today.isoformat())
    window.press("Settle it")


def anybody_checks_the_draw(company: Company, window: Window, folder: Path) -> None:
    """With the two files of the page for everybody, in a shell, as that page says."""
    with window.page.expect_navigation():
        window.page.get_by_role("link", name="The page for everybody").click()
    window.look()
    window.reads("come out the same")
    for name in ("draw.json", "list.csv"):
        window.download(name, folder / name)
    said = company.product.says("verify-draw", str(folder / "draw.json"), "--roster", str(folder / "list.csv"))
    assert f"{NOW + LATER}" in said, said


def pairs_are_published(company: Company, window: Window, programme: str, *, now: int = NOW) -> list[tuple[str, str]]:
    """Match and publish; returns the names of protégé and mentor of each pair."""
    window.go(f"{programme}match/")
    window.look()
    window.press("Work out the first draft")
    window.page.get_by_role("link", name="Publish").first.wait_for()
    window.look()
    window.follow("Publish")
    window.look()
    window.fill("First day of the pairs", company.today.isoformat())
    shown = [line.split(" with ") for line in window.page.locator(".tick").all_inner_texts()]
    window.press("Publish and tell them")
    window.look()
    assert len(shown) == now, shown
    return [(protege.strip(), mentor.strip()) for protege, mentor in shown]
