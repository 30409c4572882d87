"""Point 8: four weeks of a pair, from the first sheet to the last word on whether they met."""

import re
from collections import Counter
from dataclasses import dataclass

from playwright.sync_api import Locator

from tests.journeys import small_company
from tests.journeys.mailbox import letters
from tests.journeys.walk.company import Company
from tests.journeys.window import Window

ADVICE = "Ask for the budget before naming a price"
TRIED = "I asked for the budget twice, and once it worked"
WRITTEN = {
    "protege": {1: "I listened to the end of the call", 2: TRIED},
    "mentor": {1: "I held the talk on price yesterday", 2: "Your opening is calm, keep it"},
}
TAKERS = 6  # pairs of whom somebody says that they met: one more than may be shown


@dataclass
class Pair:
    """The two we walk with, each at a phone."""

    protege: str
    mentor: str
    one: Window
    other: Window
    sheet: str = ""  # where the first sheets lie


def two_take_their_phones(company: Company, pairs: list[tuple[str, str]]) -> Pair:
    """A pair whose mentor has nobody else."""
    load = Counter(mentor for _protege, mentor in pairs)
    protege, mentor = next(pair for pair in pairs if load[pair[1]] == 1)
    return Pair(protege, mentor, company.accepts(protege, phone=True), company.accepts(mentor, phone=True))


def both_write_and_read(pair: Pair, week: int) -> None:
    """Closed until both have answered, open to both from then on."""
    one, other = WRITTEN["protege"][week], WRITTEN["mentor"][week]
    fill_the_sheet(pair.one, one, partner=pair.mentor)
    assert other not in pair.one.page.content()
    fill_the_sheet(pair.other, other, partner=pair.protege)
    pair.other.go("/")
    pair.other.look()
    pair.other.follow("Read the sheets")
    pair.other.reads(one)
    pair.other.look()
    pair.one.go("/")
    pair.one.follow("Read the sheets")
    pair.one.reads(other)
    pair.one.look()
    pair.sheet = pair.sheet or pair.one.page.url


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
            window.look()
            return
    raise AssertionError("the sheet does not end")


def both_say_they_met(pair: Pair) -> None:
    """On the day after the talk, with one tap each; the protégé writes down the advice."""
    for window in (pair.one, pair.other):
        window.go("/")
        window.reads("Did you meet?")
        window.look()
        window.press("Yes, we met")
    pair.one.go(pair.sheet)
    pair.one.fill("Which advice do you take with you?", ADVICE)
    pair.one.press("Save")
    pair.one.look()
    assert state(pair.one, week=1) == state(pair.other, week=1) == "took place"
    pair.other.reads(ADVICE)


def some_other_mentors_say_they_met(company: Company, pairs: list[tuple[str, str]], pair: Pair) -> int:
    """As many as it takes; their partners say nothing. Returns of how many pairs somebody has spoken, with ours."""
    said = 1  # the two we walk with
    for mentor in dict.fromkeys(mentor for _protege, mentor in pairs if mentor != pair.mentor):
        if said >= TAKERS:
            break
        window = company.accepts(mentor, phone=True)
        window.look()
        while window.page.get_by_role("button", name="Yes, we met").count():
            window.press("Yes, we met")
            said += 1
    assert said >= TAKERS
    return said


def the_advice_comes_back(pair: Pair) -> None:
    """In the second week Today asks what came of it, the sheet quotes it, and the mentor reads the answer."""
    pair.one.go("/")
    pair.one.reads(ADVICE)
    pair.one.look()
    pair.one.follow("Fill in my sheet")
    pair.one.reads("advised:")
    pair.one.reads(ADVICE)
    both_write_and_read(pair, week=2)
    to_the_pair(pair.other)
    pair.other.reads(TRIED)


def they_move_the_meeting(company: Company, pair: Pair) -> None:
    """The protégé moves it to the Friday; the mentor is told."""
    before = len(letters(company.data, small_company.address(pair.mentor)))
    to_the_meeting(pair.one, week=2)
    pair.one.look()
    pair.one.follow("Move it within the week")
    pair.one.look()
    pair.one.page.get_by_label(re.compile("Friday")).check()
    pair.one.press("Move it")
    pair.one.reads("Moved")
    pair.one.look()
    to_the_pair(pair.other)
    assert "moved" in line_of(pair.other, week=2).inner_text()
    company.letter(small_company.address(pair.mentor), after=before)


def the_protege_alone_says_they_met(pair: Pair) -> None:
    """In the third week both come back, one with the password and one with a code."""
    pair.one.go("/")
    pair.one.press("Yes, we met")
    assert state(pair.one, week=2).startswith("waiting for")


def one_meeting_is_missed(pair: Pair) -> None:
    """Both say so; last week's word of one is three working days old only tomorrow."""
    for window in (pair.one, pair.other):
        to_the_meeting(window, week=3)
        with window.page.expect_navigation():
            window.page.get_by_role("button", name="No", exact=True).click()
        window.look()
    assert state(pair.one, week=2).startswith("waiting for")
    assert state(pair.one, week=3) == state(pair.other, week=3) == "did not take place"


def one_meeting_has_no_sheet(pair: Pair) -> None:
    """The mentor logs the last one, the protégé confirms it, and the word of one has become enough."""
    to_the_meeting(pair.other, week=4)
    pair.other.follow("Log the meeting")
    pair.other.look()
    pair.other.press("We met")
    pair.other.look()
    to_the_meeting(pair.one, week=4)
    pair.one.reads("says you did")
    pair.one.look()
    pair.one.press("Yes, we met")
    told = [state(window, week=week) for window in (pair.one, pair.other) for week in (1, 2, 3, 4)]
    assert told == ["took place", "took place", "did not take place", "took place"] * 2
    pair.one.look()
    pair.other.look()
    for window in (pair.one, pair.other):
        window.go("/")
        window.look()


def state(window: Window, *, week: int) -> str:
    to_the_pair(window)
    return line_of(window, week).locator(".tag").inner_text()


def line_of(window: Window, week: int) -> Locator:
    return window.page.locator("main li").filter(has=window.page.get_by_role("link", name=f"Week {week}:"))


def to_the_pair(window: Window) -> None:
    window.go("/pairs/")
    with window.page.expect_navigation():
        window.page.locator("main a[href^='/pairs/']").first.click()


def to_the_meeting(window: Window, *, week: int) -> None:
    to_the_pair(window)
    window.follow(f"Week {week}:")
