"""A browser window that notices what no page may have: errors in the console, faults of accessibility, overflow."""

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, Page, Response
from playwright.sync_api import TimeoutError as NotInTime

PATIENCE = 90_000  # milliseconds; loaded machines are slow, not wrong
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


class Window:
    """One person's window, signed in or not."""

    def __init__(
        self, browser: Browser, address: str, *, size: dict[str, int] = DESK, dark: bool = False, script: bool = True
    ) -> None:
        self.address = address
        self.context = browser.new_context(
            viewport=size,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
            base_url=address,
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.expected_refusal = False
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _console(self, message: Any) -> None:
        if message.type == "error" and not (self.expected_refusal and "the server responded with" in message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def close(self) -> None:
        self.context.close()

    def go(self, address: str) -> Response:
        answer = self.page.goto(address)
        assert answer is not None
        return answer

    def follow(self, name: str) -> None:
        """Follow a link by what it says."""
        link = self.page.get_by_role("link", name=name).first
        with self.page.expect_navigation():
            link.click()

    def press(self, name: str) -> None:
        """Press a button by what it says, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def reads(self, text: str) -> None:
        """The text stands on the page, where one can see it; if it never comes, says what stands there instead."""
        try:
            self.page.get_by_text(text).filter(visible=True).first.wait_for()
        except NotInTime:
            raise AssertionError(f"no {text!r} on {self.page.url}:\n{self.page.inner_text('main')}") from None

    def download(self, name: str, path: Path) -> None:
        """Follow a link that is a file."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name=name, exact=True).first.click()
        coming.value.save_as(path)

    def look(self) -> None:
        """Nothing in the way of anybody: axe, width, console."""
        found = faults_of(self.page) + overflow_of(self.page) + self.complaints
        assert not found, "\n".join(found)


def faults_of(page: Page) -> list[str]:
    """What axe finds, a line an element."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(r => r.violations)", RULES
    )
    return [f"{page.url}: {one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def overflow_of(page: Page) -> list[str]:
    """The elements that make the page wider than the window."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth
            if (document.documentElement.scrollWidth <= width) return []
            const all = [...document.querySelectorAll('body *')]
            const wide = all.filter(e => e.getBoundingClientRect().right > width + 1)
            return [location.pathname + ': ' + document.documentElement.scrollWidth + ' > ' + width,
                ...wide.slice(0, 5).map(e => e.outerHTML.slice(0, 160))]
        }"""
    )
