"""How a value of a record is written on the page."""

from django import template

from mentorlift.audit.rules import Value

register = template.Library()


@register.filter
def shown(value: Value) -> str:
    """A list with commas, nothing as a dash."""
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return "–" if value is None else str(value)
