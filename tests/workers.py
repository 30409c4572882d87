"""Tests in several processes: each has a data folder of its own, files stay whole, and the longest begin.

Loaded by `addopts` before the settings are read.
"""

import os

import pytest
from xdist.scheduler import LoadScopeScheduling

DEMO = "tests/contracts/demo/"  # all of it in one process, which loads the demo once
PAGES = "tests/journeys/test_demo_pages.py"  # each of its tests where there is room: they walk through copies
# one process loads the demo for PAGES and goes on with them; meanwhile the others take the long walks
WALKS = (f"{PAGES}::test_pages", "tests/journeys/test_main_job", "tests/journeys/test_in_the")
FIRST = (DEMO, "tests/year/", *WALKS, PAGES, "tests/contracts/", "tests/")

# the sweep of one process deletes files that its own database does not know
if (worker := os.environ.get("PYTEST_XDIST_WORKER")) and (folder := os.environ.get("MENTORLIFT_DATA")):
    os.environ["MENTORLIFT_DATA"] = os.path.join(folder, worker)  # noqa: PTH118


class Spread(LoadScopeScheduling):
    """A file to a process, in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(PAGES):
            return nodeid
        return DEMO if nodeid.startswith(DEMO) else nodeid.split("::", 1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Spread:
    config.option.loadscopereorder = False
    return Spread(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes is not begun when everything else has ended."""
    items.sort(key=lambda item: next((n for n, path in enumerate(FIRST) if item.nodeid.startswith(path)), len(FIRST)))
