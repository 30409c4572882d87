"""Letters of a product under test: it writes them into a folder instead of sending them."""

import re
import time
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

BETWEEN = "\n" + "-" * 79 + "\n"


def letters(data: Path, to: str = "") -> list[EmailMessage]:
    """Every letter so far, oldest first; `to` keeps those to one address."""
    found = []
    for path in sorted((data / "mail").glob("*.log")):
        for text in path.read_text().split(BETWEEN):
            if text.strip():
                found.append(message_from_string(text, policy=default))
    return [letter for letter in found if not to or letter["To"] == to]


def link_in_letter(data: Path, *, to: str, about: str) -> str:
    """The first link in the newest letter to an address whose subject holds `about`; waits for it."""
    return _found(data, r"https?://\S+", to=to, about=about)


def code_in_letter(data: Path, *, to: str, about: str) -> str:
    """The code that stands on a line of its own in such a letter; waits for it."""
    return _found(data, r"(?m)^[A-Z0-9-]{4,}$", to=to, about=about)


def _found(data: Path, pattern: str, *, to: str, about: str, patience: float = 90) -> str:
    limit = time.monotonic() + patience
    while time.monotonic() < limit:
        for letter in reversed(letters(data, to)):
            if about.lower() in str(letter["Subject"]).lower():
                body = letter.get_body(("plain",))
                assert body is not None
                found = re.search(pattern, body.get_content())
                assert found, body.get_content()
                return found.group()
        time.sleep(0.3)
    subjects = [f"{letter['To']}: {letter['Subject']}" for letter in letters(data)]
    raise TimeoutError(f"no letter to {to} about {about}; there are {subjects[-20:]}")
