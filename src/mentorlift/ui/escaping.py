"""Escaping for long lists."""

import html
from typing import Any


def escaped(value: Any) -> str:
    """A value as text within HTML, what is safe already as it is: `conditional_escape` at a third of its price."""
    return value.__html__() if hasattr(value, "__html__") else html.escape(str(value))
