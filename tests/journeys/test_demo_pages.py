"""Every page that a role of the demo can reach by links: no error, nothing wider than the window, no fault for axe."""

import re
import shutil
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys.window import DESK, PHONE, Window, faults_of, overflow_of
from tests.product import running

pytestmark = pytest.mark.browser
FILE = re.compile(r"\.(csv|json|ics|toml|html|zip|pdf)(\?|$)|format=csv|/logout/|^/demo/$")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
EACH_PROGRAMME = tuple(f"/programmes/<id>/{page}" for page in ("", "results/", "about/", "measure/"))
PROGRAMMES = 7
# What each role must have come by, so that the walk cannot become shorter unseen.
MUST = {
    "protege": [
        "/",
        "/pairs/",
        "/meetings/<id>/sheet/<n>/",
        "/who-can-read/",
        "/programmes/<id>/my-draw/",
        "/programmes/<id>/aims/",
    ],
    "mentor": [
        "/",
        "/pairs/<id>/",
        "/meetings/<id>/",
        "/meetings/<id>/log/",
        "/programmes/<id>/mentor/profile/",
        "/requests/<id>/",
    ],
    "choosing": ["/", "/choose/<id>/", "/choose/<id>/<id>/", "/programmes/<id>/my-draw/", "/programmes/<id>/aims/"],
    "sales_manager": ["/", "/people/", "/people/teams/"],
    "programme_manager": [
        *EACH_PROGRAMME,
        "/programmes/<id>/intakes/<id>/",
        "/programmes/<id>/mentors/",
        "/programmes/<id>/mentors/<id>/",
        "/programmes/<id>/measure/deviation/",
        "/programmes/<id>/harm/",
        "/programmes/<id>/draws/<id>/",
        "/programmes/<id>/ledger/",
        "/programmes/<id>/set-up/review/",
        "/match/<id>/",
        "/people/imports/",
        "/people/<id>/",
        "/outcomes/",
        "/outcomes/quality/",
        "/jobs/",
        "/pairs/",
    ],
    "leader": ["/", "/programmes/<id>/results/"],
    "analyst": ["/", "/programmes/<id>/results/", "/programmes/<id>/measure/", "/outcomes/quality/"],
    "reviewer": [
        "/",
        "/programmes/<id>/",
        "/programmes/<id>/ready/",
        "/programmes/<id>/data-sheet/",
        "/programmes/<id>/legal-basis/",
        "/programmes/<id>/letters/briefing/",
        "/programmes/<id>/letters/all/reading/",
        "/audit/",
    ],
    "trusted_contact": ["/", "/in-confidence/", "/in-confidence/<id>/"],
    "administrator": ["/people/", "/access/", "/access/<id>/", "/audit/", "/messages/", "/jobs/"],
}


@dataclass
class Walk:
    """Where somebody came by, and what was wrong there."""

    seen: Counter[str] = field(default_factory=Counter)
    addresses: dict[str, str] = field(default_factory=dict)  # shape -> the first address of it
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def demo(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = shutil.copytree(loaded, tmp_path_factory.mktemp("demo"), dirs_exist_ok=True)
    with running(folder, demo=True) as address:
        yield address


@pytest.mark.parametrize("role", MUST)
def test_every_page_of_a_role_is_whole_on_a_phone_and_a_desk(demo: str, browser: Browser, role: str) -> None:
    window = entered(browser, demo, role)
    walk = walked(window, [shape for shape in MUST[role] if "<" not in shape])
    assert not walk.wrong, "\n".join(walk.wrong)
    missing = [shape for shape in MUST[role] if not walk.seen[shape]]
    assert not missing, f"never came by {missing}; by {sorted(walk.seen)}"
    window.close()
    without_script(browser, demo, role, list(walk.addresses.values()))
    in_german(browser, demo, role, list(walk.addresses.values()))


def test_a_draft_of_pairs_is_whole(demo: str, browser: Browser) -> None:
    window = entered(browser, demo, "programme_manager", size=DESK)
    to_a_draft(window)
    walk = walked(window, [urlsplit(window.page.url).path], within="/match/")
    assert not walk.wrong, "\n".join(walk.wrong)
    assert walk.seen["/match/drafts/<id>/publication/"], sorted(walk.seen)
    assert walk.seen["/match/drafts/<id>/people/<id>/mentor/"], sorted(walk.seen)
    window.close()


def test_pages_for_everybody_are_whole(demo: str, browser: Browser) -> None:
    window = Window(browser, demo, size=PHONE)
    walk = Walk()
    for address in ("/accounts/login/", "/demo/", "/demo/mail/", "/accounts/password/reset/", "/accounts/login/code/"):
        visit(window, address, walk)
    window.go("/demo/mail/")
    letter = window.page.locator("main a[href^='/demo/mail/']").first.get_attribute("href")
    visit(window, letter or "", walk)
    assert not walk.wrong, "\n".join(walk.wrong)
    window.close()


def to_a_draft(window: Window) -> None:
    """To the draft of pairs that waits to be published."""
    window.go("/programmes/")
    for link in window.page.locator("h2 a").evaluate_all("all => all.map(a => a.pathname)"):
        window.go(f"{link}match/")
        if window.page.get_by_role("link", name="Publish").count():
            return
    raise AssertionError("no draft waits")


def entered(browser: Browser, demo: str, role: str, *, size: dict[str, int] = PHONE, script: bool = True) -> Window:
    """Through the demo's door of a role."""
    window = Window(browser, demo, size=size, script=script)
    window.go("/demo/")
    with window.page.expect_navigation():
        window.page.locator(f"button[name=role][value={role}], form:has(input[value={role}]) button").first.click()
    assert window.page.url == f"{demo}/", window.page.url
    return window


def walked(window: Window, begin: list[str], *, within: str = "/") -> Walk:
    """Follows links that begin so, a few of each kind."""
    walk = Walk()
    waiting, known = deque(begin), set(begin)
    while waiting:
        address = waiting.popleft()
        shape = shape_of(address)
        if walk.seen[shape] >= (PROGRAMMES if shape in EACH_PROGRAMME else 1):
            continue
        for found in visit(window, address, walk):
            if found not in known and found.startswith(within):
                known.add(found)
                waiting.append(found)
    return walk


def shape_of(address: str) -> str:
    return re.sub(r"/\d+/", "/<n>/", ID.sub("<id>", urlsplit(address).path))


def visit(window: Window, address: str, walk: Walk) -> list[str]:
    """Look at a page in both sizes, light and dark; returns where it leads."""
    page, shape = window.page, shape_of(address)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    answer = window.go(address)
    is_first = not walk.seen[shape]
    walk.seen[shape] += 1
    walk.seen[shape_of(page.url)] += shape_of(page.url) != shape  # where it was redirected to
    if answer.status != 200:
        walk.wrong.append(f"{address}: {answer.status}")
        return []
    walk.wrong += overflow_of(page)
    if is_first:
        walk.addresses[shape] = address
        walk.wrong += faults_of(page)
    page.set_viewport_size(DESK)
    walk.wrong += overflow_of(page)
    if is_first:
        page.emulate_media(color_scheme="dark")
        walk.wrong += [f"dark: {fault}" for fault in faults_of(page)]
    walk.wrong += window.complaints
    window.complaints.clear()
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    return [link for link in dict.fromkeys(links) if link.startswith("/") and not FILE.search(link)]


def without_script(browser: Browser, demo: str, role: str, addresses: list[str]) -> None:
    """A sample of the same pages with scripts switched off: the headline and the main door stand there too."""
    window = entered(browser, demo, role, script=False)
    for address in addresses[:: max(1, len(addresses) // 6)]:
        assert window.go(address).status == 200, address
        assert window.page.locator("h1").first.is_visible(), address
        assert window.page.locator("main").inner_text().strip(), address
    window.close()


def in_german(browser: Browser, demo: str, role: str, addresses: list[str]) -> None:
    """The same pages with German's longer words: none is wider than a phone. Who enters next reads English again."""
    window = entered(browser, demo, role)
    window.press("Deutsch")
    wide = [line for address in addresses if window.go(address).status == 200 for line in overflow_of(window.page)]
    assert window.page.locator("html").get_attribute("lang") == "de"
    window.go("/")
    window.press("English")
    window.close()
    assert not wide, "\n".join(wide)
