"""Cells for CSV files that people open in a spreadsheet."""

import math

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> str:
    """The value as text; text that a spreadsheet would run as a formula gets a quote in front, numbers stay."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return "" if isinstance(value, float) and math.isnan(value) else str(value)
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text
