"""Words for fields and kinds of change."""

from datetime import date

from django import template
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorlift.people.forms import LABELS

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
    """A field of ours in the reader's words; any other column under its own name, read as words."""
    return LABELS.get(name, name.replace("_", " "))


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


@register.filter
def listed(value: object) -> str:
    """Several words in one field, told apart by a bar in the file, as one reads them."""
    return ", ".join(part.strip() for part in str(value).split("|"))
