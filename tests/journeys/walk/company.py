"""The product under test, whose days go by, and a window for each of the people."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep

from playwright.sync_api import Browser

from tests.journeys import small_company
from tests.journeys.mailbox import code_in_letter, letters, link_in_letter
from tests.journeys.window import PHONE, Window
from tests.product import Product

PASSWORD = "eleven green bottles"
ADMINISTRATOR = "it@example.com"
ANALYST = "analysis@example.com"
TRAINER, LEADER, MANAGER = "Jonas Petersen", "Ulrike Brandt", "Marlene Voss"
MORNING = time(8, tzinfo=UTC)  # nine o'clock where they work
CLOCK = Path(__file__).resolve().parent.parent / "clock"


def first_day() -> date:
    """The first Monday of next February: always the same days of the week, and no session cookie that is over."""
    found = date(datetime.now(UTC).year + 1, 2, 1)
    return found + timedelta(days=-found.weekday() % 7)


class Company:
    """A running Mentorlift on the day that `comes`, the letters it writes, and everybody's windows."""

    def __init__(self, browser: Browser, data: Path, *, from_nothing: bool = False) -> None:
        self.browser, self.data = browser, data
        self.first_day = self.today = first_day()
        self.product = Product(data, demo=False, from_nothing=from_nothing, PYTHONPATH=str(CLOCK))
        self.address = self.product.address
        self.windows: list[Window] = []

    def comes(self, day: int) -> None:
        """The morning `day` days after the first: everything is ended and begun again with its clock moved."""
        self.product.end()
        self.today = self.first_day + timedelta(days=day)
        ahead = datetime.combine(self.today, MORNING) - datetime.now(UTC)
        self.product.environment["JOURNEY_SECONDS_AHEAD"] = str(ahead.total_seconds())
        self.product.begin()

    def close(self) -> None:
        self.product.says_where()  # read where a journey broke off because nothing came of a piece of work
        for window in self.windows:
            window.close()
        self.product.end()

    def window(self, *, phone: bool = False) -> Window:
        made = Window(self.browser, self.address, **({"size": PHONE} if phone else {}))
        self.windows.append(made)
        return made

    def first_link(self) -> str:
        return re.findall(r"https?://\S+", self.product.says("init-admin", ADMINISTRATOR))[-1]

    def letter_link(self, to: str, about: str) -> str:
        return link_in_letter(self.data, to=to, about=about)

    def letter(self, to: str, *, after: int) -> None:
        """Waits until somebody has more than `after` letters."""
        limit = monotonic() + 90
        while len(letters(self.data, to)) <= after:
            assert monotonic() < limit, f"no further letter to {to}"
            sleep(0.3)

    def enters(self, link: str, *, phone: bool = False) -> Window:
        """Somebody opens an invitation and chooses a password."""
        window = self.window(phone=phone)
        window.go(link)
        window.look()
        window.fill("Choose a password", PASSWORD)
        window.press("Make my account")
        assert window.page.url == f"{self.address}/"
        return window

    def accepts(self, name: str, *, phone: bool = False) -> Window:
        """Somebody of the directory answers the invitation in their letters."""
        return self.enters(self.letter_link(small_company.address(name), "invitation"), phone=phone)

    def returns(self, window: Window, address: str) -> None:
        """Somebody who was signed in comes back after weeks, when the session is over, with the password."""
        window.go("/")
        assert "/accounts/login/" in window.page.url, window.page.url
        window.look()
        window.fill("E-mail", address)
        window.fill("Password", PASSWORD)
        window.press("Sign in")
        assert window.page.url == f"{self.address}/"

    def returns_by_code(self, window: Window, address: str) -> None:
        """The same without the password: a code comes by mail."""
        window.go("/")
        window.follow("Mail me a code instead")
        window.look()
        window.page.get_by_label(re.compile("E-?mail")).fill(address)
        window.press("Mail me a code")
        window.look()
        window.fill("Code", code_in_letter(self.data, to=address, about="code"))
        window.press("Sign in")
        assert window.page.url == f"{self.address}/"


def upload(window: Window, name: str, content: bytes) -> None:
    window.page.get_by_label("File", exact=True).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def until_done(window: Window) -> None:
    """Stay on the page of the background work until it has ended, then go on."""
    window.look()
    window.reads("Done.")
    window.follow("Go on")
