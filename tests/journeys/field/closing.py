"""The end: letters to both groups and the mentors, whether two go on talking, and what is held on oneself."""

import io
import zipfile

from tests.journeys import planted, small_company
from tests.journeys.field import cast
from tests.journeys.field.beside import COMPLAINT
from tests.journeys.field.weeks import SECRET, SECRET_OF_MENTOR, Two
from tests.journeys.mailbox import letters
from tests.journeys.walk import results
from tests.journeys.walk.company import Company, until_done
from tests.journeys.walk.results import refused
from tests.journeys.window import PATIENCE, Window

ABOUT = "what came out of"


def the_programme_is_closed(company: Company, trainer: Window, programme: str) -> None:
    """The letters can be read before; afterwards nobody can stop or close it again."""
    trainer.go(f"{programme}ending/")
    trainer.reads("What is still open")
    trainer.look()
    trainer.press("Close the programme")
    trainer.look()
    trainer.go(f"{programme}ending/")
    trainer.reads("This programme has ended")
    assert trainer.page.get_by_role("button", name="Stop the programme").count() == 0


def everybody_is_thanked(company: Company, starting: set[str]) -> None:
    """One letter each: who started, who waited, who said no or nothing, and who was ready to mentor; none to others."""
    thanked = {}
    for name in [*cast.NEW, *cast.MENTORS[:-1]]:
        company.letter_link(small_company.address(name), ABOUT)
        thanked[name] = _closing_letters(company, name)[0]
    assert all(len(_closing_letters(company, name)) == 1 for name in thanked)
    for name in (cast.MENTORS[-1], cast.REFUSING, cast.AGREEING):
        assert not _closing_letters(company, name)
    one, waited = sorted(starting)[0], next(name for name in cast.WILLING if name not in starting)
    words = [_thanks(thanked[name]) for name in (one, waited, cast.DECLINING, cast.SILENT)]
    assert len({words[0], words[1], words[2]}) == 3 and words[2] == words[3], words
    everybody = {*cast.NEW, *cast.MENTORS}
    for name, body in thanked.items():
        assert "What came out: " in body and "known" in body, body
        named = [other for other in everybody - {name} if other in body]
        assert not named, (name, named)
    subjects = [str(letter["Subject"]) for letter in letters(company.data)]
    assert not [subject for subject in subjects if "stopped" in subject]


def _closing_letters(company: Company, name: str) -> list[str]:
    found = []
    for letter in letters(company.data, small_company.address(name)):
        body = letter.get_body(("plain",))
        if ABOUT in str(letter["Subject"]) and body is not None:
            found.append(body.get_content())
    return found


def _thanks(body: str) -> str:
    """What somebody is thanked for."""
    return body.split(" is over. ", 1)[1].split("\n\n", 1)[0]


def each_reads_what_came_out(windows: list[Window]) -> None:
    """And says with one tap whether they would take part again, which nobody reads."""
    for window in windows:
        window.go("/")
        window.look()
        window.follow("Read it")
        window.reads("The numbers")
        window.look()
        window.page.locator("form[action$='/again/'] button").first.click()
        window.reads("Your answer is kept; another tap replaces it.")
    words = windows[0].page.locator("main").inner_text()
    assert not [name for name in (*cast.NEW, *cast.MENTORS) if name in words], words


def two_go_on_talking(pair: Two, programme: str) -> None:
    """It begins when both have said yes, and not before."""
    pair.one.go(f"{programme}outcome/")
    pair.one.look()
    pair.one.press("Yes, gladly")
    pair.one.go(f"{programme}outcome/")
    assert "You both do." not in pair.one.page.content()
    pair.other.go(f"{programme}outcome/")
    pair.other.press("Yes, gladly")
    for window in (pair.one, pair.other):
        window.go(f"{programme}outcome/")
        window.reads("You both do.")
    pair.one.go("/talks/")
    pair.one.reads(pair.mentor)
    pair.one.look()


def a_no_is_told_to_nobody(pair: Two, programme: str) -> None:
    pair.one.go(f"{programme}outcome/")
    before = _asked(pair.one)
    pair.other.go(f"{programme}outcome/")
    pair.other.press("Rather not")
    pair.one.go(f"{programme}outcome/")
    assert _asked(pair.one) == before


def _asked(window: Window) -> str:
    return window.page.locator("section[aria-labelledby^=going-]").inner_text()


def what_is_held_is_taken_along(window: Window, *, own: tuple[str, ...], others: tuple[str, ...]) -> None:
    """Everything of one's own as a file, and nothing that somebody else alone may read."""
    window.go("/my-data/")
    window.look()
    answer = window.context.request.get(f"{window.address}/my-data/data.zip", timeout=PATIENCE)
    assert answer.ok
    with zipfile.ZipFile(io.BytesIO(answer.body())) as held:
        words = "\n".join(held.read(name).decode() for name in held.namelist())
    assert not [text for text in own if text not in words]
    assert not [text for text in others if text in words]


def the_answer_leaves_out_who_objected(company: Company, trainer: Window, programme: str, starting: set[str]) -> None:
    """Half a year later: the rows of the one who objected are counted among those left out, and nobody is named."""
    new = cast.people(company.first_day)[-len(cast.NEW) :]
    half_year = planted.HalfYear(first_day=company.first_day, people=new, yes=cast.WILLING, mentored=starting)
    results.the_half_year_comes_in(trainer, half_year)
    trainer.go(f"{programme}results/")
    trainer.press("Compute the answer")
    until_done(trainer)
    trainer.look()
    trainer.reads("of days left out,")
    trainer.page.get_by_text("How this was computed").first.click()
    row = trainer.page.get_by_role("row", name="person who objected to being measured")
    rows_of_one = len(half_year.rows()) // len(new)
    assert row.get_by_role("cell").last.inner_text() == str(rows_of_one)
    words = trainer.page.content()
    assert not [name for name in (*cast.NEW, *cast.MENTORS) if name in words]


def nobody_reads_more_at_the_end(trainer: Window, manager: Window, reviewer: Window, pairs: list[Two]) -> None:
    """Closing opens nothing: the pages of the pairs stay the two's own, and the sheets too."""
    for window in (manager, reviewer):
        for pair in pairs:
            assert refused(window, pair.address)
    for pair in pairs:
        trainer.go(pair.address)
        words = trainer.page.content()
        assert not [text for text in (SECRET, SECRET_OF_MENTOR, COMPLAINT) if text in words]
    sheets = [pair.sheet for pair in pairs if pair.sheet]
    assert sheets and all(refused(trainer, sheet) for sheet in sheets)
