"""Words for figures, and for why a row was left out."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorlift.outcomes.words import figure_word

register = template.Library()
register.filter("figure_word", figure_word)

REASONS = {
    "person not in the directory": (_("nobody here has this id"), _("Bring in the person first, then the file again.")),
    "day before hire": (_("a day before the first day of work"), _("Correct the first day of work, or the day.")),
    "day from the exit on": (_("a day after the last one"), _("Correct the exit, or the day.")),
    "day between two employments": (
        _("a day between two times here"),
        _("Correct the exit or the return, or the day."),
    ),
}


@register.filter
def reason_word(reason: str) -> Promise | str:
    return REASONS[reason][0] if reason in REASONS else reason


@register.filter
def reason_remedy(reason: str) -> Promise | str:
    return REASONS[reason][1] if reason in REASONS else ""
