"""When a mentor could use help. It is an offer to them and never a reason to leave anybody out."""

import re

_FIGURE = re.compile(r"\d")


def could_use_help(*, helping: str, backed: str, asks_for_help: bool) -> bool:
    """They say so, or helping does not come easily to them and they do not feel backed.

    Mentors to whom helping does not come by itself do much better once they feel that the company stands behind
    them; so those are pointed out to whoever can back them. An answer left out points nobody out.
    """
    return asks_for_help or (helping == "seldom" and backed in ("partly", "no"))


def holds_a_figure(text: str) -> bool:
    """Whether a text that is to be words alone has a digit in it, of any script."""
    return _FIGURE.search(text) is not None
