"""Horizontal: as long here as you, from another corner."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.shapes.shape import (
    A_LANGUAGE,
    NOT_IN_LINE,
    PARTNER,
    SOME_HOURS,
    WHAT_IS_WANTED,
    WHAT_THEY_SAY,
    Shape,
    years_here,
)

HORIZONTAL = Shape(
    key="horizontal",
    name=_("Horizontal"),
    reason=_(
        "Two professionals with comparable experience and different backgrounds advise each other on what their bosses "
        "have long forgotten: settling in, work and the rest of life. No lot has measured this form yet."
    ),
    sides=_(
        "Both have been here for a comparable time, five years apart at most, and come from different teams; another "
        "job counts for a pair. Both are called partners."
    ),
    rules=(NOT_IN_LINE, {"kind": "different", "field": "team"}, years_here(-5, 5), A_LANGUAGE, SOME_HOURS),
    criteria=(
        WHAT_IS_WANTED,
        WHAT_THEY_SAY,
        {"kind": "differs", "field": "role", "weight": 2},
        {"kind": "differs", "field": "background", "weight": 2},
        {"kind": "near", "field": "years_here", "scale": 6, "weight": 2},
    ),
    mentor=PARTNER,
    protege=PARTNER,
)
