"""What is wrong with a file, in the language of whoever reads the page; `files`, which finds it, speaks English."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext

from mentorlift.files.faults import Fault
from mentorlift.files.said import Grouped, Said


def in_words(text: str) -> str:
    """A text that was Said in the reader's language; any other as it is."""
    if not isinstance(text, Said):
        return text
    return gettext(text.template) % {name: _value(value) for name, value in text.values.items()}


def fault_line(fault: Fault) -> str:
    """`str(fault)` in the reader's language. The place stays: it is that of the file."""
    return f"{fault.place}: {in_words(fault.what)}; {in_words(fault.remedy)}"


def kept_line(kept: Any) -> str:
    """The same of a fault as it was kept: `Fault.as_json`, or a line of English from before it knew languages."""
    return kept if isinstance(kept, str) else fault_line(Fault.from_json(kept))


def _value(value: Any) -> Any:
    if isinstance(value, Grouped):
        return number_format(int(value), force_grouping=True)
    return in_words(value) if isinstance(value, Said) else value
