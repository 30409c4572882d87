"""The documents point to what is there, and name every command and every part."""

import re
from pathlib import Path

import pytest

from mentorlift.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("docs", "examples", "src", "tests", "benchmarks")
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in ROOT.glob(f"{folder}/**/*.md"))])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
# a part that is used under another name than its package's, or by its name in a setting alone
IMPORTED_AS = {
    "Django": "django",
    "django-allauth": "allauth",
    "django-csp": "csp",
    "django-tasks": "django_tasks",
    "django-tasks-db": "django_tasks_db",
    "dj-database-url": "dj_database_url",
    "python-calamine": "python_calamine",
    "vl-convert-python": "vl_convert",
}
# the driver that Django loads by itself, and what builds the package
NOT_IMPORTED = {"psycopg", "hatchling", "editables"}


def links(page: Path) -> list[str]:
    found = LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
    return [link for link in found if not re.match(r"[a-z]+:|#", link)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    broken = [link for link in links(page) if not (page.parent / link.partition("#")[0]).exists()]
    assert not broken, f"{page.relative_to(ROOT)} points to what is not there: {', '.join(broken)}"


def test_every_document_can_be_reached_from_the_table_of_contents():
    contents = ROOT / "docs/README.md"
    reached = {(contents.parent / link.partition("#")[0]).resolve() for link in links(contents)}
    missed = [page for page in PAGES if page.is_relative_to(ROOT / "docs") and page.resolve() not in reached]
    assert [str(page.relative_to(ROOT)) for page in missed if page != contents] == []


def test_every_command_is_documented():
    shell = (ROOT / "docs/guide/shell.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert re.search(rf"`(mentorlift )?{command}\b", shell), f"docs/guide/shell.md does not name {command}"
        assert f"mentorlift {command}" in readme, f"README.md does not name {command}"


def test_every_part_is_used_and_explained():
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src").glob("**/*.py") if "tests" not in path.parts
    )
    explained = (ROOT / "docs/decisions/parts.md").read_text(encoding="utf-8")
    lines = (ROOT / "requirements/run.in").read_text(encoding="utf-8").splitlines()
    for name in (re.split(r"[~=<>\[]", line)[0] for line in lines if line and not line.startswith("#")):
        assert name in explained, f"docs/decisions/parts.md does not say why {name} was chosen"
        module = IMPORTED_AS.get(name, name)
        used = re.search(rf"(?:import|from) {module}\b|[\"']{module}[\"'.]", sources)
        assert used or name in NOT_IMPORTED, f"nothing imports {name}; take it out of requirements/run.in"
