"""What is handed on holds nothing of the machine it was made on."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = re.compile(r"(?<![\w.~])/(?:home|Users|root|workspace|work)/[\w.-]+")
HOST = re.compile(r"https?://|--index-url|--extra-index-url|--find-links|@ file:")
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".html",
    ".css",
    ".js",
    ".yml",
    ".yaml",
    ".cfg",
    ".sh",
    ".typ",
    ".csv",
    "",
}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    assert listed.returncode == 0, "not a git checkout: there is no list of the files that are handed on"
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_no_file_names_a_folder_of_one_machine() -> None:
    found = []
    for path in tracked():
        if path.suffix in TEXT and path.is_file() and path != Path(__file__).resolve():
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.relative_to(ROOT)}: {match}" for match in HOME.findall(text)]
    assert found == []


def test_requirements_name_no_place_to_fetch_from() -> None:
    """Which registry is used is the matter of whoever installs."""
    files = sorted((ROOT / "requirements").iterdir())
    assert files
    found = []
    for path in files:
        lines = path.read_text().splitlines()
        found += [f"{path.name}: {line}" for line in lines if HOST.search(line) and not line.lstrip().startswith("#")]
    assert found == []
