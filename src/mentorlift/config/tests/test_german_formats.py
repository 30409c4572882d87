"""Dates and numbers as one writes them in German, wherever a page names a pattern of its own."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.utils.formats import date_format, number_format
from django.utils.translation import override

import mentorlift
from mentorlift.config.formats.de.formats import PATTERNS
from mentorlift.ui.templatetags.ui import money, percent

ROOM = Path(mentorlift.__file__).parent
IN_TEMPLATES = re.compile(r"""\|(?:date|time):["']([^"']+)["']""")
IN_CODE = re.compile(r"""date_format\((?:[^()]|\([^()]*\))*?,\s*["']([^"']+)["']""")
SAME = re.compile(r"[A-Z_]+_FORMAT|H:i(?::s)?|Y|c|Y-m-d(?: H:i:s)?|l, H:i")  # of Django, of machines, or alike in both
WHEN = datetime(2026, 3, 5, 9, 30)


def patterns() -> set[str]:
    templates = [path.read_text() for path in ROOM.glob("*/templates/**/*") if path.is_file()]
    code = [path.read_text() for path in ROOM.glob("**/*.py") if "tests" not in path.parts]
    return {found for text in templates for found in IN_TEMPLATES.findall(text)} | {
        found for text in code for found in IN_CODE.findall(text)
    }


def test_every_pattern_of_a_page_has_its_german():
    missing = {pattern for pattern in patterns() if not SAME.fullmatch(pattern)} - set(PATTERNS)
    assert missing == set(), "name them in config/formats/de/formats.py"


@pytest.mark.parametrize(
    ("pattern", "german"),
    [
        ("j F Y", "5. März 2026"),
        ("l, j F, H:i", "Donnerstag, 5. März, 09:30"),
        ("j M Y", "5.3.2026"),
        ("DATE_FORMAT", "5. März 2026"),
        ("DATETIME_FORMAT", "5. März 2026, 09:30"),
    ],
)
def test_a_day_is_written_in_german(pattern, german):
    with override("de"):
        assert date_format(WHEN, pattern) == german


def test_numbers_have_comma_and_full_stop():
    with override("de"):
        assert number_format(1234.5, 1, force_grouping=True) == "1.234,5"
        assert (percent(19.04), percent(2.5, 1)) == ("19\u202f%", "2,5\u202f%")
        assert (money(1234.5), money(-66738.2), money(2.5)) == ("1.234\u00a0€", "\u221266.738\u00a0€", "2,50\u00a0€")
