"""The weeks of three pairs: one goes on as planned, in one the mentor resigns, in one somebody is on leave."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.journeys import small_company
from tests.journeys.field import cast
from tests.journeys.field.seats import Seats
from tests.journeys.mailbox import letters
from tests.journeys.walk import meetings
from tests.journeys.walk.company import Company
from tests.journeys.walk.results import refused
from tests.journeys.window import Window

SECRET = "I froze when the customer asked for a discount"
SECRET_OF_MENTOR = "I lost such a call myself last week"
LEAVE_FROM, LEAVE_LAST = 9, 29  # days after the first: weeks 2 (what is left of it), 3, 4, and a day
WEEKS = range(1, 5)
THURSDAY = 3  # on which meetings are planned where nothing stands against it


@dataclass
class Two:
    """A pair, its windows, and where its pages are."""

    protege: str
    mentor: str
    one: Window
    other: Window
    address: str = ""
    sheet: str = ""


def all_sit_down(seats: Seats, published: list[tuple[str, str]]) -> list[Two]:
    """Each of the three pairs with a window for both."""
    found = [Two(protege, mentor, seats[protege], seats[mentor]) for protege, mentor in published]
    for pair in found:
        meetings.to_the_pair(pair.one)
        pair.address = pair.one.page.url
        pair.one.look()
    return found


def thursdays_are_kept_clear(company: Company, pairs: list[Two]) -> None:
    """Nobody mentors under the own manager, so one of each two is in Hamburg, where no Thursday can be spared."""
    for pair in pairs:
        assert {cast.site_of(name, company.first_day) for name in (pair.protege, pair.mentor)} == {"Hamburg", "Leipzig"}
        weekdays = {day.weekday() for day in days_of_weeks(pair.one, pair.address, company.first_day).values()}
        assert THURSDAY not in weekdays and weekdays <= set(range(5)), weekdays


def one_pair_writes(pair: Two) -> None:
    """Closed until both have answered, then open to the two."""
    meetings.fill_the_sheet(pair.one, SECRET, partner=pair.mentor)
    meetings.fill_the_sheet(pair.other, SECRET_OF_MENTOR, partner=pair.protege)
    pair.other.go("/")
    pair.other.follow("Read the sheets")
    pair.other.reads(SECRET)
    pair.other.look()
    pair.sheet = pair.other.page.url


def they_met(pair: Two, *, week: int) -> None:
    for window in (pair.one, pair.other):
        window.go(pair.address)
        window.follow(f"Week {week}:")
        with window.page.expect_navigation():
            window.page.get_by_role("button", name="Yes, we met").first.click()
    assert meetings.state(pair.one, week=week) == "took place"


def one_is_moved(company: Company, pair: Two, *, week: int) -> None:
    """By the mentor, to one of the times that suit both; the other one gets the entry anew."""
    before = len(letters(company.data, small_company.address(pair.protege)))
    pair.other.go(pair.address)
    pair.other.follow(f"Week {week}:")
    pair.other.follow("Move it within the week")
    pair.other.reads("Times that suit both of you")
    pair.other.look()
    with pair.other.page.expect_navigation():
        pair.other.page.locator("button[name=at]").last.click()
    pair.other.reads("Moved")
    company.letter(small_company.address(pair.protege), after=before)
    moved = letters(company.data, small_company.address(pair.protege))[-1]
    entry = next(part for part in moved.walk() if part.get_content_type() == "text/calendar").get_content()
    assert "SEQUENCE:1" in entry and "METHOD:REQUEST" in entry, entry


def one_is_missed(pair: Two, *, week: int) -> None:
    """Both say so; one taps why, which is counted for the site alone."""
    pair.one.go(pair.address)
    pair.one.follow(f"Week {week}:")
    with pair.one.page.expect_navigation():
        pair.one.page.get_by_role("button", name="No", exact=True).click()
    pair.one.go(pair.address)
    pair.one.follow(f"Week {week}:")
    pair.one.look()
    pair.one.press("pulled to the floor")
    pair.one.look()
    pair.other.go(pair.address)
    assert "pulled to the floor" not in pair.other.page.content()


def somebody_goes_on_leave(company: Company, pair: Two) -> None:
    """By their own word, without a reason; the weeks move behind it, and the other one is told."""
    before = days_of_weeks(pair.one, pair.address, company.first_day)
    pair.one.go(pair.address)
    pair.one.follow("I am away")
    pair.one.look()
    pair.one.fill("Away from", (company.first_day + timedelta(days=LEAVE_FROM)).isoformat())
    pair.one.fill("Last day away", (company.first_day + timedelta(days=LEAVE_LAST)).isoformat())
    pair.one.press("Say it and move the meetings")
    pair.one.look()
    after = days_of_weeks(pair.one, pair.address, company.first_day)
    assert after[1] == before[1]
    away = [company.first_day + timedelta(days=day) for day in range(LEAVE_FROM, LEAVE_LAST + 1)]
    assert not [day for day in after.values() if day in away], after
    assert after[4] > before[4]
    link = company.letter_link(small_company.address(pair.mentor), "one of you is away")
    assert link
    told = letters(company.data, small_company.address(pair.mentor))[-1].get_body(("plain",))
    assert told is not None and "leave" not in told.get_content().lower()


def days_of_weeks(window: Window, address: str, first: date) -> dict[int, date]:
    """Week -> the day on which the two meet."""
    window.go(address)
    found = {}
    for week in WEEKS:
        words = meetings.line_of(window, week).inner_text()
        told = re.search(r"day, (\d+ \w+), \d\d:\d\d", words)
        assert told, words
        found[week] = _day(told.group(1), first.year)
    return found


def _day(words: str, year: int) -> date:
    return datetime.strptime(f"{words} {year}", "%d %B %Y").date()


def the_window_has_not_moved(trainer: Window, programme: str, known: str) -> None:
    """Leave moves meetings, never what is measured: the answer is known on the same day as before."""
    assert answer_day(trainer, programme) == known


def answer_day(trainer: Window, programme: str) -> str:
    trainer.go(f"{programme}results/")
    told = re.search(r"will be known well enough on (\d+ \w+ \d{4}|\w+\.? \d+, \d{4})", trainer.page.content())
    assert told, trainer.page.locator("main").inner_text()
    return told.group(1)


def the_mentor_resigns(company: Company, pair: Two) -> None:
    """Without a reason to anybody in the line; the other one is told that it has ended."""
    pair.other.go(pair.address)
    pair.other.follow("End this pairing without blame")
    pair.other.look()
    pair.other.press("End the pairing")
    pair.other.look()
    pair.other.reads("This pairing ended on")
    assert company.letter_link(small_company.address(pair.protege), "has ended")


def somebody_else_takes_over(company: Company, trainer: Window, pair: Two) -> str:
    """In one step, by the programme manager. Returns the name of the new mentor."""
    trainer.go(pair.address)
    trainer.look()
    assert SECRET not in trainer.page.content()
    trainer.follow("Find another mentor")
    trainer.look()
    name = trainer.page.locator("article.card h2").first.inner_text().strip()
    name = next(one for one in cast.MENTORS if name.startswith(one))
    assert name != pair.mentor
    trainer.press("Pair them and tell both")
    trainer.look()
    assert company.letter_link(small_company.address(pair.protege), f"{name} is your mentor")
    assert company.letter_link(small_company.address(name), f"{pair.protege} is your")
    return name


def the_old_sheets_stay_closed(seats: Seats, pair: Two, name: str, trainer: Window, manager: Window) -> Two:
    """Neither the new mentor, nor the programme manager, nor the manager reads what the two wrote."""
    new = Two(pair.protege, name, pair.one, seats[name])
    meetings.to_the_pair(new.other)
    new.address = new.other.page.url
    assert new.address != pair.address
    new.other.look()
    for window in (new.other, trainer, manager):
        assert refused(window, pair.sheet)
    for window in (new.other, manager):
        assert refused(window, pair.address)
    assert SECRET not in new.other.page.content()
    pair.one.go(pair.sheet)
    pair.one.reads(SECRET_OF_MENTOR)  # the two themselves still can
    return new
