"""Words for fields and kinds of change."""

from datetime import date

from django import template
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorlift.people.forms import LABELS
from mentorlift.people.words import column_word, listed

register = template.Library()

KIND_WORDS = {
    "added": _("new here"),
    "returned": _("back again"),
    "moved": _("moved"),
    "changed": _("changed"),
    "ended": _("leaving"),
    "same": _("unchanged"),
}


@register.filter
def field_word(name: str) -> Promise | str:
    """A field of ours in the reader's words; any other column as `column_word` has it."""
    return LABELS[name] if name in LABELS else column_word(name)


@register.filter
def kind_word(kind: str) -> Promise | str:
    return KIND_WORDS.get(kind, kind)


@register.filter
def fact(value: object) -> str:
    """A value of a field as one reads it: a date in words, a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, date):
        return date_format(value, "j M Y")
    return number_format(value) if isinstance(value, float) else str(value)


UNTOLD = {"performance"}  # matching may use it; beside a name, a figure of somebody's results has no place


@register.filter
def told(attributes: dict[str, object]) -> list[tuple[str, str]]:
    """Names and values of a post's further columns, as one reads them."""
    return [(name, listed(value, name)) for name, value in attributes.items() if name not in UNTOLD]


register.filter(listed)
