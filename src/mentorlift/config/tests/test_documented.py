import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def test_every_setting_is_documented_and_none_besides():
    sources = [ROOT / "src/mentorlift/config/settings.py", *(ROOT / "src/mentorlift/cli").glob("*.py")]
    used = set()
    for source in sources:
        used |= set(re.findall(r'"(MENTORLIFT_[A-Z_]+|DATABASE_URL|PORT|WEB_CONCURRENCY)"', source.read_text()))
        used |= set(re.findall(r"'(PORT)'", source.read_text()))
    page = (ROOT / "docs/operations/settings.md").read_text()
    documented = set(re.findall(r"^\| `([A-Z_]+)`", page, re.M))
    assert used == documented
