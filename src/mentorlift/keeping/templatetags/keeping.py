"""How a value of what is held is shown."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from mentorlift.keeping.own import Worded

register = template.Library()


@register.simple_tag
def shown(value: object) -> SafeString | str:
    """Dates as one writes them, yes and no as words, texts with their lines."""
    if isinstance(value, Worded):
        value = value.words
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, int | float):
        return str(number_format(value))
    return mark_safe(linebreaks(str(value), autoescape=True))  # noqa: S308 - escaped by linebreaks
