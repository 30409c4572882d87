"""docs/screenshots from the demo: `make screenshots`. Each picture says which role stands where, and how wide."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import small_company as company
from tests.journeys.test_demo_pages import entered, to_a_draft
from tests.journeys.window import DESK, PHONE, Window
from tests.product import CHROMIUM, running

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
LARGEST = 200_000  # bytes
COLOURS = (256, 128, 64)


@dataclass(frozen=True)
class Shot:
    """One picture."""

    name: str
    role: str
    size: dict[str, int]
    way: Callable[[Window], None]
    height: int = 0  # of the picture; 0 = what the window shows


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, running(Path(folder), demo=True) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for shot in SHOTS:
            sys.stdout.write(f"{shot.name}\n")
            take(browser, address, shot)
        browser.close()
    return 0


def take(browser: Browser, address: str, shot: Shot) -> None:
    window = entered(browser, address, shot.role, size=shot.size)
    shot.way(window)
    window.page.wait_for_load_state("networkidle")
    window.page.evaluate("() => document.fonts.ready")
    clip = {"x": 0, "y": 0, "width": shot.size["width"], "height": shot.height or shot.size["height"]}
    picture = window.page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]
    (FOLDER / f"{shot.name}.png").write_bytes(small(picture))
    window.close()


def small(picture: bytes) -> bytes:
    """The same picture with few colours, below the limit."""
    full = Image.open(BytesIO(picture)).convert("RGB")
    for colours in COLOURS:
        out = BytesIO()
        full.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            return out.getvalue()
    raise ValueError(f"{out.tell()} bytes are more than {LARGEST}; show less of the page")


def programme(window: Window, name: str, page: str = "") -> None:
    """To a page of the programme whose name holds `name`."""
    window.go("/programmes/")
    address = window.page.locator("h2 a").filter(has_text=name).first.get_attribute("href")
    assert window.go(f"{address}{page}").status == 200, name


def to_the_sheet(window: Window) -> None:
    window.follow("Fill in my sheet")


def to_how_i_was_drawn(window: Window) -> None:
    window.go("/")
    window.page.locator("a[href$='/my-draw/']").first.click()
    window.page.wait_for_url("**/my-draw/")


def to_the_mentors(window: Window) -> None:
    window.follow("See who fits")


def to_the_request(window: Window) -> None:
    window.page.get_by_role("link", name="Read and answer").first.click()
    window.page.wait_for_url("**/requests/**")


def to_a_preview(window: Window) -> None:
    from datetime import UTC, datetime

    window.go("/people/imports/")
    rows = company.people(datetime.now(UTC).date())
    # an organisation of its own: addresses that people of the demo have would be refused
    content = company.as_csv(rows).replace(b"@example.com", b"@example.org")
    window.page.get_by_label("File", exact=True).set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": content}
    )
    window.press("Look at it")
    company.name_the_columns(window.page)
    window.press("Show what would change")


SHOTS = (
    Shot("results", "leader", DESK, lambda w: programme(w, "Onboarding 2", "results/"), height=1500),
    Shot("results-phone", "leader", PHONE, lambda w: programme(w, "Onboarding 2", "results/"), height=1800),
    Shot("today", "protege", PHONE, lambda w: None),
    Shot("sheet", "protege", PHONE, to_the_sheet),
    Shot("how-i-was-drawn", "protege", PHONE, to_how_i_was_drawn, height=1300),
    Shot("choose", "choosing", PHONE, to_the_mentors, height=1240),
    Shot("request", "mentor", PHONE, to_the_request, height=1080),
    Shot("timeline", "programme_manager", DESK, lambda w: programme(w, " class"), height=1300),
    Shot("draw", "programme_manager", DESK, lambda w: programme(w, "Onboarding 2", "draws/"), height=1200),
    Shot("matching", "programme_manager", DESK, to_a_draft, height=1300),
    Shot("wizard", "programme_manager", DESK, lambda w: programme(w, "Digital selling", "set-up/people/"), height=1000),
    Shot("import", "programme_manager", DESK, to_a_preview, height=1000),
)

if __name__ == "__main__":
    sys.exit(main())
