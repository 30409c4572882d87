"""One headless Chromium for the journeys of a file, and the demo loaded once for all processes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.migrated import alone
from tests.product import CHROMIUM, running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ends with its file: Django refuses its database to a process in which Playwright runs."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield started
        started.close()


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder in which the product has loaded the demo, to be copied."""
    run = tmp_path_factory.getbasetemp()
    shared = (run if worker_id == "master" else run.parent) / "loaded"  # the processes of one run share the parent
    with alone(shared):
        if not (shared / "demo").exists():
            with running(shared / "half", demo=True):
                pass
            (shared / "half").rename(shared / "demo")
    return shared / "demo"
