"""Sentences that another language can say too: English text that still knows what it was made from.

Nothing is translated here, where Django is not known: `ui.in_words` does that where somebody reads it.
"""

from collections.abc import Mapping
from typing import Any


class Grouped(int):
    """A count that is read with marks between its thousands, those of the reader's language."""

    def __str__(self) -> str:
        return f"{self:,}"


class Said(str):
    """The text in English, with its `template` (what the catalogues translate) and the `values` of its places.

    A value that is itself Said is translated as well; any other stays as it stands in the file.
    """

    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any]) -> "Said":
        made = super().__new__(cls, template % values)
        made.template, made.values = template, values
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, Any]]:  # type: ignore[override]
        """A copy, in this process or in another one, is Said too."""
        return self.template, self.values


def said(template: str, **values: str | float) -> Said:
    """`said("%(text)r is not a date", text=text)`. The template is written out here: the catalogues are read from it.

    Raises KeyError where a place has no value.
    """
    return Said(template, values)


def as_json(text: str) -> Any:
    """What to keep of a text so that `from_json` gives it back, still able to be said in another language."""
    if not isinstance(text, Said):
        return text
    return {"template": text.template, "values": {name: _kept(value) for name, value in text.values.items()}}


def from_json(kept: Any) -> str:
    """The text of `as_json`."""
    if isinstance(kept, str):
        return kept
    return Said(kept["template"], {name: _value(value) for name, value in kept["values"].items()})


def _kept(value: Any) -> Any:
    return {"grouped": int(value)} if isinstance(value, Grouped) else as_json(value)


def _value(kept: Any) -> Any:
    if not isinstance(kept, dict):
        return kept
    return Grouped(kept["grouped"]) if "grouped" in kept else from_json(kept)
