"""What goes on beside the meetings: a word in confidence, an objection, a new price, and what each may see."""

from tests.journeys.field import cast
from tests.journeys.field.ready import the_data_sheet_is_read
from tests.journeys.field.weeks import SECRET, SECRET_OF_MENTOR, Two
from tests.journeys.mailbox import letters
from tests.journeys.walk.company import Company
from tests.journeys.walk.results import refused
from tests.journeys.window import Window

COMPLAINT = "Somebody told the others what I said in a talk"
ANSWER = "Thank you for telling me. Shall we speak tomorrow?"
PRICE = "New price list"


def something_is_wrong(company: Company, pair: Two) -> str:
    """Written from the page of the pair and read by one person. Returns the address of the matter."""
    writer = pair.one
    writer.go(pair.address)
    writer.follow("Something is wrong?")
    writer.look()
    writer.reads(cast.TRUSTED)
    writer.fill("What is wrong?", COMPLAINT)
    writer.press("Send")
    writer.look()
    trusted = company.accepts(cast.TRUSTED)
    trusted.look()
    trusted.follow("What people wrote to me in confidence")
    trusted.look()
    trusted.follow(pair.protege)
    trusted.reads(COMPLAINT)
    trusted.look()
    matter = trusted.page.url
    trusted.fill("Your next message", ANSWER)
    trusted.press("Send")
    writer.go(matter)
    writer.reads(ANSWER)
    return matter


def nobody_else_reads_it(company: Company, matter: str, others: list[Window]) -> None:
    for window in others:
        assert refused(window, matter)
        assert refused(window, "/in-confidence/") or COMPLAINT not in window.page.content()
    for letter in letters(company.data):
        body = letter.get_body(("plain",))
        assert body is None or not [text for text in (COMPLAINT, ANSWER, SECRET) if text in body.get_content()]


def somebody_objects(window: Window, programme: str) -> None:
    """After having read which figures are used, on which basis and by whom."""
    window.go(f"{programme}about/")
    window.follow("Which data this programme uses")
    the_data_sheet_is_read(window)
    window.go("/my-data/")
    window.look()
    window.follow("I do not want my figures to count")
    window.look()
    window.press("Leave mine out")
    window.reads("Your figures are left out.")
    window.look()


def a_new_price_comes(company: Company, trainer: Window, programme: str) -> None:
    trainer.go(f"{programme}events/")
    trainer.fill("Day", company.today.isoformat())
    trainer.fill("What happened", PRICE)
    trainer.press("Keep it")
    trainer.reads(PRICE)
    trainer.look()


def the_manager_sees_who_and_when(manager: Window, pairs: list[Two]) -> None:
    """Who of the own people takes part and at which hours; neither whom they meet nor a word."""
    manager.go("/")
    manager.look()
    manager.reads("My team")
    pages = [manager.page.content()]
    manager.go("/team/hours/")
    manager.reads("What to say to those who wait")
    manager.look()
    pages.append(manager.page.content())
    for words in pages:
        assert not [text for text in (SECRET, SECRET_OF_MENTOR, COMPLAINT, cast.DECLINING) if text in words]
    for pair in pairs:
        assert refused(manager, pair.address)


def the_reviewer_sees_how_it_is_done(reviewer: Window, programme: str, intake: str, pairs: list[Two]) -> None:
    """Set-up, letters, draw and audit; nobody's name beside a figure, no wish, no pair, no answer."""
    names = [*cast.NEW, *cast.MENTORS]
    for page in ("", "ready/", "approvals/", "letters/", "charter/", "measure/"):
        answer = reviewer.go(f"{programme}{page}")
        assert answer.ok, page
        reviewer.look()
        words = reviewer.page.content()
        assert not [name for name in names if name in words], page
        assert not [text for text in (SECRET, COMPLAINT) if text in words], page
        assert not [name for name in (cast.REFUSING, cast.AGREEING) if name in words], page
    reviewer.go(f"{programme}approvals/")
    reviewer.reads("Open again: this is not what was decided about")
    assert "language" in reviewer.page.locator("ins").first.inner_text()  # the fields were first chosen to match
    reviewer.go("/audit/")
    reviewer.look()
    for address in (intake, f"{programme}mentors/", f"{programme}results/", f"{programme}ledger/", "/outcomes/"):
        assert refused(reviewer, address), address
    for pair in pairs:
        assert refused(reviewer, pair.address)
