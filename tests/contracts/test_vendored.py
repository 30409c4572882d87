"""What lies in the repository from elsewhere is byte for byte what its table says."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src/mentorlift/ui/static/ui"
ROW = re.compile(r"^\| (\S+) \| [^|]+ \| [^|]+ \| ([^|]+) \| ([0-9a-f]{64}) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "VENDORED.md").read_text())


@pytest.mark.parametrize(("name", "licence", "digest"), ROWS)
def test_a_vendored_file_is_what_its_table_says(name: str, licence: str, digest: str) -> None:
    assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest
    text = re.search(r"\((\S+)\)", licence)
    assert text, f"{name}: the table names no licence file"
    assert (STATIC / text.group(1)).read_text().strip()


def test_no_font_and_no_minified_script_lies_outside_the_table() -> None:
    named = {name for name, _, _ in ROWS}
    kinds = ("*.woff2", "*.woff", "*.ttf", "*.min.js", "*.min.css")
    lying = {str(path.relative_to(STATIC)) for kind in kinds for path in (ROOT / "src").rglob(kind)}
    assert lying == named
