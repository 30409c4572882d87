"""The level at which somebody counts as up to speed, in words: a phrase of the plan as one says it."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from mentorlift.outcomes.words import figure_word
from mentorlift.science.effects.phrases import ramp_of

WEEK = 7  # days


def level_words(phrase: str) -> str:
    """ "a week that brings at least 1,500 (revenue)"; anything that is no such phrase as it reads."""
    try:
        ramp = ramp_of(phrase)
    except ValueError:
        return figure_word(phrase)
    figure = figure_word(ramp.metric)
    if ramp.at_least is None:
        return _("a first day with %(figure)s") % {"figure": figure}
    size = int(ramp.at_least) if ramp.at_least.is_integer() else ramp.at_least
    told = {"level": intcomma(size), "figure": figure, "days": ramp.within}
    if ramp.within is None:
        return _("at least %(level)s since the start (%(figure)s)") % told
    if ramp.within == WEEK:
        return _("a week that brings at least %(level)s (%(figure)s)") % told
    return _("%(days)s days in a row that bring at least %(level)s (%(figure)s)") % told
