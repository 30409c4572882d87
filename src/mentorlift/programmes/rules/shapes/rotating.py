"""Rotating: everybody meets somebody else every week."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.shapes.shape import (
    A_LANGUAGE,
    NOT_IN_LINE,
    PARTNER,
    SOME_HOURS,
    WHAT_IS_WANTED,
    Shape,
)

ROTATING = Shape(
    key="rotating",
    name=_("Rotating"),
    reason=_(
        "Whoever talks with many colleagues hears many ways to sell, and people who have met once ask each other "
        "later. Guided talks with one partner raised revenue in a field experiment; changing partners every week has "
        "not been measured yet."
    ),
    sides=_(
        "The same people are on both sides: each meets another one every week, and no two meet twice. Not in one line, "
        "a language and two hours in common; another team counts for a pair. Among an odd number one has a week off, "
        "each in turn. Nobody needs to be invited besides: both are called partners."
    ),
    rules=(NOT_IN_LINE, A_LANGUAGE, SOME_HOURS),
    criteria=(WHAT_IS_WANTED, {"kind": "differs", "field": "team", "weight": 3}),
    mentor=PARTNER,
    protege=PARTNER,
    rotates=True,
)
