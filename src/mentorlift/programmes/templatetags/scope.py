"""A line of what is put to those who approve, as a page sets it."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def thing_first(line: object) -> SafeString:
    """ "A thing – what is said of it" with the thing stressed; a line without a dash as it is."""
    thing, dash, said = str(line).partition(" – ")
    return format_html("<strong>{}</strong><br>{}", thing, said) if dash else format_html("{}", thing)
