"""One part of Today."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """A template with what it shows; `line` goes under the greeting when this part comes first. `is_wide`: at a
    desk it is given more than the width of a phone.
    """

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    line: str = ""
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: about whom ("" for nobody in particular), what, and where it leads."""

    name: str
    text: str
    small: str = ""
    url: str = ""
    action: str = ""
